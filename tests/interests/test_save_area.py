from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from groundwork.messaging.models import Message
from interests.models import AlertSubscription, Interest, Opportunity, OpportunityMatch
from interests.services import areas, matching
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, commodity, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db

NEW = "/intereses/nuevo/"


@pytest.fixture(autouse=True)
def classifier() -> None:
    commodity(ROADS, "Construcción de autopistas y carreteras")
    commodity("81101500", "Ingeniería civil")


def area(**changes):
    """What the form posts for an area of roads."""
    return {"name": "Vías", "codes": [ROADS], "delivery": "now", "do": "save"} | changes


def edit_url(interest: Interest) -> str:
    return reverse("interests:interest_edit", args=[interest.code])


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_a_new_area_shows_at_once_the_open_processes_that_fit(as_ana, ana, supplier):
    ProcessFactory(codes=(ROADS,), title="Placa huella")
    ProcessFactory(codes=("44121600",), title="Papel")
    response = as_ana.post(NEW, area(), follow=True)
    assert response.redirect_chain == [("/oportunidades/", 302)]
    content = response.content.decode()
    assert "Guardamos «Vías». Hoy coincide 1 proceso abierto." in content
    assert "Placa huella" in content
    assert "Papel" not in content
    saved = Interest.objects.get()
    assert (saved.supplier, saved.created_by, saved.codes) == (supplier, ana, [ROADS])


def test_what_was_open_already_is_seen_on_screen_and_not_mailed(as_ana):
    ProcessFactory(codes=(ROADS,))
    as_ana.post(NEW, area())
    assert Opportunity.objects.count() == 1
    assert not Message.objects.exists()


def test_whoever_makes_an_area_gets_its_mail_unless_they_say_no(as_ana, ana):
    as_ana.post(NEW, area())
    as_ana.post(NEW, area(name="Puentes", delivery="screen"))
    assert AlertSubscription.objects.of(ana).active().get().interest.name == "Vías"


def test_a_municipality_inside_a_chosen_department_adds_nothing(as_ana):
    town("15001", "Tunja", "Boyacá")
    town("25777", "Supatá", "Cundinamarca")
    as_ana.post(NEW, area(departments=["15"], municipalities=["15001", "25777"]))
    assert Interest.objects.get().places == ["15", "25777"]


def test_pasted_codes_are_understood_at_any_level(as_ana):
    as_ana.post(NEW, area(codes=[], code_search="V1.81101500, 7214"))
    assert Interest.objects.get().codes == ["72140000", "81101500"]


@pytest.mark.parametrize("pasted", ["99999999", "7214, 12345", "81101500 0"])
def test_a_code_that_does_not_exist_is_named_and_nothing_is_saved(as_ana, pasted):
    refused = errors(as_ana.post(NEW, area(code_search=pasted)))
    assert "no existe en el clasificador" in refused["code_search"][0]
    assert not Interest.objects.exists()


def test_a_retired_code_is_refused(as_ana):
    commodity(ROADS, "").__class__.objects.filter(code=ROADS).update(retired=True)
    assert errors(as_ana.post(NEW, area()))["codes"] == [
        f"El código {ROADS} no existe en el clasificador vigente. Revíselo o quítelo."
    ]


def test_too_many_codes_are_refused_with_the_way_out(as_ana):
    pasted = " ".join(str(code) for code in range(10_000_000, 10_000_600))
    assert "códigos más generales" in errors(as_ana.post(NEW, area(codes=pasted.split())))["codes"][0]


def test_words_without_a_chosen_code_are_a_search_that_was_not_finished(as_ana):
    response = as_ana.post(NEW, area(codes=[], code_search="carreteras"))
    assert errors(response)["code_search"] == ["Marque en la lista los códigos que ofrece, o borre las palabras."]
    assert [choice.value for choice in response.context["pickers"].found_codes] == [ROADS]


def test_an_area_that_would_match_everything_is_refused(as_ana):
    response = as_ana.post(NEW, area(codes=[], value_min="1"))
    assert "coincidiría con todos los procesos" in errors(response)["code_search"][0]
    assert not Interest.objects.exists()


