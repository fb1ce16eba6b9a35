"""The figures of a year's statements."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.web import formats
from groundwork.web.fields import DateField, MoneyField
from groundwork.web.widgets import MoneyInput
from onboarding.forms.papers import PaperField
from onboarding.models import FinancialStatement
from onboarding.queries import papers
from onboarding.queries.dates import last_cut_off


def _figure(label: Any, *, may_be_negative: bool = False, **kwargs: Any) -> MoneyField:
    # A phone's keyboard of digits has no minus.
    widget = MoneyInput({"inputmode": "text"} if may_be_negative else None)
    return MoneyField(label=label, widget=widget, min_value=None if may_be_negative else 0, **kwargs)


class StatementForm(forms.ModelForm[FinancialStatement]):
    """The figures as the balance and the income statement have them; what does not add up is named, by how much."""

    kind = forms.ChoiceField(
        label=_("Clase de estados financieros"),
        choices=FinancialStatement.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Escoja la clase de estados financieros.")},
    )
    cut_off_on = DateField(
        label=_("Fecha de corte"),
        help_text=_("El 31 de diciembre del año anterior; en una empresa nueva, la del balance de apertura."),
    )
    current_assets = _figure(_("Activo corriente"))
    total_assets = _figure(_("Activo total"))
    current_liabilities = _figure(_("Pasivo corriente"))
    total_liabilities = _figure(_("Pasivo total"))
    equity = _figure(
        _("Patrimonio"), may_be_negative=True, help_text=_("Si es negativo, con el signo menos: -1.250.000.")
    )
    operating_profit = _figure(
        _("Utilidad operacional"), may_be_negative=True, help_text=_("Si fue pérdida, con el signo menos: -1.250.000.")
    )
    interest_expense = _figure(_("Gastos de intereses"), help_text=_("Si no tuvo, escriba 0."))

    class Meta:
        model = FinancialStatement
        fields = (
            *("kind", "cut_off_on", "current_assets", "total_assets", "current_liabilities", "total_liabilities"),
            *("equity", "operating_profit", "interest_expense", "document"),
        )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self._kept_cut_off = self.instance.cut_off_on if self.instance.pk else None
        if not self.instance.pk:
            self.initial["cut_off_on"] = last_cut_off(today)
        self.fields["document"] = PaperField(
            label=_("Documento que lo soporta"),
            queryset=papers.of_finance(self.instance.supplier),
            help_text=_("De los que ya subió a su biblioteca, en Capacidad financiera."),
        )
        self.initial["document"] = self.instance.document

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        self._require_year(given.get("kind"), given.get("cut_off_on"))
        self._require_within("current_assets", "total_assets")
        self._require_within("current_liabilities", "total_liabilities")
        self._require_balance()
        return given

    def _require_year(self, kind: str | None, day: date | None) -> None:
        """Statements are those of last year; an opening balance is of a firm that has none yet."""
        if day is None or kind is None:
            return
        expected = last_cut_off(self.today)
        words = {"day": formats.long_date(expected), "given": formats.long_date(day), "year": expected.year}
        if day > self.today:
            self.add_error("cut_off_on", _now("Esa fecha todavía no llega: el %(given)s.") % words)
        elif kind == FinancialStatement.Kind.OPENING:
            if day < date(expected.year, 1, 1):
                said = _now("Un balance de apertura es de una empresa creada en %(year)s o después.")
                self.add_error("cut_off_on", said % words)
        elif day not in (expected, self._kept_cut_off):
            said = _now("Los estados financieros van con corte al %(day)s, y estos son del %(given)s.")
            self.add_error("cut_off_on", said % words)

    def _require_within(self, part: str, whole: str) -> None:
        given = self.cleaned_data
        if given.get(part) is not None and given.get(whole) is not None and given[part] > given[whole]:
            said = _now("Es una parte de «%(whole)s» (%(amount)s): no puede ser mayor.")
            self.add_error(part, said % {"whole": self.fields[whole].label, "amount": formats.money(given[whole])})

    def _require_balance(self) -> None:
        figures = [self.cleaned_data.get(name) for name in ("total_assets", "total_liabilities", "equity")]
        if any(figure is None for figure in figures):
            return
        assets, liabilities, equity = (Decimal(figure or 0) for figure in figures)
        if difference := assets - liabilities - equity:
            said = _now(
                "El activo total (%(assets)s) debe ser igual al pasivo total más el patrimonio (%(sum)s):"
                " la diferencia es de %(difference)s."
            )
            amounts = {"assets": assets, "sum": liabilities + equity, "difference": abs(difference)}
            self.add_error("total_assets", said % {name: formats.money(value) for name, value in amounts.items()})

    def add_refusal(self, refusal: ValidationError) -> None:
        """Show what the service refused: beside its field where it names one of the form."""
        by_field = getattr(refusal, "error_dict", None) or {None: refusal.error_list}
        for field, errors in by_field.items():
            self.add_error(field if field in self.fields else None, errors)
