"""Saying that a number that somebody else registered is one's own, and deciding it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.forms.identity import NitField
from onboarding.forms.supplier import prepare_name
from onboarding.models import NumberClaim, PersonType


class ClaimForm(forms.Form):
    """Which number, who one is, and why it is one's own."""

    nit = NitField()
    person_type = forms.ChoiceField(
        label=_("Usted es, o representa a, una"),
        choices=[choice for choice in PersonType.choices if choice[0] != PersonType.JOINT],
        widget=forms.RadioSelect,
        error_messages={"required": _("Escoja el tipo de persona.")},
    )
    name = forms.CharField(
        label=_("Nombre o razón social"), max_length=200, help_text=_("El que corresponde a ese NIT en el RUT.")
    )
    words = forms.CharField(
        label=_("¿Por qué es suyo?"),
        max_length=1000,
        min_length=20,
        help_text=_("Diga qué documento lo prueba y quién lo expidió. Quien lo registró leerá estas palabras."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_name(self)


class DecisionForm(forms.ModelForm[NumberClaim]):
    """What an administrator of the portal decides about a claim, and why."""

    decision = forms.ChoiceField(
        label=_("Decisión"),
        choices=[
            ("grant", _("Darle la razón: quien reclama administrará el proveedor")),
            ("refuse", _("Responder que no")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=1000,
        help_text=_("Quien reclama lo leerá. Diga cómo lo comprobó o qué faltó, sin datos de terceros."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = NumberClaim
        fields = ("reason",)
