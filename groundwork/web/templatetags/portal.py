"""The portal's filters, in every template without {% load %}."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django import template

from groundwork.web import components, formats

register = template.Library()


@register.filter
def money(value: Decimal | int | None, currency: str = "COP") -> str:
    """{{ process.budget|money }}: "$ 1.250.000.000"."""
    return formats.money(value, currency)


@register.filter
def decimal_number(value: Decimal) -> str:
    """{{ contract.value_smmlv|decimal_number }}: "1.250,50"."""
    return formats.decimal_number(value)


@register.filter
def quantity(value: Decimal) -> str:
    """{{ item.quantity|quantity }}: "1.250", with decimals only where there are some."""
    return formats.amount(value)


@register.filter
def money_words(value: Decimal | int | None) -> str:
    """{{ process.budget|money_words }}: "1.250 millones"."""
    return formats.money_words(value)


@register.filter
def deadline(moment: datetime | None, hour_known: bool = True) -> str:  # a filter's argument
    """{{ process.closes_at|deadline:process.closing_hour_known }}."""
    return formats.deadline(moment, hour_known=hour_known)


@register.filter
def days_left(moment: datetime | None, hour_known: bool = True) -> str:  # a filter's argument
    """{{ process.closes_at|days_left:process.closing_hour_known }}: "faltan 2 días y 3 horas"."""
    return formats.days_left(moment, hour_known=hour_known)


@register.filter
def urgency(moment: datetime | None, hour_known: bool = True) -> str:  # a filter's argument
    """A word for the class of a deadline: calm, soon, urgent, closed."""
    return formats.urgency(moment, hour_known=hour_known)


@register.filter
def short_date(moment: datetime | date | None) -> str:
    """{{ process.published_at|short_date }}: "24 nov 2026"."""
    return formats.short_date(moment)


@register.filter
def long_date(moment: datetime | date | None) -> str:
    """{{ contract.signed_on|long_date }}: "martes 24 de noviembre de 2026"."""
    return formats.long_date(moment)


@register.filter
def clock_time(moment: datetime | None) -> str:
    """{{ message.delivered_at|clock_time }}: "10:42 a. m."."""
    return formats.clock_time(moment)


@register.filter
def at_clock(moment: datetime | None) -> str:
    """{{ message.delivered_at|at_clock }}: "a las 10:42 a. m."."""
    return formats.at_clock(moment)


@register.filter
def percent(share: Decimal) -> str:
    """`formats.percent`."""
    return formats.percent(share)


@register.filter
def whole_number(value: int) -> str:
    """{{ count|whole_number }}: "1.250"."""
    return formats.whole_number(value)


@register.filter
def process_rows(processes: Iterable[components.ListedProcess]) -> list[components.ProcessRow]:
    """{% for url, title, … in processes|process_rows %}: only process_list.html needs it."""
    return components.process_rows(processes)
