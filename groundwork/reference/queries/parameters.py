"""Legal figures by date."""

from datetime import date
from decimal import Decimal

from groundwork.reference.models import Parameter


class UnknownParameterError(LookupError):
    """No value of that legal figure was in force on that day."""


def parameter(key: str, *, on: date, amount: Decimal | int = 0) -> Decimal:
    """The value in force on a day; for a figure by brackets, that of the highest bracket that the amount reaches.

    Raises UnknownParameterError, a LookupError, when there is none.
    """
    value = (
        Parameter.objects.filter(key=key, valid_from__lte=on, bracket__lte=amount)
        .order_by("-bracket", "-valid_from")
        .values_list("value", flat=True)
        .first()
    )
    if value is None:
        raise UnknownParameterError(f"No value of '{key}' was in force on {on}.")
    return value


def history(key: str) -> list[tuple[date, Decimal]]:
    """Every value of a figure without brackets, with the day from which it counted, the oldest first."""
    return list(Parameter.objects.filter(key=key).order_by("valid_from").values_list("valid_from", "value"))
