"""How each language writes dates, spans and money: locale data, like Django's own conf/locale modules.

Sentences of the pages go through gettext; these are the pieces that a format needs, kept together so that a
row of a list costs no catalogue look-ups.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

Counted = tuple[str, str]
"""A unit for one and for several: ("día", "días")."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The words and marks of one language."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    weekdays: tuple[str, ...]
    am: str
    pm: str
    # Patterns, filled with str.format.
    day: str
    day_and_year: str
    yearly_day: str
    short_day: str
    moment: str
    colombian: str
    elsewhere: str
    hour_unknown: str
    # "at that hour", and how it is said of the hours that are one.
    at_hour: str
    at_one: str
    # Spans.
    years: Counted
    weeks: Counted
    days: Counted
    hours: Counted
    minutes: Counted
    joined: str
    left: Counted
    ago: str
    moment_left: str
    moment_ago: str
    # Money.
    thousands: str
    decimals: str
    pesos: str
    percent: str
    other_currency: str
    no_value: str
    scales: tuple[tuple[int, Counted], ...]


SPANISH = Speech(
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    short_months=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    am="a.\u202fm.",
    pm="p.\u202fm.",
    day="{weekday} {day} de {month}",
    day_and_year="{weekday} {day} de {month} de {year}",
    yearly_day="{day} de {month}",
    short_day="{day}\u00a0{month}\u00a0{year}",
    moment="{day}, {hour}",
    colombian="{moment} (hora legal colombiana)",
    elsewhere="{moment} en su zona horaria ({colombian}, hora legal colombiana)",
    hour_unknown="{day} (hora sin informar)",
    at_hour="a las {hour}",
    at_one="a la {hour}",
    years=("año", "años"),
    weeks=("semana", "semanas"),
    days=("día", "días"),
    hours=("hora", "horas"),
    minutes=("minuto", "minutos"),
    joined="{} y {}",
    left=("falta {}", "faltan {}"),
    ago="cerró hace {}",
    moment_left="falta menos de un minuto",
    moment_ago="acaba de cerrar",
    thousands=".",
    decimals=",",
    pesos="$\u00a0{}",
    percent="{}\u00a0%",
    other_currency="{currency}\u00a0{amount}",
    no_value="sin valor informado",
    scales=(
        (10**12, ("billón", "billones")),
        (10**6, ("millón", "millones")),
        (10**3, ("mil", "mil")),
    ),
)

ENGLISH = Speech(
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    am="a.m.",
    pm="p.m.",
    day="{weekday} {day} {month}",
    day_and_year="{weekday} {day} {month} {year}",
    yearly_day="{day} {month}",
    short_day="{day}\u00a0{month}\u00a0{year}",
    moment="{day}, {hour}",
    colombian="{moment} (Colombian legal time)",
    elsewhere="{moment} in your time zone ({colombian}, Colombian legal time)",
    hour_unknown="{day} (hour not given)",
    at_hour="at {hour}",
    at_one="at {hour}",
    years=("year", "years"),
    weeks=("week", "weeks"),
    days=("day", "days"),
    hours=("hour", "hours"),
    minutes=("minute", "minutes"),
    joined="{} and {}",
    left=("{} left", "{} left"),
    ago="closed {} ago",
    moment_left="less than a minute left",
    moment_ago="just closed",
    thousands=",",
    decimals=".",
    pesos="COP\u00a0{}",
    percent="{}%",
    other_currency="{currency}\u00a0{amount}",
    no_value="value not given",
    scales=(
        (10**12, ("trillion", "trillion")),
        (10**9, ("billion", "billion")),
        (10**6, ("million", "million")),
        (10**3, ("thousand", "thousand")),
    ),
)


def current() -> Speech:
    """That of the active language; Spanish unless it is English."""
    return ENGLISH if (get_language() or "").startswith("en") else SPANISH


def spoken(spanish: str, english: str) -> str:
    """The one of two texts that is in the active language; the Spanish one where the other was never written."""
    return english if english and current() is ENGLISH else spanish
