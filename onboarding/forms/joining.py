"""Asking to join a supplier's team, and answering who asks."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from onboarding.forms.identity import NitField
from onboarding.models import Role
from onboarding.models.supplier import DUTIES


class JoinForm(forms.Form):
    """To which supplier, and a word for who administers it."""

    nit = NitField()
    note = forms.CharField(
        label=_("Mensaje para quien administra"),
        max_length=300,
        required=False,
        help_text=_("Diga quién es y qué hace en la empresa. Verá además su nombre y su correo."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    """Yes, in a role; or no, with a reason. Which of the two is the button's to say."""

    mark_optional = False  # each label says when it is asked

    role = forms.ChoiceField(
        label=_("Si acepta: qué podrá hacer en el equipo"),
        choices=lambda: [(role.value, f"{capfirst(str(role.label))}: {DUTIES[role]}.") for role in Role],
        initial=Role.READER.value,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Si no acepta: por qué"),
        max_length=300,
        required=False,
        help_text=_("La persona leerá este motivo."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def says_yes(self) -> bool:
        """Whether it was accepted."""
        return bool(self.data.get("answer") == "accept")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.says_yes and not cleaned.get("role") and "role" not in self.errors:
            self.add_error("role", _("Escoja qué puede hacer en el equipo."))
        if not self.says_yes and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Diga por qué: la persona leerá el motivo."))
        return cleaned
