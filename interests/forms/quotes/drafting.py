"""Writing an answer: prices item by item, until when they hold, and the papers that go along."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundwork.web import formats
from groundwork.web.fields import DateField, MoneyField, PercentField
from interests.forms.papers import MOST_AT_ONCE, few_enough
from interests.models import InvitationItem, Quote, QuotePrice
from interests.services.quotes.drafting import WORDS, Given
from onboarding.forms.documents import FilesField, limits_of
from onboarding.queries.documents import Paper

HIGHEST_PRICE = Decimal("999999999999999.99")
# Of quantity times price, so that a hundred of them, with VAT, are still added to the cent.
HIGHEST_LINE = Decimal(10) ** 18
USUAL_VAT = Decimal(19)


class PriceForm(forms.Form):
    """The price of one item; empty for an item that is not offered."""

    mark_optional = False

    unit_price = MoneyField(
        label=_("Precio unitario, sin IVA"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=HIGHEST_PRICE,
        max_digits=None,
        error_messages={
            "min_value": _("El precio es mayor que cero. Si no ofrece este ítem, déjelo vacío."),
            "max_value": _("Ese precio es demasiado grande: revíselo."),
            "max_decimal_places": _("Escriba el precio con dos decimales a lo sumo."),
        },
    )
    vat = PercentField(
        label=_("IVA (%)"),
        required=False,
        min_value=0,
        error_messages={
            "invalid": _("Escriba el IVA como porcentaje: 19, 5 o 0."),
            "min_value": _("El IVA está entre 0 y 100."),
            "max_value": _("El IVA está entre 0 y 100."),
            "max_digits": _("El IVA está entre 0 y 100."),
            "max_whole_digits": _("El IVA está entre 0 y 100."),
            "max_decimal_places": _("Escriba a lo sumo dos decimales."),
        },
    )

    def __init__(self, *args: Any, item: InvitationItem, price: QuotePrice | None, **kwargs: Any) -> None:
        kwargs["initial"] = {"unit_price": price.unit_price, "vat": price.vat} if price else {"vat": USUAL_VAT}
        kwargs["prefix"] = f"price-{item.position}"
        super().__init__(*args, **kwargs)
        self.item, self.price = item, price

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("unit_price") is not None and cleaned.get("vat") is None and not self.has_error("vat"):
            self.add_error("vat", _("Escriba el IVA; 0 si está excluido o exento."))
        if cleaned.get("unit_price") and cleaned["unit_price"] * self.item.quantity > HIGHEST_LINE:
            self.add_error(
                "unit_price", _("Con esa cantidad, el total del ítem es demasiado grande: revise el precio.")
            )
        return cleaned

    @property
    def given(self) -> tuple[Decimal, Decimal] | None:
        """The price and its VAT; None for an item that is not offered."""
        unit = self.cleaned_data.get("unit_price")
        return None if unit is None else (unit, self.cleaned_data["vat"])


class QuoteForm(forms.Form):
    """The rest of an answer. Nothing is obliged before it is sent."""

    mark_optional = False

    valid_until = DateField(label=_("Válida hasta"), required=False)
    delivery = forms.CharField(
        label=_("Plazo de entrega"),
        max_length=200,
        required=False,
        help_text=_("Por ejemplo: 15 días calendario desde la orden."),
    )
    notes = forms.CharField(
        label=_("Condiciones y aclaraciones, si las hay"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    versions = forms.TypedMultipleChoiceField(
        label=_("De su biblioteca de documentos"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Escoja documentos de su biblioteca.")},
    )
    dropped = forms.MultipleChoiceField(label=_("Quitar archivos"), required=False, widget=forms.CheckboxSelectMultiple)
    files = FilesField(label=_("Otros archivos"), required=False)  # type: ignore[assignment]  # a form keeps its fields apart

    def __init__(self, *args: Any, quote: Quote | None, papers: Iterable[Paper], **kwargs: Any) -> None:
        attached = list(quote.documents.select_related("file", "version__document__document_type")) if quote else []
        chosen = [document.version_id for document in attached if document.version_id]
        initial: dict[str, Any] = {"versions": chosen}
        if quote:
            initial.update(valid_until=quote.valid_until, delivery=quote.delivery, notes=quote.notes)
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.fields["versions"].choices = _choices(papers, attached)  # type: ignore[attr-defined]  # it chooses
        own = [(str(one.file.code), one.file.name) for one in attached if one.file]
        self.fields["dropped"].choices = own  # type: ignore[attr-defined]  # so does this
        if not own:
            del self.fields["dropped"]
        if not self.fields["versions"].choices:  # type: ignore[attr-defined]  # as above
            del self.fields["versions"]
        files = self.fields["files"]
        files.help_text = limits_of(MOST_AT_ONCE)
        files.widget.attrs["multiple"] = True

    def clean_files(self) -> list[Any]:
        given: list[Any] = self.cleaned_data["files"]
        return few_enough(given)

    def given(self, prices: Mapping[int, tuple[Decimal, Decimal] | None], *, whole: bool) -> Given:
        """What may be kept: all that is right. A save by itself leaves papers for the button."""
        right = self.cleaned_data
        return Given(
            prices=prices,
            words={name: right[name] for name in WORDS & right.keys()},
            versions=right.get("versions", []) if "versions" in self.fields and "versions" not in self.errors else None,
            dropped=right.get("dropped", []) if whole else (),
        )


def _choices(papers: Iterable[Paper], attached: Iterable[Any]) -> list[tuple[int, str]]:
    """The papers that may be attached, each with where it stands; those attached before stay though a newer came."""
    found = {
        paper.current.pk: f"{paper.document} · {paper.state.label}, {formats.short_date(paper.current.uploaded_at)}"
        for paper in papers
        if paper.current
    }
    for document in attached:
        if document.version and document.version_id not in found:
            found[document.version_id] = (
                f"{document.version.document} · {formats.short_date(document.version.uploaded_at)}"
            )
    return list(found.items())
