"""A representative or board member, and the answer about the board."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.validators import PERSON_NAME
from groundwork.web.fields import MoneyField
from onboarding.identity import identity_number
from onboarding.models import Officer


class OfficerForm(forms.ModelForm[Officer]):
    """Who they are, in which post, with which powers."""

    value_limit = MoneyField(
        label=_("¿Hasta qué valor puede firmar?"),
        required=False,
        help_text=_("En pesos, si el certificado pone un límite. Déjelo vacío si no lo hay o si es de la junta."),
    )

    class Meta:
        model = Officer
        fields = ("post", "full_name", "identity_type", "identity_number", "powers", "value_limit")
        widgets = {
            "post": forms.RadioSelect,
            "full_name": forms.TextInput(attrs={"autocomplete": "off"}),
            "identity_number": forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
            "powers": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"full_name": _("Como aparece en su documento.")}

    def clean_full_name(self) -> str:
        name: str = self.cleaned_data["full_name"]
        for validate in PERSON_NAME:
            validate(name)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("identity_type") and cleaned.get("identity_number"):
            try:
                cleaned["identity_number"] = identity_number(cleaned["identity_type"], cleaned["identity_number"])
            except ValidationError as refusal:
                self.add_error("identity_number", refusal)
        if cleaned.get("post") == Officer.Post.BOARD_MEMBER:
            cleaned["value_limit"], cleaned["powers"] = None, ""
        return cleaned


class BoardForm(forms.Form):
    """Whether there is a board of directors."""

    has_board = forms.TypedChoiceField(
        label=_("¿La empresa tiene junta directiva?"),
        choices=[("si", _("Sí, y sus miembros están en la lista")), ("no", _("No tenemos junta directiva"))],
        coerce=lambda answer: answer == "si",
        widget=forms.RadioSelect,
        help_text=_("Una S. A. S. puede no tenerla: mírelo en los estatutos o en el certificado de existencia."),
        error_messages={"required": _("Diga si hay junta directiva o no.")},
    )
