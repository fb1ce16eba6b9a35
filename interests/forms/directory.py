"""The search of suppliers as people write it in the address or in the form of the page."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from groundwork.reference.codes import parse_code
from groundwork.reference.fields import pasted_codes
from groundwork.reference.models import Commodity
from groundwork.reference.pasting import LONGEST_LIST, named, read_pieces
from groundwork.reference.pickers import CodePicker
from groundwork.reference.queries.commodities import Hit, search_commodities
from groundwork.web.fields import MoneyField
from groundwork.web.formats import whole_number
from groundwork.web.paging import CURSOR_PARAMETER
from interests.queries.directory import Order, Search
from onboarding.indicators import Key
from onboarding.models import PersonType, Supplier
from procurement.forms.search_fields import MOST_VALUES, ChoiceField, ChoicesField, SeveralField
from procurement.queries import words
from procurement.queries.places import PlaceNames

FORM_ID = "busqueda"
LONGEST_WORDS = 200
SUGGESTED = 8
SIZES = {
    "micro": Supplier.Size.MICRO,
    "pequena": Supplier.Size.SMALL,
    "mediana": Supplier.Size.MEDIUM,
    "grande": Supplier.Size.LARGE,
}
KINDS = {
    "juridica": PersonType.LEGAL,
    "natural": PersonType.NATURAL,
    "sin-contabilidad": PersonType.NATURAL_NO_ACCOUNTS,
    "plural": PersonType.JOINT,
}
INDICATORS = {
    "liquidez": Key.LIQUIDITY,
    "endeudamiento": Key.INDEBTEDNESS,
    "cobertura": Key.INTEREST_COVER,
    "patrimonio": Key.RETURN_ON_EQUITY,
    "activo": Key.RETURN_ON_ASSETS,
}


class LimitField(forms.DecimalField):
    """A limit with at most two decimals: "1,5", "1.5" and "68,32 %" are all understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_digits=8,
            decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            error_messages={
                "invalid": _("Escriba un número, por ejemplo 1,5."),
                "max_decimal_places": _("Escriba a lo sumo dos decimales."),
                "max_digits": _("Escriba un número más corto."),
                "max_whole_digits": _("Escriba un número más corto."),
            },
            **kwargs,
        )

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # the stubs take DecimalField for an integer
        if isinstance(value, str):
            value = re.sub(r"\s*%$", "", value.strip()).replace(",", ".")
        return super().to_python(value)


class Parameter(NamedTuple):
    """One name and value of an address."""

    name: str
    value: str


