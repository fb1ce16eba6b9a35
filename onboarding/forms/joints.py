"""A part in a joint bidder, and its answer."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum.co import nit

from groundwork.web.fields import PercentField
from onboarding.models import JointMember, Supplier


class PartForm(forms.ModelForm[JointMember]):
    """The share of a member and what it does."""

    share = PercentField(label=_("Participación (%)"), help_text=_("Con hasta dos decimales: 33,33."))

    class Meta:
        model = JointMember
        fields = ("share", "activities", "leads")
        widgets = {"activities": forms.Textarea(attrs={"rows": 3})}


class NewPartForm(PartForm):
    """The same, of a supplier that is found by its number."""

    number = forms.CharField(
        label=_("NIT o número de identificación del integrante"),
        max_length=20,
        help_text=_("Debe estar registrado como proveedor en este portal. El NIT, con su dígito de verificación."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    field_order = ("number", "share", "activities", "leads")
    member: Supplier | None = None

    def clean_number(self) -> str:
        """The number as it is kept; finds the supplier that has it."""
        number: str = nit.compact(self.cleaned_data["number"])
        found = Supplier.objects.filter(Q(nit=number) | Q(identity_number=number)).exclude(nit="", identity_number="")
        self.member = found.order_by("pk").first()
        if self.member is None:
            raise forms.ValidationError(
                _("Nadie se ha registrado con ese número. Pídale al integrante que se registre, y vuelva a intentarlo.")
            )
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.member is not None:
            self.instance.member = self.member
        return cleaned


class AnswerPartForm(forms.Form):
    """Yes or no, and why not. Which of the two is the button's to say."""

    # What the person saw: they agree to that and to nothing else.
    share = forms.DecimalField(widget=forms.HiddenInput)
    activities = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Si no acepta: por qué"),
        max_length=300,
        required=False,
        help_text=_("Quien lo invitó leerá este motivo."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def says_yes(self) -> bool:
        """Whether the part was accepted."""
        return bool(self.data.get("answer") == "accept")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.says_yes and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Diga por qué: quien lo invitó leerá el motivo."))
        return cleaned
