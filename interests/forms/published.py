"""The search of published profiles, by the names that its address has."""

import re
from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from groundwork.reference.fields import CodeField
from groundwork.reference.models import Department
from interests.queries.published import Asked
from onboarding.identity import FIRM_DIGITS, SIGNS
from procurement.queries import words

LONGEST_WORDS = 200


class PublishedForm(forms.Form):
    """Words or a NIT, a code of any level, a department; all optional."""

    mark_optional = False

    q = forms.CharField(
        label=_("Nombre, NIT o lo que hace"),
        required=False,
        max_length=LONGEST_WORDS,
        error_messages={"max_length": _("Escriba a lo sumo %(limit_value)d caracteres.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    codigo = CodeField()
    departamento = forms.ModelChoiceField(
        label=_("Departamento"),
        required=False,
        queryset=Department.objects.filter(retired=False),
        empty_label=_("Todo el país"),
        error_messages={"invalid_choice": _("Escoja un departamento de la lista.")},
    )

    def clean_q(self) -> Asked:
        text: str = self.cleaned_data["q"]
        digits = SIGNS.sub("", text.upper().strip().removeprefix("NIT"))
        if re.fullmatch(rf"[0-9]{{{FIRM_DIGITS},{FIRM_DIGITS + 1}}}", digits):
            return Asked(nit=digits)
        return Asked(tsquery=words.parse(text))

    def asked(self) -> Asked:
        """What it asks, once it is valid."""
        words_or_nit: Asked = self.cleaned_data["q"]
        department = self.cleaned_data["departamento"]
        return replace(
            words_or_nit,
            code=self.cleaned_data["codigo"],
            department=department.code if department else "",
        )
