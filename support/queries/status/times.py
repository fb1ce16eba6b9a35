"""Moments as evidence needs them: to the second, in Colombia's legal time and in UTC."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from groundwork.web import formats, speech
from groundwork.web.formats import BOGOTA


def legal(at: datetime) -> str:
    """ "martes 24 de noviembre de 2026, 10:42:30", of Colombia's clocks."""
    here = at.astimezone(BOGOTA)
    return f"{formats.long_date(here.date())}, {here:%H:%M:%S}"


def utc(at: datetime) -> str:
    """ "2026-11-24 15:42:30 UTC"."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def short(at: datetime) -> str:
    """ "24 nov 2026, 10:42:30", of Colombia's clocks."""
    here = at.astimezone(BOGOTA)
    return f"{formats.short_date(here.date())}, {here:%H:%M:%S}"


def lately(at: datetime) -> str:
    """ "a las 10:42 a. m.", with the day before it where it is not today's, in the reader's zone."""
    hour = formats.at_clock(at)
    if timezone.localdate(at) == timezone.localdate():
        return hour
    return f"{formats.long_date(at)}, {hour}"


def month(day: date) -> str:
    """ "noviembre de 2026"."""
    return _("%(month)s de %(year)s") % {"month": speech.current().months[day.month - 1], "year": day.year}
