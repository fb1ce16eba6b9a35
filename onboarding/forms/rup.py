"""The registration in the RUP and its classes of the classifier: picked, or pasted as the certificate lists them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.reference.codes import CLASS, PRODUCT, ancestors_of, level_of
from groundwork.reference.fields import ChosenField, pasted_codes
from groundwork.reference.pasting import LONGEST_LIST, Pasted, named, read_list, read_pieces
from groundwork.reference.pickers import CodePicker
from groundwork.web import formats
from groundwork.web.fields import DateField
from onboarding.forms.papers import PaperField
from onboarding.models import RupRegistration
from onboarding.queries import papers

MOST_CLASSES = 500


@dataclass(frozen=True, slots=True)
class Classes:
    """What a list of codes says of the classes of a registration."""

    pasted: Pasted

    @property
    def codes(self) -> list[str]:
        """The classes to keep: those told, those of editions no longer in force, and those of the products told."""
        told = [code for code in [*self.pasted.codes, *self.pasted.retired_codes] if level_of(code) >= CLASS]
        return sorted({_class_of(code) for code in told})

    @property
    def products(self) -> list[str]:
        """Codes deeper than a class, of which the class is kept."""
        return [code for code in self.pasted.codes if level_of(code) == PRODUCT]

    @property
    def broader(self) -> list[str]:
        """Codes above a class, which are not kept."""
        return [code for code in [*self.pasted.codes, *self.pasted.retired_codes] if level_of(code) < CLASS]

    def problems(self, chosen: Collection[str] = ()) -> list[str]:
        """What cannot be kept, a line for each thing."""
        said = []
        if (count := len({*chosen, *self.codes})) > MOST_CLASSES:
            many = _now(
                "Son %(count)s clases y aquí caben %(most)s. No tomamos ninguna y la lista sigue aquí: deje las que"
                " dice el certificado."
            )
            said.append(many % {"count": formats.whole_number(count), "most": formats.whole_number(MOST_CLASSES)})
        if self.pasted.unknown:
            said.append(_now("No existen en el clasificador: %(codes)s.") % {"codes": named(self.pasted.unknown)})
        if self.broader:
            broad = _now("Son más generales que una clase, y el RUP llega hasta la clase: %(codes)s.")
            said.append(broad % {"codes": named(self.broader)})
        return said

    def notes(self) -> list[str]:
        """What is kept otherwise than it was told, a line for each thing."""
        said = []
        if self.products:
            changed = [f"{code} → {_class_of(code)}" for code in self.products]
            said.append(_now("El RUP llega hasta la clase: tomamos la de cada producto.") + f" {named(changed)}.")
        if self.pasted.retired:
            old = _now(
                "Ya no están vigentes en el clasificador; los guardamos porque el certificado los dice: %(codes)s."
            )
            said.append(old % {"codes": named(self.pasted.retired)})
        return said

    def left(self, chosen: Collection[str] = ()) -> str:
        """What stays in the box: only what cannot be taken, or all of it when it is too much."""
        if len({*chosen, *self.codes}) > MOST_CLASSES:
            return self.pasted.text
        return "\n".join([*self.pasted.unknown, *self.broader])


def _class_of(code: str) -> str:
    return ancestors_of(code)[-1] if level_of(code) == PRODUCT else code


class RupForm(forms.ModelForm[RupRegistration]):
    """Number, chamber, the day of the last renewal, the day since which it is in force, and its classes."""

    renewed_on = DateField(label=_("Última renovación o inscripción"))
    in_force_on = DateField(
        label=_("En firme desde"),
        required=False,
        help_text=_("Déjela vacía mientras corre el término para recurrirla."),
    )

    codes = ChosenField(label=_("Clases elegidas"))
    code_search = forms.CharField(
        label=_("Buscar clases"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("Con palabras, por ejemplo «pavimentación», o con los números de la clase: 721410."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code_list = forms.CharField(
        label=_("Clases del certificado"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("Cópielas del certificado: una por línea o separadas por espacios o comas."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )

    class Meta:
        model = RupRegistration
        fields = ("number", "chamber", "renewed_on", "in_force_on", "document")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["number"].widget.attrs.update({"class": "govuk-input--width-10", "autocomplete": "off"})
        self.fields["document"] = PaperField(
            label=_("Certificado"),
            queryset=papers.of_rup(self.instance.supplier),
            help_text=_("De los que ya subió a su biblioteca."),
        )
        if self.instance.pk:
            self.initial.setdefault("codes", [one.code for one in self.instance.classes.all()])
        if isinstance(self.initial.get("document"), int):  # its key, where nothing was typed yet
            self.initial["document"] = self.instance.document
        # What is kept otherwise than it was told.
        self.notes: list[str] = []

    def clean_codes(self) -> list[str]:
        return self._classes(read_pieces(self.cleaned_data["codes"]))

    def clean_code_list(self) -> str:
        return self._add(read_list(self.cleaned_data["code_list"]))

    def clean_code_search(self) -> str:
        """Codes join the chosen ones; words without any class chosen are a search that was not finished."""
        text: str = self.cleaned_data["code_search"]
        if pasted := pasted_codes(text):
            return self._add(read_pieces(pasted, text=text))
        if text and not self.cleaned_data.get("codes") and not self.errors.keys() & {"codes", "code_list"}:
            raise ValidationError(_("Marque en la lista las clases de su RUP, o borre las palabras."))
        return text

    def _add(self, pasted: Pasted) -> str:
        """Those of a list join the chosen ones, all of them or none."""
        chosen = self.cleaned_data.get("codes", [])
        self.cleaned_data["codes"] = sorted({*chosen, *self._classes(pasted, chosen)})
        return ""

    def _classes(self, pasted: Pasted, chosen: Collection[str] = ()) -> list[str]:
        found = Classes(pasted)
        if problems := found.problems(chosen):
            raise ValidationError(problems)
        self.notes += found.notes()
        return found.codes

    def clean_renewed_on(self) -> date:
        return self._past("renewed_on")

    def clean_in_force_on(self) -> date | None:
        return self._past("in_force_on") if self.cleaned_data["in_force_on"] else None

    def _past(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if day > self.today:
            said = _now("Esa fecha todavía no llega: el %(given)s.")
            raise ValidationError(said % {"given": formats.long_date(day)}, code="future")
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        renewed, in_force = given.get("renewed_on"), given.get("in_force_on")
        if renewed and in_force and in_force < renewed:
            self.add_error("in_force_on", _now("Queda en firme el día de la renovación o después."))
        return given

    field_order = (
        *("number", "chamber", "renewed_on", "in_force_on", "document"),
        *("codes", "code_list", "code_search"),
    )


def typed(data: QueryDict) -> tuple[dict[str, Any], list[str], list[str]]:
    """What was typed so far, for a form that is drawn again unjudged: its classes chosen, what cannot be, and notes."""
    kept: dict[str, Any] = {name: str(data[name]).replace("\x00", "") for name in data}
    lists = [kept.get("code_list", "")]
    if pasted_codes(kept.get("code_search", "")):
        lists.append(kept.pop("code_search"))
    chosen = Classes(read_pieces(_bare(data.getlist("codes"))))
    added = Classes(read_list("\n".join(lists)))
    kept["code_list"] = added.left(chosen.codes)
    problems = [*chosen.problems(), *added.problems(chosen.codes)]
    fits = len({*chosen.codes, *added.codes}) <= MOST_CLASSES
    kept["codes"] = sorted({*chosen.codes, *(added.codes if fits else ())})
    return kept, problems, [*chosen.notes(), *added.notes()] if fits else []


def picker_of(form: RupForm, *, branch: str = "") -> CodePicker:
    """What the picker of the form shows."""
    codes: Sequence[str] = form["codes"].value() or []
    (words,) = _bare([form["code_search"].value() or ""])
    return CodePicker(codes=list(_bare(codes)), code_words=words, branch=branch)


def _bare(texts: Iterable[object]) -> list[str]:
    """Without the null bytes that no database takes: what is drawn again has not been judged yet."""
    return [str(text).replace("\x00", "") for text in texts]