class DirectoryForm(forms.Form):
    """The parameters of /entidad/proveedores/, by their names in the address."""

    mark_optional = False

    q = forms.CharField(
        label=_("Buscar proveedores"),
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": _("Escriba a lo sumo %(limit_value)d caracteres.")},
    )
    codigo = SeveralField(label=_("Qué ofrece"), joint=",")
    palabras = forms.CharField(
        label=_("Buscar códigos"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("Con palabras, por ejemplo «pavimentación», o pegue códigos de cualquier nivel: 80111600, 8011."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    # The heading of the classifier that is open in the tree.
    rama = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    departamento = SeveralField(label=_("Departamento"))
    municipio = SeveralField(label=_("Municipio"), help_text=_("Nombre o código DANE."))
    domicilio = forms.BooleanField(label=_("Solo los que tienen su domicilio allí"), required=False)
    experiencia = MoneyField(label=_("Experiencia desde"), required=False)
    liquidez = LimitField(label=_("Liquidez, al menos"))
    endeudamiento = LimitField(label=_("Endeudamiento, a lo sumo (%)"))
    cobertura = LimitField(label=_("Cobertura de intereses, al menos"))
    patrimonio = LimitField(label=_("Rentabilidad del patrimonio, al menos (%)"))
    activo = LimitField(label=_("Rentabilidad del activo, al menos (%)"))
    tamano = ChoicesField(label=_("Tamaño de la empresa"), choices=[(name, size.label) for name, size in SIZES.items()])
    tipo = ChoicesField(label=_("Tipo de persona"), choices=[(name, kind.label) for name, kind in KINDS.items()])
    rup = forms.BooleanField(label=_("RUP en firme"), required=False)
    documentos = forms.BooleanField(label=_("Obligatorios aprobados y vigentes"), required=False)
    orden = ChoiceField(label=_("Orden"), choices=Order)
    # The one to which those that are marked will be added, if any.
    invitacion = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filtro_%s")
        self._given = data
        self.unknown = sorted(data.keys() - self.fields.keys() - {CURSOR_PARAMETER})
        self._names = PlaceNames()
        self._titles: dict[str, str] = {}
        self._worded = ""
        for field in self.fields.values():
            # The filters stand beside the results, outside the form's own element.
            field.widget.attrs["form"] = FORM_ID

    def clean_codigo(self) -> list[str]:
        """The codes; words are answered with the codes that they may mean, in `suggestions`."""
        pieces = [one for piece in self.cleaned_data["codigo"] for one in _codes_in(piece)]
        found = {piece: parse_code(piece) for piece in pieces}
        if worded := [piece for piece, code in found.items() if code is None]:
            self._worded = worded[0]
            raise ValidationError(
                _("«%(value)s» no es un código UNSPSC. Elija uno de los que se le parecen, o escriba otro.")
                if self.suggestions
                else _(
                    "«%(value)s» no es un código UNSPSC ni se parece al nombre de ninguno. Pruebe con otra palabra."
                ),
                code="code",
                params={"value": self._worded[:40]},
            )
        codes = list(dict.fromkeys(code for code in found.values() if code))
        self._titles = self._titles_of(codes)
        if unknown := [code for code in codes if code not in self._titles]:
            raise ValidationError(
                _("El código %(value)s no está en el clasificador. Revíselo."),
                code="unknown",
                params={"value": unknown[0]},
            )
        return codes

    def clean_palabras(self) -> str:
        """Pasted codes join the chosen ones; words look for codes, and the picker answers them."""
        text: str = self.cleaned_data["palabras"]
        if not (pasted := pasted_codes(text)):
            return text
        found = read_pieces(pasted, text=text)
        codes = list(dict.fromkeys([*self.cleaned_data.get("codigo", []), *found.codes, *found.retired_codes]))
        if found.unknown:
            raise ValidationError(
                _("No existen en el clasificador: %(codes)s."), code="unknown", params={"codes": named(found.unknown)}
            )
        if len(codes) > MOST_VALUES:
            raise ValidationError(
                _("Son %(count)s códigos y se buscan a lo sumo %(most)s. Use códigos más generales."),
                code="many",
                params={"count": whole_number(len(codes)), "most": MOST_VALUES},
            )
        self.cleaned_data["codigo"] = codes
        self._titles = self._titles_of(codes)
        return ""

    def clean_departamento(self) -> list[str]:
        found = {text: self._names.department(text) for text in self.cleaned_data["departamento"]}
        if None in found.values():
            raise ValidationError(_("Elija entre los departamentos de la lista."), code="unknown")
        return list(dict.fromkeys(code for code in found.values() if code))

    def clean_municipio(self) -> list[str]:
        found = []
        for text in self.cleaned_data["municipio"]:
            code = self._names.municipality(text, self.cleaned_data.get("departamento", []))
            if code is None:
                raise ValidationError(
                    _(
                        "No hay un municipio que se llame solo «%(value)s», o hay varios. "
                        "Elija también el departamento, o escriba el código DANE."
                    ),
                    code="unknown",
                    params={"value": text},
                )
            found.append(code)
        return list(dict.fromkeys(found))

    def clean_invitacion(self) -> str:
        try:
            return str(UUID(self.cleaned_data["invitacion"]))
        except ValueError:
            return ""

    def clean_orden(self) -> str:
        return self.cleaned_data["orden"] or Order.EXPERIENCE

    def clean(self) -> None:
        try:
            self.cleaned_data["tsquery"] = words.parse(self.cleaned_data.get("q", ""))
        except ValidationError as refusal:
            if refusal.code == "too_common":
                refusal = ValidationError(
                    _("Esas palabras están en casi todos los nombres. Escriba alguna que diga más.")
                )
            self.add_error("q", refusal)

    @cached_property
    def suggestions(self) -> list[Hit]:
        """The headings that answer what was typed in the place of a code."""
        return search_commodities(self._worded, limit=SUGGESTED) if self._worded else []

    @property
    def code_titles(self) -> dict[str, str]:
        """What the codes that are asked for are called."""
        return self._titles

    @cached_property
    def picker(self) -> CodePicker:
        """What the picker of codes shows: from the address as it is, right or wrong."""
        codes = self.cleaned_data.get("codigo")
        if codes is None:
            codes = [code for piece in self._given.getlist("codigo") for code in _codes_in(piece) if parse_code(code)]
        words = self.cleaned_data.get("palabras", self._given.get("palabras", "")[:LONGEST_WORDS])
        branch = parse_code(self.cleaned_data.get("rama", "")) or ""
        return CodePicker(codes=codes, code_words=words.replace("\x00", ""), branch=branch)

    @staticmethod
    def _titles_of(codes: Sequence[str]) -> dict[str, str]:
        return dict(Commodity.objects.filter(code__in=codes).values_list("code", "title")) if codes else {}

    def search(self) -> Search:
        """What a valid form asks for."""
        given = self.cleaned_data
        return Search(
            tsquery=given["tsquery"],
            codes=tuple(given["codigo"]),
            departments=tuple(given["departamento"]),
            municipalities=tuple(given["municipio"]),
            seated=given["domicilio"],
            experience=given["experiencia"],
            indicators=tuple((key, given[name]) for name, key in INDICATORS.items() if given[name] is not None),
            sizes=tuple(SIZES[name].value for name in given["tamano"]),
            kinds=tuple(KINDS[name].value for name in given["tipo"]),
            rup=given["rup"],
            papers=given["documentos"],
            order=Order(given["orden"]),
        )

    def parameters(self) -> list[Parameter]:
        """The search of a valid form as an address says it, each value once and in its shortest form."""
        given = self.cleaned_data
        pairs = [Parameter("q", given["q"])]
        pairs += [Parameter("codigo", code) for code in given["codigo"]]
        for name in ("departamento", "municipio"):
            pairs += [Parameter(name, code) for code in given[name]]
        pairs += [
            Parameter(name, f"{given[name]:f}") for name in ("experiencia", *INDICATORS) if given[name] is not None
        ]
        for name in ("tamano", "tipo"):
            pairs += [Parameter(name, value) for value in given[name]]
        pairs += [Parameter(name, "on") for name in ("domicilio", "rup", "documentos") if given[name]]
        if given["orden"] != Order.EXPERIENCE:
            pairs.append(Parameter("orden", given["orden"]))
        pairs.append(Parameter("invitacion", given["invitacion"]))
        return [pair for pair in pairs if pair.value]

    def suggested(self, code: str) -> str:
        """The same address with that code in the place of the words."""
        data = self._given.copy()
        kept = [one for text in data.getlist("codigo") for one in text.split(",") if self._worded not in one]
        data.setlist("codigo", [*filter(None, map(str.strip, kept)), code])
        return f"?{urlencode([(name, value) for name, values in data.lists() for value in values if value])}"


def _codes_in(piece: str) -> list[str]:
    """A space may separate two codes, stand inside one, or between words."""
    if parse_code(piece):
        return [piece]
    apart = piece.split()
    return apart if all(parse_code(one) for one in apart) else [piece]
