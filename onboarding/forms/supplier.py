from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.co import nit

from onboarding.models import Supplier


class SupplierForm(forms.ModelForm[Supplier]):
    """The first facts of a supplier: what kind of person, which name, which number."""

    class Meta:
        model = Supplier
        fields = ("person_type", "name", "nit")
        widgets = {"person_type": forms.RadioSelect}
        help_texts = {"name": _("Como aparece en su documento o en el certificado de existencia.")}

    def clean_nit(self) -> str:
        """Digits only, however it was typed."""
        return nit.compact(self.cleaned_data["nit"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        legal = cleaned.get("person_type") == Supplier.PersonType.LEGAL
        if legal and "nit" in cleaned and not cleaned["nit"]:
            self.add_error("nit", _("Una persona jurídica necesita su NIT."))
        return cleaned
