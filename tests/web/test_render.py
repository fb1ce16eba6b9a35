"""Forms as they are drawn: one field-group template for every kind of field."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from groundwork.web.components import Column, SummaryRow, Task, cells
from groundwork.web.fields import CodeField, DateField, MoneyField
from groundwork.web.paging import Page
from secop.dev import Place, SampleProcess


class EveryKindForm(forms.Form):
    name = forms.CharField(label="Nombre", help_text="Como en su documento.")
    firm = forms.CharField(label="Empresa", required=False)
    password = forms.CharField(label="Contraseña", widget=forms.PasswordInput)
    person = forms.ChoiceField(label="Tipo", widget=forms.RadioSelect, choices=[("n", "Natural"), ("j", "Jurídica")])
    places = forms.MultipleChoiceField(
        label="Lugares",
        help_text="Los que quiera.",
        widget=forms.CheckboxSelectMultiple,
        choices=[("05", "Antioquia"), ("25", "Cundinamarca")],
    )
    order = forms.ChoiceField(label="Orden", choices=[("a", "A")])
    budget = MoneyField(label="Valor")
    closes = DateField(label="Cierre")
    text = forms.CharField(label="Descripción", widget=forms.Textarea(attrs={"class": "tall"}))
    paper = forms.FileField(label="Papel")
    terms = forms.BooleanField(label="Acepto")
    code = CodeField(label="Código")
    token = forms.CharField(widget=forms.HiddenInput)


KINDS = {
    "name": "text",
    "password": "password",
    "person": "radios",
    "places": "checkboxes",
    "order": "select",
    "budget": "money",
    "closes": "date",
    "text": "textarea",
    "paper": "file",
    "terms": "checkbox",
    "code": "code",
    "token": "hidden",
}
VISIBLE = [name for name in KINDS if name != "token"]


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_each_field_knows_its_kind(name: str, kind: str) -> None:
    assert EveryKindForm()[name].kind == kind  # type: ignore[attr-defined]  # PortalBoundField


@pytest.mark.parametrize("name", VISIBLE)
def test_a_field_has_a_label_of_its_own(name: str) -> None:
    field = EveryKindForm()[name]
    html = field.as_field_group()
    if name in {"person", "places"}:
        assert re.search(rf"<legend[^>]*>{field.label}", html)
        assert html.count("<label") == 2
    else:
        assert re.search(rf'<label[^>]* for="id_{name}">{field.label}', html)


@pytest.mark.parametrize("name", VISIBLE)
def test_an_error_is_beside_its_field_and_read_with_it(name: str) -> None:
    html = EveryKindForm(data={})[name].as_field_group()
    described = re.findall(r'aria-describedby="([^"]+)"', html)
    assert f'id="id_{name}_error"' in html
    assert any(f"id_{name}_error" in ids.split() for ids in described)
    assert all(f'id="{each}"' in html for ids in described for each in ids.split())
    assert 'aria-invalid="true"' in html
    assert "govuk-form-group--error" in html


@pytest.mark.parametrize("name", VISIBLE)
def test_a_field_without_errors_says_nothing_of_them(name: str) -> None:
    html = EveryKindForm()[name].as_field_group()
    assert "error" not in html
    assert "aria-invalid" not in html


def test_a_hint_is_read_with_its_field() -> None:
    html = EveryKindForm()["name"].as_field_group()
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext">Como en su documento.' in html


def test_only_an_optional_field_says_so() -> None:
    assert "(opcional)" in EveryKindForm()["firm"].as_field_group()
    assert "(opcional)" not in EveryKindForm()["name"].as_field_group()


def test_a_form_of_filters_does_not_repeat_that_each_is_optional() -> None:
    class FilterForm(forms.Form):
        mark_optional = False
        q = forms.CharField(label="Palabras", required=False)

    assert "(opcional)" not in FilterForm()["q"].as_field_group()


def test_a_widgets_own_classes_are_kept() -> None:
    html = EveryKindForm()["text"].as_field_group()
    assert 'class="govuk-textarea tall"' in html


def test_what_a_person_typed_is_escaped() -> None:
    html = EveryKindForm(data={"name": '"><script>', "order": "<b>"})
    assert "<script>" not in html["name"].as_field_group()
    assert "<b>" not in html["order"].as_field_group()


def test_a_hidden_field_is_only_its_input() -> None:
    assert EveryKindForm()["token"].as_field_group().startswith("<input")


def test_the_error_summary_leads_to_the_first_control_of_each_field() -> None:
    form = EveryKindForm(data={})
    form.add_error(None, "No se puede todavía.")
    html = render_to_string("components/error_summary.html", {"form": form})
    page = str(form)
    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == len(form.errors) - 2  # neither the form's own nor the hidden field's
    assert all(f'id="{target}"' in page for target in targets)
    assert "No se puede todavía." in html
    assert "Nombre: " in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert not render_to_string("components/error_summary.html", {"form": EveryKindForm()}).strip()


def test_no_component_carries_inline_script_or_style() -> None:
    html = str(EveryKindForm(data={}))
    assert not re.search(r"<style|<script(?! src)|\sstyle=|\son\w+=", html)


def test_the_pages_of_a_list_keep_its_filters() -> None:
    template = Template('{% include "components/pagination.html" with page=page request=request only %}')
    request = type("Request", (), {"GET": QueryDict("q=obra&departamento=05&departamento=25&desde=viejo")})
    html = template.render(Context({"page": Page([1], next="nuevo", previous=""), "request": request}))
    assert 'href="?q=obra&amp;departamento=05&amp;departamento=25&amp;desde=nuevo"' in html
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


def test_a_list_of_one_page_has_no_pagination() -> None:
    assert not render_to_string("components/pagination.html", {"page": Page([1], "", "")}).strip()


def test_a_table_names_the_column_in_each_cell() -> None:
    columns = (Column("Pago"), Column("Valor", numeric=True))
    html = render_to_string(
        "components/table.html", {"caption": "Pagos", "columns": columns, "rows": cells(columns, ("1", 5))}
    )
    assert 'data-label="Valor">5</td>' in html
    assert "govuk-table__cell--numeric" in html


def row(**facts: Any) -> str:
    process = SampleProcess(
        **{
            "code": "CO1.REQ.1",
            "title": "Placa huella",
            "buyer_name": "Alcaldía de Supatá",
            "department": Place("Cundinamarca"),
            "municipality": Place("Supatá"),
            "budget": Decimal(412_350_000),
            "closes_at": timezone.now() + timedelta(days=1, minutes=1),
            "modality": "Mínima cuantía",
            **facts,
        }
    )
    return render_to_string("components/process_list.html", {"processes": [process]})


def test_a_row_says_what_who_where_how_much_and_until_when() -> None:
    html = row()
    assert f'href="{reverse("procurement:process_detail", args=["CO1.REQ.1"])}">Placa huella</a></h2>' in html
    assert "Alcaldía de Supatá · Supatá · Cundinamarca · Mínima cuantía" in html
    assert 'title="412 millones" data-words>$\u00a0412.350.000</span>' in html
    assert "left--urgent" in html
    assert "falta 1 día" in html
    assert "Coincide" not in html


def test_a_row_says_why_it_is_there_when_it_matches_something() -> None:
    assert "Coincide: 72141100 · Cundinamarca" in row(reason="72141100 · Cundinamarca")


def test_a_row_without_value_place_or_closing_says_so() -> None:
    html = row(budget=None, department=None, municipality=None, closes_at=None)
    assert "sin valor informado" in html
    assert "sin fecha de cierre" in html
    assert "Alcaldía de Supatá · Mínima cuantía" in html


def test_what_a_row_brings_is_escaped() -> None:
    html = row(code='"><b>', title="<b>", buyer_name="<b>", reason="<b>")
    assert "<b>" not in html


def test_a_finished_task_carries_no_tag_and_an_open_one_does() -> None:
    tasks = [Task("Datos", "Completo", "/x/"), Task("RUT", "Falta", "/y/", tag="yellow")]
    html = render_to_string("components/task_list.html", {"tasks": tasks})
    assert html.count("govuk-tag--yellow") == html.count("<strong") == 1


def test_a_link_that_changes_a_fact_says_which() -> None:
    html = render_to_string("components/summary_list.html", {"rows": [SummaryRow("Teléfono", "601", "/x/", "Cambiar")]})
    assert re.search(r"Cambiar<span[^>]*> Teléfono</span>", html)
