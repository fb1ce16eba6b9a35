"""Values in minimum wages (SMMLV) of the year in which something ended, as requirements of experience are written."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_CENTS = Decimal("0.01")


class MinimumWages:
    """The minimum wages that the portal knows, each from its day on. Pure: it is given them."""

    def __init__(self, history: Sequence[tuple[date, Decimal]]) -> None:
        self._history = sorted(history)

    @property
    def first_year(self) -> int | None:
        """The first year that it can tell; None when it knows none."""
        return self._history[0][0].year if self._history else None

    def on(self, day: date) -> Decimal:
        """The wage of that day; ValidationError, with why, for a year whose wage is not known."""
        known = [value for since, value in self._history if since <= day and since.year == day.year]
        if known:
            return known[-1]
        if self.first_year is not None and day.year < self.first_year:
            raise ValidationError(
                _("El portal conoce el salario mínimo desde %(first)s: escriba contratos terminados desde ese año."),
                code="wage",
                params={"first": self.first_year},
            )
        raise ValidationError(
            _("El portal todavía no tiene el salario mínimo de %(year)s, y sin él no puede calcular los SMMLV."),
            code="wage",
            params={"year": day.year},
        )

    def convert(self, value: Decimal, *, ended_on: date) -> Decimal:
        """Pesos in wages of the year of the end, to two decimals, half up; ValidationError as in on()."""
        return (value / self.on(ended_on)).quantize(_CENTS, ROUND_HALF_UP)