def test_a_range_in_the_wrong_order_is_refused_beside_its_field(as_ana):
    assert "value_max" in errors(as_ana.post(NEW, area(value_min="90", value_max="20")))


def test_a_name_is_used_once_by_a_supplier(as_ana, supplier):
    InterestFactory(supplier=supplier, name="Vías")
    InterestFactory(name="Puentes")
    assert errors(as_ana.post(NEW, area()))["name"] == ["Ya tiene un área de interés con ese nombre."]
    assert as_ana.post(NEW, area(name="Puentes")).status_code == 302


def test_an_area_posted_twice_is_made_once(as_ana):
    as_ana.post(NEW, area())
    as_ana.post(NEW, area())
    assert Interest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Ví\x00as"),
        ("codes", "72\x00"),
        ("entities", "\x00"),
        ("municipalities", "99999"),
        ("departments", "99"),
        ("value_min", "mucho"),
        ("value_min", "-1"),
        ("value_max", "9" * 30),
        ("municipality_search", "\x00"),
        ("entity_search", "\x00\x00"),
        ("excluded_search", "\x00"),
        ("entities_excluded", "\x00"),
        ("modalities", "trueque"),
        ("mipyme", "tal vez"),
        ("words", "ví\x00a"),
        ("words", "x" * 81),
        ("words", "\n".join(f"palabra{number}" for number in range(31))),
        ("delivery", "nunca"),
        ("hour", "24"),
        ("weekday", "7"),
    ],
    ids=lambda value: value[:20].strip().replace("\x00", "0").replace("\n", " "),
)
def test_nonsense_is_answered_beside_its_field(as_ana, field, value):
    response = as_ana.post(NEW, area(**{field: value}))
    assert response.status_code == 200
    assert field in errors(response)
    assert not Interest.objects.exists()


@pytest.mark.parametrize("do", ["codes", "municipalities", "entities", "excluded", "paste", "preview"])
def test_nonsense_in_a_search_is_no_failure(as_ana, do):
    typed = area(
        do=do,
        code_search="\x00\x00\x00",
        municipality_search="\x00\x00x",
        entity_search="\x00%_'",
        codes=["\x00", "x"],
        excluded_search="\x00",
        code_list="\x00 zz",
        words="\x00",
        copia="\x00",
    )
    assert as_ana.post(NEW, typed).status_code == 200
    assert as_ana.post(NEW, area(browse="zz")).status_code == 200


def test_the_database_refuses_what_the_form_would_not_let_pass(supplier):
    everything_wrong: list[dict[str, Any]] = [
        {"codes": []},
        {"codes": [], "modalities": ["minima"], "mipyme": "only"},
        {"value_min": 2, "value_max": 1},
        {"value_min": -1},
        {"words": ["vía"]},
        {"words_excluded": ["vía"]},
        {"wanted": "'via'"},
    ]
    for wrong in everything_wrong:
        with transaction.atomic(), pytest.raises(IntegrityError):
            Interest.objects.create(**{"supplier": supplier, "name": "x", "codes": [ROADS]} | wrong)


def test_a_supplier_has_no_more_areas_than_the_limit(monkeypatch, ana, supplier):
    monkeypatch.setattr(areas, "MOST_AREAS", 1)
    InterestFactory(supplier=supplier)
    with pytest.raises(ValidationError, match="puede tener 1"):
        areas.save(Interest(supplier=supplier, name="Otra", codes=[ROADS]), by=ana, alert=True)


def test_who_has_no_supplier_is_led_to_make_one_and_comes_back(client):
    sign_in(client, UserFactory())
    response = client.get(f"{NEW}?codigo=7214")
    assert response.url == "/proveedor/nuevo/?next=%2Fintereses%2Fnuevo%2F%3Fcodigo%3D7214"
    assert "Diga primero quién ofrece" in client.get(response.url).content.decode()


def test_a_person_of_two_suppliers_says_whose_area_it_is(as_ana, ana, supplier, stranger):
    second = MembershipFactory(user=ana).supplier
    assert "supplier" in as_ana.get(NEW).context["form"].fields
    foreign = stranger.suppliers.get()
    assert "supplier" in errors(as_ana.post(NEW, area(supplier=str(foreign.code))))
    assert "supplier" in errors(as_ana.post(NEW, area(supplier="x")))
    as_ana.post(NEW, area(supplier=str(second.code)))
    assert Interest.objects.get().supplier == second


