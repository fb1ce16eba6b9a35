"""The facts of a supplier in groups, each asked on its own page."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberMatcher

from accounts.forms import person
from accounts.validators import refuse_invisible
from groundwork.reference.fields import CodesField, pasted_codes
from groundwork.reference.models import Department, Municipality
from groundwork.web.widgets import HintedRadios
from onboarding.forms.identity import NitField
from onboarding.forms.supplier import WHO_IS_WHO, check_by_type, prepare_name
from onboarding.identity import identity_number
from onboarding.models import IdentityType, PersonType, Supplier

DEPARTMENT = re.compile(r"[0-9]{2}", re.ASCII)
MAILBOX = re.compile(r"\S@\S")


class IdentityForm(forms.ModelForm[Supplier]):
    """Name and numbers, as the kind of person has them."""

    identity_type = forms.ChoiceField(
        label=_("Tipo de identificación"),
        choices=[("", _("Escoja uno")), *IdentityType.of_people()],
        error_messages={"required": _("Escoja con qué documento se identifica.")},
    )
    identity_number = forms.CharField(
        label=_("Número de identificación"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-10"}),
    )
    nit = NitField(required=False)

    class Meta:
        model = Supplier
        fields = ("name", "identity_type", "identity_number", "nit")
        help_texts = {"name": _("Como aparece en su documento o en el certificado de existencia.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_name(self)
        if not self.instance.is_natural:
            del self.fields["identity_type"], self.fields["identity_number"]
        if self.instance.person_type == PersonType.JOINT:
            self.fields["nit"].help_text = _("Solo si ya lo tiene: antes de la adjudicación no hace falta.")
        elif self.instance.is_natural:
            self.fields["nit"].help_text = _("El de su RUT, si lo tiene, con su dígito de verificación al final.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_by_type(self, cleaned, self.instance.person_type)
        if cleaned.get("identity_type") and cleaned.get("identity_number"):
            try:
                cleaned["identity_number"] = identity_number(cleaned["identity_type"], cleaned["identity_number"])
            except ValidationError as refusal:
                self.add_error("identity_number", refusal)
        return cleaned


class ContactForm(forms.ModelForm[Supplier]):
    """Where the supplier is and how to reach it; the municipalities are those of the chosen department."""

    department = forms.ModelChoiceField(
        label=_("Departamento"),
        queryset=Department.objects.filter(retired=False),
        empty_label=_("Escoja el departamento"),
        error_messages={"invalid_choice": _("Escoja un departamento de la lista.")},
        # With script the municipalities come by themselves; without it, by the button below.
        widget=forms.Select(
            attrs={
                "hx-post": "",
                "hx-trigger": "change",
                "hx-vals": '{"do": "towns"}',
                "hx-target": "#towns",
                "hx-swap": "outerHTML",
            }
        ),
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipio"),
        queryset=Municipality.objects.none(),
        empty_label=_("Escoja el municipio"),
        error_messages={
            "required": _("Escoja el municipio."),
            "invalid_choice": _("Escoja un municipio del departamento elegido."),
        },
    )
    phone = person.phone_field()

    class Meta:
        model = Supplier
        fields = ("department", "municipality", "address", "email", "phone")
        widgets = {
            "address": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        }
        help_texts = {
            "address": _("Donde recibe notificaciones. Por ejemplo: Calle 12 # 3-45, oficina 601."),
            "email": _("Para las entidades que le compran; puede ser distinto del de su cuenta."),
        }

    field_order = ("department", "municipality", "address", "email", "phone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "email"):
            self.fields[name].required = True
        self.fields["address"].validators.append(refuse_invisible)
        if self.instance.municipality:
            self.initial.setdefault("department", self.instance.municipality.department_id)
        chosen = str(self["department"].value() or "")
        if DEPARTMENT.fullmatch(chosen):
            towns = Municipality.objects.filter(department=chosen, retired=False)
            self.fields["municipality"].queryset = towns  # type: ignore[attr-defined]  # a ModelChoiceField

    @property
    def has_towns(self) -> bool:
        """Whether a department was chosen, so that there are municipalities to choose from."""
        return bool(DEPARTMENT.fullmatch(str(self["department"].value() or "")))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "municipality" in self.errors and cleaned.get("department") and not self.data.get("municipality"):
            towns = list(Municipality.objects.filter(department=cleaned["department"], retired=False)[:2])
            if len(towns) == 1:  # the Capital District has no other
                cleaned["municipality"] = towns[0]
                del self.errors["municipality"]
        return cleaned


class SizeForm(forms.ModelForm[Supplier]):
    """The size of the firm, by its income."""

    size = forms.ChoiceField(
        label=_("¿De qué tamaño es?"),
        choices=Supplier.Size,
        widget=HintedRadios(
            {
                Supplier.Size.MICRO: _("Cuenta como MiPyme."),
                Supplier.Size.SMALL: _("Cuenta como MiPyme."),
                Supplier.Size.MEDIUM: _("Cuenta como MiPyme."),
                Supplier.Size.LARGE: _("No cuenta como MiPyme."),
            }
        ),
        error_messages={"required": _("Escoja el tamaño de la empresa.")},
    )

    class Meta:
        model = Supplier
        fields = ("size",)


class OfferForm(forms.ModelForm[Supplier]):
    """What the supplier offers, in words and in codes, and where to read more."""

    codes = CodesField(label=_("Códigos elegidos"))
    code_search = forms.CharField(
        label=_("Códigos UNSPSC"),
        required=False,
        max_length=10_000,
        help_text=_("Busque con sus palabras, por ejemplo «pavimentación», o pegue códigos: 80111600, 8011."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    website = forms.URLField(
        label=_("Sitio web"),
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "url", "spellcheck": "false"}),
        error_messages={"invalid": _("Escriba una dirección completa, por ejemplo https://www.ejemplo.com.")},
    )

    class Meta:
        model = Supplier
        fields = ("about", "website")
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"about": _("Hasta 600 letras. No escriba teléfonos ni correos: el perfil público lo muestra.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("codes", self.instance.offers)

    def clean_about(self) -> str:
        about: str = self.cleaned_data["about"]
        refuse_invisible(about.replace("\r", "").replace("\n", " "))
        if MAILBOX.search(about) or PhoneNumberMatcher(about, "CO").has_next():
            raise ValidationError(_("No escriba aquí correos ni teléfonos: esto puede verlo cualquiera."))
        return about

    def clean_code_search(self) -> str:
        """Pasted codes join the chosen ones; words without any code chosen are a search that was not finished."""
        text: str = self.cleaned_data["code_search"]
        if pasted := pasted_codes(text):
            self.cleaned_data["codes"] = CodesField().clean([*self.cleaned_data.get("codes", []), *pasted])
            return ""
        if text and not self.cleaned_data.get("codes") and "codes" not in self.errors:
            raise ValidationError(_("Marque en la lista los códigos que ofrece, o borre las palabras."))
        return text

    field_order = ("about", "codes", "code_search", "website")


class JointKindForm(forms.ModelForm[Supplier]):
    """Consortium or temporary union."""

    joint_kind = forms.ChoiceField(
        label=_("¿Qué clase de proponente plural es?"),
        choices=Supplier.JointKind,
        widget=HintedRadios(
            {
                Supplier.JointKind.CONSORTIUM: _("Todos responden por todo: las sanciones alcanzan a cada integrante."),
                Supplier.JointKind.TEMPORARY_UNION: _(
                    "Todos responden por el contrato, y las sanciones se imponen según lo que cada uno hace."
                ),
            }
        ),
        error_messages={"required": _("Escoja la clase de proponente plural.")},
    )

    class Meta:
        model = Supplier
        fields = ("joint_kind",)


class PersonTypeForm(forms.Form):
    """Which other kind of person the supplier is to be."""

    person_type = forms.ChoiceField(
        label=_("¿Qué tipo de persona es ahora?"),
        widget=HintedRadios(WHO_IS_WHO),
        error_messages={"required": _("Escoja el tipo de persona."), "invalid_choice": _("Escoja uno de la lista.")},
    )

    def __init__(self, *args: Any, supplier: Supplier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [choice for choice in PersonType.choices if choice[0] != supplier.person_type]
        self.fields["person_type"].choices = others  # type: ignore[attr-defined]  # a ChoiceField
