"""What people ask of the Gestor de Oportunidades, and what they write there."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from interests.models import Opportunity, OpportunityNote, State
from interests.queries.narrowing import Filters, Order, Tab, usual_order
from interests.queries.opportunity import team_of

MOST_CHOSEN = 100
WITHIN = (2, 7, 15, 30)  # days
HAND_OVER = "hand-over"


class FilterForm(forms.Form):
    """The parameters of /oportunidades/ by their names in the address; what no control gives asks nothing."""

    area = forms.UUIDField(required=False)
    q = forms.CharField(required=False, max_length=200)
    departamento = forms.RegexField(r"^\d{2}$", required=False)
    entidad = forms.CharField(required=False, max_length=200)
    mias = forms.BooleanField(required=False)
    cambio = forms.BooleanField(required=False)
    cierra = forms.TypedChoiceField(choices=[(days, days) for days in WITHIN], coerce=int, required=False)
    orden = forms.ChoiceField(choices=[(order.value, order.value) for order in Order], required=False)

    def filters(self) -> Filters:
        """What is asked of the rows."""
        given = self._given()
        return Filters(
            area=given.get("area"),
            words=given.get("q", ""),
            department=given.get("departamento", ""),
            entity=given.get("entidad", ""),
            mine=given.get("mias", False),
            changed=given.get("cambio", False),
            within=given.get("cierra") or 0,
        )

    def order(self, tab: Tab) -> Order:
        """What stands first."""
        return Order(self._given().get("orden") or usual_order(tab))

    def _given(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class ChosenForm(forms.Form):
    """Several opportunities, and what to do with all of them."""

    act = forms.ChoiceField(
        choices=[*State.choices, (HAND_OVER, HAND_OVER)],
        error_messages={"required": _("Elija qué hacer con las oportunidades.")},
    )
    to = forms.UUIDField(required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self._written = data.getlist("chosen")

    def clean(self) -> None:
        if not self._written:
            raise ValidationError(_("No eligió ninguna oportunidad. Marque al menos una y vuelva a intentarlo."))
        if len(self._written) > MOST_CHOSEN:
            raise ValidationError(_("Elija a lo sumo %(most)d a la vez."), params={"most": MOST_CHOSEN})
        try:
            self.cleaned_data["codes"] = [UUID(text) for text in self._written]
        except ValueError as error:
            raise ValidationError(_("Esas oportunidades no existen. Elija de la lista.")) from error


class NoteForm(forms.ModelForm[OpportunityNote]):
    """A note for the team."""

    class Meta:
        model = OpportunityNote
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        labels = {"text": _("Nota para su equipo")}
        help_texts = {"text": _("La ven quienes están en el equipo de este proveedor, y nadie más.")}


class _TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """The members of a team, by name."""

    def label_from_instance(self, obj: Model) -> str:
        return obj.full_name if isinstance(obj, User) else str(obj)


class HandOverForm(forms.Form):
    """Who looks after an opportunity from now on."""

    mark_optional = False

    to = _TeamField(
        queryset=User.objects.none(),
        to_field_name="code",
        required=False,
        label=_("A cargo de"),
        empty_label=_("Nadie"),
        error_messages={"invalid_choice": _("Esa persona no está en el equipo. Elija a alguien de la lista.")},
    )

    def __init__(self, *args: Any, opportunity: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = team_of(opportunity)  # type: ignore[attr-defined]  # of its field
        self.initial["to"] = opportunity.assigned_to.code if opportunity.assigned_to else None
