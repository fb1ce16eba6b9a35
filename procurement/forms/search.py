"""The search of processes as people write it in the address or in the form of the page."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from groundwork.reference.codes import level_of
from groundwork.web.fields import DateField, MoneyField
from groundwork.web.paging import CURSOR_PARAMETER
from procurement.forms.search_fields import ChoiceField, ChoicesField, CodesField, SeveralField
from procurement.models import Modality, Source
from procurement.queries import entities, words
from procurement.queries.entities import EntityName
from procurement.queries.filters import Order, Search, State
from procurement.queries.places import PlaceNames

FORM_ID = "busqueda"
LONGEST_WORDS = 200
FIRST_YEAR, LAST_YEAR = 1990, 2200
HTML, JSON, CSV, RSS = "html", "json", "csv", "rss"


class Parameter(NamedTuple):
    """One name and value of an address."""

    name: str
    value: str


class SearchForm(forms.Form):
    """The parameters of /procesos/, by their names in the address."""

    mark_optional = False

    q = forms.CharField(
        label=_("Buscar procesos"),
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": _("Escriba a lo sumo %(limit_value)d caracteres.")},
    )
    estado = ChoiceField(label=_("Estado"), choices=State)
    codigo = CodesField(
        label=_("Código UNSPSC"), help_text=_("De cualquier nivel; varios separados por coma. Por ejemplo: 8011.")
    )
    departamento = SeveralField(label=_("Departamento"))
    municipio = SeveralField(label=_("Municipio"), help_text=_("Nombre o código DANE."))
    entidad = SeveralField(label=_("Entidad"), help_text=_("Nombre, NIT o código."))
    modalidad = ChoicesField(label=_("Modalidad"), choices=Modality)
    valor_min = MoneyField(label=_("Valor desde"), required=False)
    valor_max = MoneyField(label=_("Valor hasta"), required=False)
    cierra_desde = DateField(label=_("Cierra desde"), required=False)
    cierra_hasta = DateField(label=_("Cierra hasta"), required=False)
    fuente = ChoicesField(label=_("Fuente"), choices=Source)
    orden = ChoiceField(label=_("Orden"), choices=Order)
    formato = ChoiceField(label=_("Formato"), choices=[(name, name) for name in (HTML, JSON, CSV, RSS)])

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filtro_%s")
        self.unknown = sorted(data.keys() - self.fields.keys() - {CURSOR_PARAMETER})
        self.entities: list[EntityName] = []
        self._places = PlaceNames()
        for field in self.fields.values():
            # The filters stand beside the results, outside the form's own element.
            field.widget.attrs["form"] = FORM_ID

    def clean_estado(self) -> str:
        return self.cleaned_data["estado"] or State.OPEN

    def clean_orden(self) -> str:
        return self.cleaned_data["orden"] or Order.NEWEST

    def clean_formato(self) -> str:
        return self.cleaned_data["formato"] or HTML

    def clean_departamento(self) -> list[str]:
        found = {text: self._places.department(text) for text in self.cleaned_data["departamento"]}
        _refuse_unknown(found, _("No conocemos el departamento «%(value)s». Escriba su nombre o su código DANE."))
        return list(dict.fromkeys(code for code in found.values() if code))

    def clean_municipio(self) -> list[str]:
        within = self.cleaned_data.get("departamento", [])
        found = {text: self._places.municipality(text, within) for text in self.cleaned_data["municipio"]}
        _refuse_unknown(
            found,
            _(
                "No hay un municipio que se llame solo «%(value)s», o hay varios. "
                "Elija también el departamento, o escriba el código DANE."
            ),
        )
        return list(dict.fromkeys(code for code in found.values() if code))

    def clean_entidad(self) -> list[str]:
        texts: list[str] = self.cleaned_data["entidad"]
        for text in texts:
            found = entities.entities_named(text)
            if not found:
                raise ValidationError(
                    _("Ninguna entidad tiene «%(value)s» en su nombre, su NIT o su código."),
                    code="unknown",
                    params={"value": text},
                )
            if len(found) > entities.MOST:
                raise ValidationError(
                    _("Más de %(most)d entidades tienen «%(value)s» en su nombre. Escriba alguna palabra más."),
                    code="many",
                    params={"value": text, "most": entities.MOST},
                )
            self.entities += found
        return texts

    def clean_cierra_desde(self) -> date | None:
        return _within_reason(self.cleaned_data["cierra_desde"])

    def clean_cierra_hasta(self) -> date | None:
        return _within_reason(self.cleaned_data["cierra_hasta"])

    def clean(self) -> None:
        value_min, value_max = self.cleaned_data.get("valor_min"), self.cleaned_data.get("valor_max")
        if value_min is not None and value_max is not None and value_min > value_max:
            self.add_error("valor_max", _("El valor máximo es menor que el mínimo. Cámbielos de lugar."))
        first, last = self.cleaned_data.get("cierra_desde"), self.cleaned_data.get("cierra_hasta")
        if first and last and first > last:
            self.add_error("cierra_hasta", _("El último día es anterior al primero. Cámbielos de lugar."))
        try:
            self.cleaned_data["tsquery"] = words.parse(self.cleaned_data.get("q", ""))
        except ValidationError as refusal:
            self.add_error("q", refusal)

    @property
    def ranks_without_words(self) -> bool:
        """Relevance was asked for, and there are no words to be relevant to."""
        return self.cleaned_data["orden"] == Order.RELEVANCE and not self.cleaned_data["tsquery"]

    def search(self) -> Search:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Search(
            tsquery=given["tsquery"],
            state=State(given["estado"]),
            codes=tuple(given["codigo"]),
            departments=tuple(given["departamento"]),
            municipalities=tuple(given["municipio"]),
            entities=tuple(sorted({entity.id for entity in self.entities})),
            modalities=tuple(given["modalidad"]),
            sources=tuple(given["fuente"]),
            value_min=given["valor_min"],
            value_max=given["valor_max"],
            closes_from=given["cierra_desde"],
            closes_to=given["cierra_hasta"],
            order=Order.NEWEST if self.ranks_without_words else Order(given["orden"]),
        )

    def parameters(self) -> list[Parameter]:
        """The search of a valid form as an address says it, each value once and in its shortest form."""
        given: Mapping[str, Any] = self.cleaned_data
        pairs = [Parameter("q", given["q"])]
        if given["estado"] != State.OPEN:
            pairs.append(Parameter("estado", given["estado"]))
        pairs += [Parameter("codigo", code[: 2 * level_of(code)]) for code in given["codigo"]]
        for name in ("departamento", "municipio", "entidad", "modalidad"):
            pairs += [Parameter(name, value) for value in given[name]]
        pairs += [Parameter(name, f"{given[name]:f}") for name in ("valor_min", "valor_max") if given[name] is not None]
        pairs += [Parameter(name, given[name].isoformat()) for name in ("cierra_desde", "cierra_hasta") if given[name]]
        pairs += [Parameter("fuente", value) for value in given["fuente"]]
        if given["orden"] != Order.NEWEST:
            pairs.append(Parameter("orden", given["orden"]))
        return [pair for pair in pairs if pair.value]


def _refuse_unknown(found: Mapping[str, str | None], message: Any) -> None:
    for text, code in found.items():
        if code is None:
            raise ValidationError(message, code="unknown", params={"value": text})


def _within_reason(day: date | None) -> date | None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(
            _("Escriba un año entre %(first)d y %(last)d."),
            code="year",
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )
    return day