def test_a_search_of_processes_becomes_an_area(as_ana):
    town("15001", "Tunja", "Boyacá")
    entity = EntityFactory(name="Alcaldía de Tunja")
    query = "q=carreteras&codigo=7214&codigo=811015&departamento=15&municipio=15001&entidad=tunja&modalidad=minima"
    address = f"{NEW}?{query}&valor_min=5&valor_max=9"
    response = as_ana.get(address)
    initial = response.context["form"].initial
    assert initial["name"] == "Carreteras"
    assert initial["codes"] == ["72140000", "81101500"]
    assert (initial["words"], initial["modalities"]) == (["carreteras"], ["minima"])
    assert (initial["departments"], initial["municipalities"]) == (["15"], ["15001"])
    assert initial["entities"] == [entity.code]
    assert (initial["value_min"], initial["value_max"]) == ("5", "9")
    assert [choice.value for choice in response.context["pickers"].chosen_codes] == ["72140000", "81101500"]


@pytest.mark.parametrize(
    "query", ["codigo=zz&departamento=%00&municipio=&entidad=%00&valor_min=x&q=%00", "codigo=99", "q=de+la&modalidad=x"]
)
def test_a_search_that_makes_no_sense_begins_an_empty_area(as_ana, query):
    assert as_ana.get(f"{NEW}?{query}").status_code == 200


def test_editing_an_area_takes_away_what_no_longer_fits_and_adds_what_does(as_ana, ana, supplier):
    interest = InterestFactory(supplier=supplier, name="Vías")
    roads, engineering = ProcessFactory(codes=(ROADS,)), ProcessFactory(codes=("81101500",))
    matching.match_processes([roads.pk, engineering.pk])
    as_ana.post(edit_url(interest), area(codes=["81101500"]))
    assert Opportunity.objects.get().process == engineering


def test_editing_keeps_what_was_saved_without_the_reason_that_is_gone(as_ana, supplier):
    interest = InterestFactory(supplier=supplier, name="Vías")
    kept = opportunity(interest, ProcessFactory(codes=(ROADS,)), state="saved")
    as_ana.post(edit_url(interest), area(codes=["81101500"]))
    kept.refresh_from_db()
    assert not OpportunityMatch.objects.exists()


def test_editing_keeps_a_new_opportunity_that_another_area_finds(as_ana, supplier):
    interest = InterestFactory(supplier=supplier, name="Vías")
    process = ProcessFactory(codes=(ROADS,))
    InterestFactory(supplier=supplier, codes=["72000000"])
    matching.match_processes([process.pk])
    as_ana.post(edit_url(interest), area(codes=["81101500"]))
    assert Opportunity.objects.get().process == process
    assert OpportunityMatch.objects.count() == 1


def test_an_edited_area_shows_its_filters_again(as_ana, ana, supplier):
    town("15001", "Tunja", "Boyacá")
    entity = EntityFactory()
    interest = InterestFactory(supplier=supplier, places=["15", "15001"], entities=[entity.pk], value_min=7)
    AlertSubscriptionFactory(interest=interest, user=ana)
    form = as_ana.get(edit_url(interest)).context["form"]
    assert form.initial["departments"] == ["15"]
    assert form.initial["municipalities"] == ["15001"]
    assert form.initial["entities"] == [entity.code]
    assert form.initial["delivery"] == "now"


def test_a_stranger_cannot_tell_that_an_area_exists(client, stranger, supplier):
    interest = InterestFactory(supplier=supplier)
    sign_in(client, stranger)
    assert client.get(edit_url(interest)).status_code == 404
    assert client.post(edit_url(interest), area()).status_code == 404


def test_a_reader_changes_nothing(client, reader, supplier):
    interest = InterestFactory(supplier=supplier)
    sign_in(client, reader)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, area()).status_code == 403
    assert client.post(edit_url(interest), area(name="Otra")).status_code == 403
    with pytest.raises(PermissionDenied):
        areas.save(interest, by=reader, alert=True)


def test_a_visitor_signs_in_first(client):
    assert client.get(NEW).url.startswith("/ingresar/")
