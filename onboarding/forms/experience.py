"""One contract of experience by hand, and the filters of the list."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.reference.fields import CodeField, CodesField, pasted_codes
from groundwork.reference.pickers import CodePicker
from groundwork.web.fields import DateField, MoneyField, PercentField
from onboarding.experience_cells import MOST_CODES_OF_A_CONTRACT
from onboarding.experience_table import date_reasons
from onboarding.forms.papers import PaperField
from onboarding.models import PastContract
from onboarding.models.experience import COUNTERPARTY_LENGTH, NUMBER_LENGTH, SUBJECT_LENGTH
from onboarding.queries import papers
from onboarding.smmlv import MinimumWages

PUBLIC, PRIVATE = "publico", "privado"
SECTORS = [(PUBLIC, _("Entidad estatal")), (PRIVATE, _("Empresa o persona privada"))]


class ContractForm(forms.ModelForm[PastContract]):
    """A contract as its page asks for it; its codes are chosen in the picker or pasted."""

    counterparty = forms.CharField(label=_("Contratante"), max_length=COUNTERPARTY_LENGTH)
    sector = forms.ChoiceField(
        label=_("Quién contrató"),
        choices=SECTORS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Diga si contrató una entidad estatal o un privado.")},
    )
    number = forms.CharField(label=_("Número del contrato"), max_length=NUMBER_LENGTH, required=False)
    subject = forms.CharField(label=_("Objeto"), max_length=SUBJECT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    codes = CodesField(label=_("Códigos elegidos"))
    code_search = forms.CharField(
        label=_("Códigos UNSPSC"),
        required=False,
        max_length=10_000,
        help_text=_("Busque con sus palabras, por ejemplo «pavimentación», o pegue códigos: 80111600, 8011."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    value = MoneyField(
        label=_("Valor del contrato"),
        max_digits=18,
        help_text=_(
            "El de todo el contrato con sus adiciones, aunque lo hiciera con otros. El portal lo pasa a SMMLV."
        ),
    )
    started_on = DateField(label=_("Fecha de inicio"))
    ended_on = DateField(
        label=_("Fecha de terminación"), help_text=_("De este año sale el salario mínimo con que se calcula.")
    )
    share = PercentField(
        label=_("Su participación (%)"),
        help_text=_("100 si lo hizo solo; si fue en consorcio o unión temporal, su parte."),
        initial=100,
    )

    class Meta:
        model = PastContract
        fields = ("counterparty", "number", "subject", "value", "started_on", "ended_on", "share", "certificate")

    def __init__(self, *args: Any, today: date, wages: MinimumWages, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.wages = today, wages
        self.fields["certificate"] = PaperField(
            label=_("Certificado"),
            queryset=papers.of_experience(self.instance.supplier),
            help_text=_("De los que ya subió a su biblioteca, en Experiencia."),
        )
        if self.instance.counterparty:
            self.initial.setdefault("sector", PUBLIC if self.instance.is_public else PRIVATE)
            self.initial.setdefault("codes", self.instance.commodities)
            if isinstance(self.initial.get("certificate"), int):  # its key, where nothing was typed yet
                self.initial["certificate"] = self.instance.certificate

    def clean_code_search(self) -> str:
        """Pasted codes join the chosen ones; words without any code chosen are a search that was not finished."""
        text: str = self.cleaned_data["code_search"]
        if pasted := pasted_codes(text):
            self.cleaned_data["codes"] = CodesField().clean([*self.cleaned_data.get("codes", []), *pasted])
            return ""
        if text and not self.cleaned_data.get("codes") and "codes" not in self.errors:
            raise ValidationError(_("Marque en la lista los códigos del contrato, o borre las palabras."))
        return text

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        codes = given.get("codes", [])
        if not codes and not {"codes", "code_search"} & set(self.errors):
            self.add_error("code_search", _now("Escoja al menos un código UNSPSC."))
        if len(codes) > MOST_CODES_OF_A_CONTRACT:
            self.add_error(
                "code_search", _now("Escriba a lo sumo %(most)s códigos.") % {"most": MOST_CODES_OF_A_CONTRACT}
            )
        if given.get("value") == 0:
            self.add_error("value", _now("El valor es mayor que cero."))
        reasons = date_reasons(given.get("started_on"), given.get("ended_on"), wages=self.wages, today=self.today)
        for name, reason in reasons.items():
            self.add_error(name, reason)
        self.instance.is_public = given.get("sector") == PUBLIC
        self.instance.commodities = codes
        return given

    def add_refusal(self, refusal: ValidationError) -> None:
        """Show what the service refused: beside its field where it names one of the form."""
        by_field = getattr(refusal, "error_dict", None) or {None: refusal.error_list}
        for field, errors in by_field.items():
            self.add_error(field if field in self.fields else None, errors)


class FilterForm(forms.Form):
    """What the list is narrowed to; all of it in the address."""

    mark_optional = False

    codigo = CodeField()
    sector = forms.ChoiceField(
        label=_("Quién contrató"), required=False, choices=[("", _("Cualquiera")), *SECTORS], widget=forms.Select
    )

    @property
    def code(self) -> str:
        """As eight digits; empty when it does not narrow."""
        return str(self.cleaned_data.get("codigo", "")) if self.is_valid() else ""

    @property
    def is_public(self) -> bool | None:
        """Only public ones, only private ones, or both."""
        sector = self.cleaned_data.get("sector", "") if self.is_valid() else ""
        return sector == PUBLIC if sector else None


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed so far, for a form that is drawn again without being judged."""
    kept: dict[str, Any] = {name: data.getlist(name) if name == "codes" else data[name] for name in data}
    if pasted := pasted_codes(kept.get("code_search", "")):
        kept["codes"] = [*kept.get("codes", []), *pasted]
        kept["code_search"] = ""
    return kept


def picker_of(form: ContractForm, *, branch: str = "") -> CodePicker:
    """What the picker of the form shows."""
    codes = [_bare(code) for code in form["codes"].value() or []]
    return CodePicker(codes=codes, code_words=_bare(form["code_search"].value() or ""), branch=branch)


def _bare(text: object) -> str:
    """Without the null bytes that no database takes: what is drawn again has not been judged yet."""
    return str(text).replace("\x00", "")
