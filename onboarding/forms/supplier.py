"""The first facts of a supplier, and those that follow when they are needed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.validators import FIRM_NAME, require_name_characters
from groundwork.web.widgets import HintedRadios
from onboarding.forms.identity import NitField
from onboarding.identity import require_firm_nit
from onboarding.models import NATURAL_PERSONS, PersonType, Supplier

WHO_IS_WHO = {
    PersonType.NATURAL: _("Usted mismo, con o sin establecimiento de comercio, si lleva contabilidad."),
    PersonType.NATURAL_NO_ACCOUNTS: _(
        "Usted mismo, si la ley no le exige contabilidad: por ejemplo, quien presta servicios profesionales."
    ),
    PersonType.LEGAL: _("Una sociedad, fundación, corporación o cooperativa: tiene NIT propio."),
    PersonType.JOINT: _("Un consorcio o una unión temporal de varios proveedores, todos con su registro."),
}


class SupplierForm(forms.ModelForm[Supplier]):
    """The first facts of a supplier: what kind of person, which name, which number."""

    mark_optional = False

    person_type = forms.ChoiceField(
        label=_("Tipo de persona"),
        choices=PersonType,
        widget=HintedRadios(WHO_IS_WHO),
        error_messages={"required": _("Escoja el tipo de persona.")},
    )
    nit = NitField(
        required=False,
        help_text=_(
            "Si es persona jurídica, siempre; si no, déjelo vacío o escriba el de su RUT. Con su dígito de "
            "verificación al final, con puntos y guion o sin ellos: 999.000.001-2."
        ),
    )

    class Meta:
        model = Supplier
        fields = ("person_type", "name", "nit")
        help_texts = {"name": _("Como aparece en su documento o en el certificado de existencia.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        prepare_name(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_by_type(self, cleaned, cleaned.get("person_type", ""))
        return cleaned


def prepare_name(form: forms.BaseForm) -> None:
    """What any name must be: visible, of one alphabet."""
    form.fields["name"].validators.extend(FIRM_NAME)


def check_by_type(form: forms.BaseForm, cleaned: dict[str, Any], person_type: str) -> None:
    """What the kind of person asks of a name and a NIT."""
    if person_type == PersonType.LEGAL and "nit" in cleaned:
        if not cleaned["nit"]:
            form.add_error("nit", _("Una persona jurídica necesita su NIT."))
        else:
            _try(form, "nit", require_firm_nit, cleaned["nit"])
    if person_type in NATURAL_PERSONS and cleaned.get("name"):
        _try(form, "name", require_name_characters, cleaned["name"])


def _try(form: forms.BaseForm, field: str, rule: Any, value: str) -> None:
    try:
        rule(value)
    except ValidationError as refusal:
        form.add_error(field, refusal)
