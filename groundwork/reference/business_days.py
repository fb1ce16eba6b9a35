"""Colombian business days: Monday to Friday without the holidays of the law, by the hour of Bogotá.

The terms of procurement count from the day after the act (Ley 4 of 1913, articles 59 to 62), so a count
never includes the day it begins with.
"""

from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

COLOMBIA = ZoneInfo("America/Bogota")
_SATURDAY = 5


@cache
def _weekday_holidays(year: int) -> frozenset[date]:
    return frozenset(
        day for day in holidays.country_holidays("CO", years=year) if day.year == year and day.weekday() < _SATURDAY
    )


def colombian_today(at: datetime) -> date:
    """The day that it is in Colombia at an aware moment."""
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone has no Colombian date.")
    return at.astimezone(COLOMBIA).date()


def is_business_day(day: date) -> bool:
    """Neither a weekend nor a holiday."""
    return day.weekday() < _SATURDAY and day not in _weekday_holidays(day.year)


def add_business_days(day: date, count: int) -> date:
    """The business day that ends a term of so many days after (or, negative, before) the day; 0 is the day itself."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_business_day(day)
    return day


def business_days_between(start: date, end: date) -> int:
    """How many business days come after the start, up to and including the end; negative if the end is earlier.

    It undoes add_business_days: the n-th business day after a day is n business days from it.
    """
    if end < start:
        return -_business_days_in(end, start - timedelta(days=1))
    return _business_days_in(start + timedelta(days=1), end)


def _business_days_in(first: date, last: date) -> int:
    """Business days from the first to the last, both counted, in a time that grows only with the years."""
    days = (last - first).days + 1
    weeks, rest = divmod(days, 7)
    weekdays = 5 * weeks + sum((first.weekday() + offset) % 7 < _SATURDAY for offset in range(rest))
    held = sum(
        first <= holiday <= last for year in range(first.year, last.year + 1) for holiday in _weekday_holidays(year)
    )
    return weekdays - held
