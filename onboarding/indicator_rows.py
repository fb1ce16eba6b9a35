"""The indicators as a page shows them: name, formula, the figures in it, the result, and what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundwork.web import formats
from groundwork.web.components import Text
from onboarding.indicators import PERCENTAGES, Indicator, Key, Remark, rounded

NAMES = {
    Key.LIQUIDITY: gettext_lazy("Índice de liquidez"),
    Key.INDEBTEDNESS: gettext_lazy("Índice de endeudamiento"),
    Key.INTEREST_COVER: gettext_lazy("Razón de cobertura de intereses"),
    Key.RETURN_ON_EQUITY: gettext_lazy("Rentabilidad del patrimonio"),
    Key.RETURN_ON_ASSETS: gettext_lazy("Rentabilidad del activo"),
}
FORMULAS = {
    Key.LIQUIDITY: gettext_lazy("activo corriente / pasivo corriente"),
    Key.INDEBTEDNESS: gettext_lazy("pasivo total / activo total"),
    Key.INTEREST_COVER: gettext_lazy("utilidad operacional / gastos de intereses"),
    Key.RETURN_ON_EQUITY: gettext_lazy("utilidad operacional / patrimonio"),
    Key.RETURN_ON_ASSETS: gettext_lazy("utilidad operacional / activo total"),
}
REMARKS = {
    Remark.NO_CURRENT_LIABILITIES: gettext_lazy("Sin pasivo corriente no se puede dividir: cumple cualquier mínimo."),
    Remark.NO_ASSETS: gettext_lazy("Sin activos no se puede dividir: el pliego dirá cómo se mira."),
    Remark.NO_INTEREST: gettext_lazy("Sin gastos de intereses no se puede dividir: cumple cualquier mínimo."),
    Remark.NO_INTEREST_AND_LOSS: gettext_lazy(
        "Sin gastos de intereses no se puede dividir, y hubo pérdida operacional: el pliego dirá si cumple."
    ),
    Remark.NO_EQUITY: gettext_lazy("Con patrimonio cero no se puede dividir: el pliego dirá cómo se mira."),
    Remark.NEGATIVE_EQUITY: gettext_lazy(
        "El patrimonio es negativo: el signo del resultado engaña, y las entidades suelen tomarlo como no cumplido."
    ),
    Remark.LOSS: gettext_lazy("Hubo pérdida operacional."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator ready to draw."""

    name: Text
    formula: Text
    figures: str  # "1.200.000.000 / 800.000.000"
    result: str  # "1,50", "68,32 %", or that it is undefined
    remark: Text
    is_defined: bool


def rows(found: Iterable[Indicator]) -> list[Row]:
    """Those of one year's statements."""
    return [
        Row(
            NAMES[one.key],
            FORMULAS[one.key],
            f"{formats.amount(one.above)} / {formats.amount(one.below)}",
            result(one.key, one.value),
            REMARKS.get(one.remark, ""),
            one.value is not None,
        )
        for one in found
    ]


def result(key: Key, value: Decimal | None) -> str:
    """A value of that indicator as it is written; in words where it is undefined."""
    if value is None:
        return _("indefinido")
    shown = rounded(key, value)
    return formats.percent(shown, 2) if key in PERCENTAGES else formats.decimal_number(shown)
