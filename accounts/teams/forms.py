"""Whom to invite, and what a member may do."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.teams.models import Team


class RolesForm(forms.Form):
    """What a member may do in the team: one role, or several where the team allows it."""

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"] = _roles_field(team)

    def clean_roles(self) -> list[str]:
        """A list, also of one."""
        chosen = self.cleaned_data["roles"]
        return [chosen] if isinstance(chosen, str) else list(chosen)


class InviteForm(RolesForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=gettext_lazy("Correo electrónico"),
        max_length=254,
        help_text=gettext_lazy("Solo quien lea ese correo podrá aceptar. Si no tiene cuenta, podrá crearla."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        """In lower case, as addresses are kept."""
        return str(self.cleaned_data["email"]).lower()


def _roles_field(team: Team) -> forms.ChoiceField:
    choices = [(role.value, _choice(team, role)) for role in team.roles]
    label = _("Qué puede hacer en el equipo")
    missing = {"required": _("Escoja qué puede hacer en el equipo.")}
    if team.several_roles:
        return forms.MultipleChoiceField(
            label=label,
            help_text=_("Puede marcar varios roles."),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages=missing,
        )
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages=missing)


def _choice(team: Team, role: Any) -> str:
    words = f"{capfirst(str(role.label))}: {team.duties[role.value]}."
    if role.value in team.strong_roles:
        return f"{words} {_('Necesita una llave de acceso o una aplicación de autenticación.')}"
    return words
