"""The form of an area of interest."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.reference.fields import CodesField, pasted_codes
from groundwork.reference.models import Department
from groundwork.reference.pasting import LONGEST_LIST, read_list
from groundwork.web.fields import MoneyField
from interests.forms.delivery import DeliveryFields
from interests.forms.fields import EntitiesField, MunicipalitiesField, WordsField
from interests.forms.pasting import problems
from interests.models import Interest, Mipyme
from interests.queries import wording
from onboarding.models import Supplier
from procurement.models import Modality

# What says of whom and by which name an area is; the rest is what it asks.
ABOUT = frozenset({"name", "supplier", "delivery", "hour", "weekday", "visible"})


class AreaForm(DeliveryFields):
    """An area of interest as its page asks for it: name, codes, value, places, entities, words, and when to tell."""

    name = forms.CharField(
        label=_("Nombre del área"),
        max_length=120,
        help_text=_("Para reconocerla en la lista y en los avisos. Por ejemplo: Vías terciarias en Boyacá."),
        error_messages={"required": _("Escriba un nombre para el área.")},
    )
    codes = CodesField(label=_("Códigos elegidos"))
    code_list = forms.CharField(
        label=_("Lista de códigos"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("Uno por línea o separados por espacios o comas, de cualquier nivel: 80111600, 8011."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    code_search = forms.CharField(
        label=_("Códigos UNSPSC"),
        required=False,
        max_length=LONGEST_LIST,
        help_text=_("Busque con sus palabras, por ejemplo «pavimentación», o pegue códigos: 80111600, 8011."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = WordsField(
        label=_("Palabras que deben aparecer"),
        help_text=_(
            "Basta con una de ellas; si una línea tiene varias, deben estar todas. Buscamos en el objeto, la "
            "descripción y la entidad, sin importar tildes, plurales ni mayúsculas."
        ),
    )
    words_excluded = WordsField(
        label=_("Palabras que no deben aparecer"),
        help_text=_("Una por línea. Si el proceso dice alguna, no se lo mostramos."),
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
    entities_excluded = EntitiesField(label=_("Entidades excluidas"))
    excluded_search = forms.CharField(
        label=_("Entidades que no le interesan"),
        required=False,
        max_length=120,
        help_text=_("Nombre o NIT. Nunca verá los procesos de las que elija aquí."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    modalities = forms.MultipleChoiceField(
        label=_("Modalidades"),
        choices=Modality,
        required=False,
        help_text=_("Si no marca ninguna, sirven todas."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Elija entre las modalidades de la lista.")},
    )
    mipyme = forms.ChoiceField(
        label=_("Convocatorias limitadas a MiPyme"),
        choices=Mipyme,
        required=False,
        help_text=_("Los datos abiertos no siempre lo dicen: esos procesos también aparecen, y se lo advertimos."),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Elija una de las opciones.")},
    )
    visible = forms.BooleanField(
        label=_("Visible para entidades"),
        required=False,
        help_text=_(
            "Las entidades que buscan a quién invitar a cotizar lo encontrarán por los códigos y los lugares de esta "
            "área. Verán su tamaño, experiencia, indicadores y documentos vigentes. Nunca verán datos de personas, ni "
            "los valores y las palabras del área. Si no la marca, nadie fuera de su equipo sabe que existe."
        ),
    )

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

    def clean_code_list(self) -> str:
        """Those of the list join the chosen ones, all of them or none."""
        text: str = self.cleaned_data["code_list"]
        chosen = self.cleaned_data.get("codes", [])
        pasted = read_list(text)
        if wrong := problems(pasted, chosen):
            raise ValidationError(wrong)
        self.cleaned_data["codes"] = sorted({*chosen, *pasted.codes})
        return ""

    def clean_code_search(self) -> str:
        """Pasted codes join the chosen ones; words without any code chosen are a search that was not finished."""
        text: str = self.cleaned_data["code_search"]
        if pasted := pasted_codes(text):
            self.cleaned_data["codes"] = CodesField().clean([*self.cleaned_data.get("codes", []), *pasted])
            return ""
        if text and not self.cleaned_data.get("codes") and not self.errors.keys() & {"codes", "code_list"}:
            raise ValidationError(_("Marque en la lista los códigos que ofrece, o borre las palabras."))
        return text

    def clean_entities_excluded(self) -> list[int]:
        excluded: list[int] = self.cleaned_data["entities_excluded"]
        if {*excluded} & {*self.cleaned_data.get("entities", [])}:
            raise ValidationError(_("Una entidad no puede estar entre las elegidas y entre las excluidas."))
        return excluded

    def clean(self) -> dict[str, Any]:
        """The model says what may stand; its refusals come back beside the fields of this form."""
        given = self.cleaned_data
        self._fill(given)
        try:
            wording.compile_words(self.instance)
            if self.filters_stand:
                self.instance.full_clean(exclude=["keys", *self.errors])
        except ValidationError as refusal:
            self.add_refusal(refusal)
        return given

    def _fill(self, given: dict[str, Any]) -> None:
        departments = given.get("departments", [])
        municipalities = [code for code in given.get("municipalities", []) if code[:2] not in departments]
        area = self.instance
        if "supplier" in given:
            area.supplier = given["supplier"]
        area.name = given.get("name", "")
        area.places = sorted([*departments, *municipalities])
        for several in ("codes", "entities", "entities_excluded", "modalities", "words", "words_excluded"):
            setattr(area, several, given.get(several, []))
        area.value_min, area.value_max = given.get("value_min"), given.get("value_max")
        area.mipyme, area.visible = given.get("mipyme", ""), given.get("visible", False)

    @property
    def filters_stand(self) -> bool:
        """Whether what the area asks is right, whatever it is called and whoever is told; looks at a bound form."""
        return not self.errors.keys() - ABOUT

    def add_refusal(self, refusal: ValidationError) -> None:
        """Show what the model or the service refused, beside the field that its code names, if it names one."""
        errors = (
            [error for several in refusal.error_dict.values() for error in several]
            if hasattr(refusal, "error_dict")
            else refusal.error_list
        )
        for error in errors:
            self.add_error(error.code if error.code in self.fields else None, error)
