"""What a reviewer fills in: the part of the queue, the decision, a suspicion, a decision for several."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.models import DocumentType, PersonType, ReturnReason
from onboarding.queries.review.checklist import Check
from onboarding.queries.review.queue import Filters, Show
from onboarding.services.review.deciding import Opinion
from onboarding.services.review.together import MOST_AT_ONCE

APPROVE, RETURN = "approve", "return"


class QueueForm(forms.Form):
    """Which part of the queue to show; what the address says wrongly narrows nothing."""

    mark_optional = False
    tipo = forms.ChoiceField(label=_("Documento"), required=False)
    persona = forms.ChoiceField(
        label=_("Tipo de persona"), choices=[("", _("Todas")), *PersonType.choices], required=False
    )
    ver = forms.ChoiceField(
        choices=[(show.value, show.value) for show in Show], required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: Any, *, types: Sequence[DocumentType]) -> None:
        super().__init__(data)
        choices = [("", _("Todos")), *((kind.slug, kind.label) for kind in types)]
        self.fields["tipo"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def filters(self) -> Filters:
        """What is valid of it."""
        self.is_valid()
        cleaned = self.cleaned_data
        return Filters(cleaned.get("tipo", ""), cleaned.get("persona", ""), Show(cleaned.get("ver") or Show.ALL.value))


class DecisionForm(forms.Form):
    """What was seen and what is said; which of the two decisions is the button's to say, and so what it needs."""

    mark_optional = False
    checks = forms.MultipleChoiceField(label=_("Se cumple"), required=False, widget=forms.CheckboxSelectMultiple)
    reasons = forms.MultipleChoiceField(
        label=_("Por qué se devuelve"), required=False, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("En sus palabras"),
        max_length=1000,
        required=False,
        help_text=_("Si hace falta. El proveedor lo lee en su expediente: no repita datos personales del documento."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, checks: Sequence[Check], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        reasons = [(reason.slug, reason.label) for reason in ReturnReason.objects.filter(retired=False)]
        self.fields["checks"].choices = [tuple(check) for check in checks]  # type: ignore[attr-defined]
        self.fields["reasons"].choices = reasons  # type: ignore[attr-defined]

    def opinion(self, *, seconds: int | None = None) -> Opinion:
        """What the valid form says."""
        cleaned = self.cleaned_data
        return Opinion(
            approved=self.data.get("decision") == APPROVE,
            checked=tuple(cleaned["checks"]),
            reasons=tuple(cleaned["reasons"]),
            words=cleaned["words"].strip(),
            seconds=seconds,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.data.get("decision") not in {APPROVE, RETURN}:
            raise forms.ValidationError(_("Elija si el documento está legible y completo o si lo devuelve."))
        return cleaned


class SingleDecisionForm(DecisionForm):
    """The decision on one document, and whether to go on with the next."""

    go_on = forms.BooleanField(label=_("Al terminar, tomar el siguiente"), required=False)


class SuspicionForm(forms.Form):
    """What is suspected, for the administrators."""

    words = forms.CharField(
        label=_("Qué sospecha, y por qué"),
        max_length=1000,
        help_text=_("Lo leen los administradores y quienes revisan, no el proveedor."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ChosenForm(forms.Form):
    """The documents that were marked in the queue."""

    documento = forms.TypedMultipleChoiceField(coerce=UUID)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        marked = data.getlist("documento")[: MOST_AT_ONCE + 1]
        self.fields["documento"].choices = [(code, code) for code in marked]  # type: ignore[attr-defined]
