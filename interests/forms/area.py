"""The form of an area of interest, and what its pickers show beside it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.reference.fields import CodesField, pasted_codes
from groundwork.reference.models import Department
from groundwork.web.fields import MoneyField
from interests.forms.fields import EntitiesField, MunicipalitiesField
from interests.forms.pickers import Pickers
from interests.models import Interest
from onboarding.models import Supplier
from procurement.models import Entity
from procurement.queries.places import DEPARTMENT_LENGTH

# Several of one name come as a list in what the form is given to start with.
SEVERAL = frozenset({"codes", "departments", "municipalities", "entities"})


class AreaForm(forms.Form):
    """An area of interest as its page asks for it: names, codes, places, entities and value."""

    mark_optional = False

    name = forms.CharField(
        label=_("Nombre del área"),
        max_length=120,
        help_text=_("Para reconocerla en la lista y en los avisos. Por ejemplo: Vías terciarias en Boyacá."),
        error_messages={"required": _("Escriba un nombre para el área.")},
    )
    codes = CodesField(label=_("Códigos elegidos"))
    code_search = forms.CharField(
        label=_("Códigos UNSPSC"),
        required=False,
        max_length=10_000,
        help_text=_("Busque con sus palabras, por ejemplo «pavimentación», o pegue códigos: 80111600, 8011."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    value_min = MoneyField(label=_("Valor mínimo"), required=False)
    value_max = MoneyField(label=_("Valor máximo"), required=False)
    municipalities = MunicipalitiesField(label=_("Municipios elegidos"))
    municipality_search = forms.CharField(
        label=_("Municipios"), required=False, max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    entities = EntitiesField(label=_("Entidades elegidas"))
    entity_search = forms.CharField(
        label=_("Entidades"),
        required=False,
        max_length=120,
        help_text=_("Nombre o NIT. Si elige alguna, solo verá los procesos de las elegidas."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    alert = forms.BooleanField(label=_("Avisarme por correo de los procesos nuevos"), required=False, initial=True)

    def __init__(self, *args: Any, user: User, instance: Interest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance = instance or Interest()
        departments = forms.MultipleChoiceField(
            label=_("Departamentos"),
            choices=list(Department.objects.filter(retired=False).values_list("code", "name")),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("Elija entre los departamentos de la lista.")},
        )
        self.fields["departments"] = departments
        self._choose_supplier(user)

    def _choose_supplier(self, user: User) -> None:
        """Ask whose area it is only when there is a choice, and never afterwards."""
        suppliers = Supplier.objects.edited_by(user).order_by("name")
        if self.instance.is_new and len(suppliers) > 1:
            self.fields["supplier"] = forms.ModelChoiceField(
                label=_("Proveedor"),
                queryset=suppliers,
                to_field_name="code",
                empty_label=None,
                error_messages={"invalid_choice": _("Elija uno de sus proveedores.")},
            )
        elif self.instance.is_new:
            self.instance.supplier = suppliers[0]

    def clean_code_search(self) -> str:
        """Pasted codes join the chosen ones; words without any code chosen are a search that was not finished."""
        text: str = self.cleaned_data["code_search"]
        if pasted := pasted_codes(text):
            self.cleaned_data["codes"] = CodesField().clean([*self.cleaned_data.get("codes", []), *pasted])
            return ""
        if text and not self.cleaned_data.get("codes") and "codes" not in self.errors:
            raise ValidationError(_("Marque en la lista los códigos que ofrece, o borre las palabras."))
        return text

    def clean(self) -> dict[str, Any]:
        """The model says what may stand; its refusals come back beside the fields of this form."""
        given = self.cleaned_data
        departments = given.get("departments", [])
        municipalities = [code for code in given.get("municipalities", []) if code[:2] not in departments]
        area = self.instance
        if "supplier" in given:
            area.supplier = given["supplier"]
        area.name = given.get("name", "")
        area.codes = given.get("codes", [])
        area.places = sorted([*departments, *municipalities])
        area.entities = given.get("entities", [])
        area.value_min, area.value_max = given.get("value_min"), given.get("value_max")
        if not self.errors:
            try:
                area.full_clean(exclude=["keys"])
            except ValidationError as refusal:
                self.add_refusal(refusal)
        return given

    def add_refusal(self, refusal: ValidationError) -> None:
        """Show what the model or the service refused, beside the field that its code names, if it names one."""
        errors = (
            [error for several in refusal.error_dict.values() for error in several]
            if hasattr(refusal, "error_dict")
            else refusal.error_list
        )
        for error in errors:
            self.add_error(error.code if error.code in self.fields else None, error)


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed so far, for a form that is drawn again without being judged."""
    kept: dict[str, Any] = {name: data.getlist(name) if name in SEVERAL else data[name] for name in data}
    pasted = pasted_codes(kept.get("code_search", ""))
    if pasted:
        kept["codes"] = [*kept.get("codes", []), *pasted]
        kept["code_search"] = ""
    kept["alert"] = "alert" in data
    return kept


def initial_of(interest: Interest, *, alert: bool) -> dict[str, Any]:
    """An area as its form shows it."""
    return {
        "name": interest.name,
        "codes": interest.codes,
        "departments": [place for place in interest.places if len(place) == DEPARTMENT_LENGTH],
        "municipalities": [place for place in interest.places if len(place) > DEPARTMENT_LENGTH],
        "entities": list(Entity.objects.filter(pk__in=interest.entities).values_list("code", flat=True)),
        "value_min": interest.value_min,
        "value_max": interest.value_max,
        "alert": alert,
    }


def pickers_of(form: AreaForm, *, branch: str = "") -> Pickers:
    """What the pickers of the form show: chosen things, and answers to what is typed in their search boxes."""

    def value(name: str) -> Any:
        given = form[name].value() or ([] if name in SEVERAL else "")
        return [_bare(one) for one in given] if name in SEVERAL else _bare(given)

    return Pickers(
        codes=value("codes"),
        code_words=value("code_search"),
        branch=branch,
        municipalities=value("municipalities"),
        municipality_words=value("municipality_search"),
        entities=value("entities"),
        entity_words=value("entity_search"),
    )


def _bare(text: object) -> str:
    """Without the null bytes that no database takes: what is drawn again has not been judged yet."""
    return str(text).replace("\x00", "")
