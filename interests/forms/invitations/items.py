"""The items of an invitation: rows that are added, taken out or pasted, without any script."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.files.tables import read_text
from groundwork.reference.codes import parse_code
from groundwork.reference.models import Commodity
from groundwork.web.fields import MoneyField
from interests.models import InvitationItem
from interests.services.invitations.drafting import MOST_ITEMS

FIELDS = ("description", "commodity", "unit", "quantity")
EMPTY_ROWS, MOST_ROWS = 2, MOST_ITEMS + 20
# Words of a first row that is no item but the headings of a sheet.
HEADINGS = frozenset({"descripción", "descripcion", "ítem", "item", "description", "producto", "cantidad", "unidad"})
ROWS = "rows"


class QuantityField(MoneyField):
    """A quantity as people write it, "1.250" or "2,5"; drawn as any short text."""

    widget = forms.TextInput  # type: ignore[assignment]  # no sign of pesos stands before it

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal("0.01"),
            max_digits=14,
            error_messages={
                "required": _("Escriba la cantidad."),
                "invalid": _("Escriba la cantidad solo con números, por ejemplo 1.250 o 2,5."),
                "min_value": _("La cantidad es mayor que cero."),
                "max_digits": _("La cantidad es demasiado grande."),
                "max_whole_digits": _("La cantidad es demasiado grande."),
                "max_decimal_places": _("Escriba la cantidad con dos decimales a lo sumo."),
            },
            **kwargs,
        )


class ItemForm(forms.ModelForm[InvitationItem]):
    """One row."""

    quantity = QuantityField(
        label=_("Cantidad"), widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-10"})
    )

    class Meta:
        model = InvitationItem
        fields = FIELDS
        widgets = {
            "commodity": forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
            "unit": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        }
        error_messages = {
            "description": {"required": _("Escriba qué es.")},
            "unit": {"required": _("Escriba la unidad, por ejemplo resma, hora o m³.")},
        }

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was written in it."""
        if not self.is_bound:
            return not any(self.initial.get(name) for name in FIELDS)
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in FIELDS)

    def clean_commodity(self) -> str:
        """The eight digits; that it exists is looked up for all rows at once."""
        text = self.cleaned_data["commodity"].strip()
        code = parse_code(text) if text else ""
        if code is None:
            raise ValidationError(_("Escriba un código UNSPSC, por ejemplo 14111500, o déjelo vacío."))
        return code


class ItemRows:
    """All the rows of a page, in their order."""

    def __init__(self, forms_: Sequence[ItemForm]) -> None:
        self.forms = list(forms_)

    @classmethod
    def of(cls, items: Iterable[Mapping[str, Any]], *, empty: int = EMPTY_ROWS) -> "ItemRows":
        """Rows with these values, and some without."""
        values = [*items][:MOST_ROWS]
        values += [{} for _row in range(empty if len(values) + empty <= MOST_ROWS else 0)]
        return cls([ItemForm(initial=dict(value), prefix=f"item-{place}") for place, value in enumerate(values)])

    @classmethod
    def posted(cls, data: Mapping[str, Any]) -> "ItemRows":
        """The rows that a page sent."""
        try:
            number = min(MOST_ROWS, max(0, int(str(data.get(ROWS, "0")))))
        except ValueError:
            number = 0
        return cls([_bound(data, place) for place in range(number)])

    def __iter__(self) -> Any:
        return iter(self.forms)

    @property
    def number(self) -> int:
        """How many, for the page to send back."""
        return len(self.forms)

    def typed(self, *, without: int | None = None) -> list[dict[str, str]]:
        """What was typed in the rows that have something, as it was, apart from the row of that place."""
        return [
            {name: str(form.data.get(form.add_prefix(name), "")).strip() for name in FIELDS}
            for place, form in enumerate(self.forms)
            if place != without and not form.is_empty
        ]

    def is_valid(self) -> bool:
        """Whether every row with something in it is right. Empty rows don't count."""
        filled = [form for form in self.forms if not form.is_empty]
        valid = sum(not form.is_valid() for form in filled) == 0
        codes = {form.cleaned_data.get("commodity") for form in filled if not form.errors} - {""}
        known = set(Commodity.objects.current().filter(code__in=codes).values_list("code", flat=True))
        for form in filled:
            code = form.cleaned_data.get("commodity")
            if code and code in codes and code not in known:
                form.add_error("commodity", _("Ese código no existe en el clasificador vigente."))
                valid = False
        return valid

    @property
    def errors(self) -> list[tuple[int, forms.BoundField, str]]:
        """Each refusal with the number of its row and its field."""
        return [
            (place, form[name], str(words))
            for place, form in enumerate(self.forms, start=1)
            if form.is_bound and not form.is_empty
            for name, found in form.errors.items()
            for words in found
        ]

    @property
    def items(self) -> list[InvitationItem]:
        """The rows that are right, once they were looked at."""
        return [form.save(commit=False) for form in self.forms if not form.is_empty and form.is_valid()]

    @property
    def wrong(self) -> list[int]:
        """The numbers of the others that have something in them."""
        return [place for place, form in enumerate(self.forms, start=1) if not form.is_empty and not form.is_valid()]


def _bound(data: Mapping[str, Any], place: int) -> ItemForm:
    """One posted row; with nothing in it, it lacks nothing."""
    return ItemForm(data, prefix=f"item-{place}", empty_permitted=True, use_required_attribute=False)


def pasted(text: str, *, typed: int = 0) -> list[dict[str, str]]:
    """Rows copied from a sheet: description, code, unit and quantity, or those without the code.

    Raises ValidationError for what is no table, or for more rows than an invitation takes beside the `typed` ones.
    """
    rows = [row for row in read_text(text) if any(row)]
    if rows and _is_heading(rows[0]):
        rows = rows[1:]
    if not rows:
        raise ValidationError(_now("Pegue las filas de su hoja: descripción, código, unidad y cantidad."))
    if len(rows) + typed > MOST_ITEMS:
        raise ValidationError(_now("Una invitación lleva hasta %(most)d ítems.") % {"most": MOST_ITEMS})
    return [_row(row) for row in rows]


def _is_heading(cells: Sequence[str]) -> bool:
    """Whether a row names the columns: an item may be measured in "unidad" too, but it has a quantity."""
    return not any(map(str.isdigit, cells[-1])) and bool({cell.strip().lower() for cell in cells} & HEADINGS)


def _row(cells: Sequence[str]) -> dict[str, str]:
    names = FIELDS if len(cells) >= len(FIELDS) else ("description", "unit", "quantity")
    return {"commodity": "", **dict(zip(names, cells, strict=False))}
