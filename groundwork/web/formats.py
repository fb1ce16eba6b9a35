"""Money, dates and spans as people read them, in the active language. Pure but for the clock and the zone."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils import timezone

from groundwork.web import speech
from groundwork.web.speech import Counted, Speech

BOGOTA = ZoneInfo("America/Bogota")
MINUTE, HOUR, DAY, WEEK, YEAR = 60, 3600, 86_400, 604_800, 31_557_600
TEN, HUNDRED, THOUSAND = 10, 100, 1000
NOON = 12
URGENT, SOON = timedelta(days=2), timedelta(days=7)

Urgency = Literal["", "calm", "soon", "urgent", "closed"]


def money(value: Decimal | int | None, currency: str = "COP") -> str:
    """An amount in full, "$ 1.250.000.000"; cents only where there are some; words where there is no amount."""
    words = speech.current()
    if value is None:
        return words.no_value
    amount = _grouped(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP), words)
    if currency == "COP":
        return words.pesos.format(amount)
    return words.other_currency.format(currency=currency, amount=amount)


def amount(value: Decimal) -> str:
    """The same without its currency, "1.250.000.000": for figures within a formula."""
    return _grouped(value.quantize(Decimal("0.01"), ROUND_HALF_UP), speech.current())


def decimal_number(value: Decimal, places: int = 2) -> str:
    """A number with so many decimals, half up, "1.250,50": for ratios, percentages and values in SMMLV."""
    words = speech.current()
    whole, _, cents = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}".partition(".")
    return f"{whole.replace(',', words.thousands)}{words.decimals}{cents}" if cents else whole


def money_words(value: Decimal | int | None) -> str:
    """A large amount as it is said, "1.250 millones", to one part in a thousand or finer; money() below a thousand."""
    words = speech.current()
    if value is None:
        return words.no_value
    amount = Decimal(value)
    for scale, unit in words.scales:
        # What rounds up to the scale is said in it: 999.999 is "1 millón", never "1.000 mil".
        if abs(amount) >= max(THOUSAND, scale - scale // 2000):
            scaled = _rounded(amount / scale)
            return f"{_grouped(scaled, words)} {_unit(scaled, unit)}"
    return money(amount)


def deadline(moment: datetime | None, *, hour_known: bool = True) -> str:
    """The last moment of something, in the person's zone and in Colombia's: "martes 24 de noviembre, 5:00 p. m. …".

    With hour_known false only the day is true, and the moment is that day's end in Bogotá; a midnight in Bogotá
    says the same. Empty without a moment.
    """
    if moment is None:
        return ""
    words = speech.current()
    legal = moment.astimezone(BOGOTA)
    if not hour_known or _is_midnight(legal):
        return words.hour_unknown.format(day=_day(_last_day(legal, hour_known=hour_known), words))
    theirs = timezone.localtime(moment)
    if theirs.utcoffset() == legal.utcoffset():
        return words.colombian.format(moment=_moment(legal, words))
    colombian = _hour(legal, words) if theirs.date() == legal.date() else _moment(legal, words)
    return words.elsewhere.format(moment=_moment(theirs, words), colombian=colombian)


def days_left(moment: datetime | None, *, hour_known: bool = True, now: datetime | None = None) -> str:
    """The time that is left, or since: "faltan 2 días y 3 horas", "cerró hace 3 días". Empty without a moment."""
    if moment is None:
        return ""
    words = speech.current()
    seconds = int((_end(moment, hour_known=hour_known) - (now or timezone.now())).total_seconds())
    if abs(seconds) < MINUTE:
        return words.moment_left if seconds > 0 else words.moment_ago
    if seconds < 0:
        return words.ago.format(_since(-seconds, words))
    return _until(seconds, words)


def urgency(moment: datetime | None, *, hour_known: bool = True, now: datetime | None = None) -> Urgency:
    """How near the end is: urgent within two days, soon within a week; for the look, never the only sign."""
    if moment is None:
        return ""
    left = _end(moment, hour_known=hour_known) - (now or timezone.now())
    if left <= timedelta():
        return "closed"
    if left <= URGENT:
        return "urgent"
    return "soon" if left <= SOON else "calm"


def short_date(moment: datetime | date | None) -> str:
    """ "24 nov 2026", a datetime in the person's zone; empty without one."""
    if moment is None:
        return ""
    words = speech.current()
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return words.short_day.format(day=day.day, month=words.short_months[day.month - 1], year=day.year)


def long_date(moment: datetime | date | None) -> str:
    """ "martes 24 de noviembre de 2026", a datetime in the person's zone; empty without one."""
    if moment is None:
        return ""
    day = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
    return _day(day, speech.current(), with_year=True)


def yearly_day(day: date) -> str:
    """ "1 de abril": a day that comes back every year."""
    words = speech.current()
    return words.yearly_day.format(day=day.day, month=words.months[day.month - 1])


def clock_time(moment: datetime | None) -> str:
    """ "10:42 a. m.", in the person's zone; empty without one."""
    return "" if moment is None else _hour(timezone.localtime(moment), speech.current())


def at_clock(moment: datetime | None) -> str:
    """ "a las 10:42 a. m.", "a la 1:05 p. m.", in the person's zone; empty without one."""
    if moment is None:
        return ""
    words, local = speech.current(), timezone.localtime(moment)
    pattern = words.at_one if local.hour % NOON == 1 else words.at_hour
    return pattern.format(hour=_hour(local, words))


def span(lasting: timedelta) -> str:
    """How long something took or has waited, in its largest unit: "3 horas"."""
    return _since(max(0, int(lasting.total_seconds())), speech.current())


def whole_number(value: int) -> str:
    """A count with its thousands marked, "1.250"."""
    return f"{value:,}".replace(",", speech.current().thousands)


def percent(share: Decimal, places: int | None = None) -> str:
    """A share of a hundred, "33,33 %", with so many decimals; unless told, with no more than it has."""
    words = speech.current()
    figure = f"{share.normalize():f}".replace(".", words.decimals) if places is None else decimal_number(share, places)
    return words.percent.format(figure)


def _grouped(amount: Decimal, words: Speech) -> str:
    text = f"{amount:,f}"
    whole, _, cents = text.partition(".")
    whole = whole.replace(",", words.thousands)
    cents = cents if cents.strip("0") else ""
    return f"{whole}{words.decimals}{cents}" if cents else whole


def _rounded(scaled: Decimal) -> Decimal:
    """Whole from 100 on, one decimal from 10, two below; never a trailing zero."""
    size = abs(scaled)
    step = Decimal(1) if size >= HUNDRED else Decimal("0.1") if size >= TEN else Decimal("0.01")
    rounded = scaled.quantize(step, ROUND_HALF_UP).normalize()
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _unit(count: Decimal | int, unit: Counted) -> str:
    return unit[0] if count == 1 else unit[1]


def _is_midnight(legal: datetime) -> bool:
    return legal.time() == time.min


def _last_day(legal: datetime, *, hour_known: bool) -> date:
    return legal.date() if hour_known else (legal - timedelta(microseconds=1)).date()


def _end(moment: datetime, *, hour_known: bool) -> datetime:
    """The instant at which it is over: a bare midnight in Bogotá stands for the whole of its day."""
    if hour_known and _is_midnight(moment.astimezone(BOGOTA)):
        return moment.astimezone(UTC) + timedelta(days=1)  # Colombia has no daylight saving
    return moment


def _day(day: date, words: Speech, *, with_year: bool = False) -> str:
    shows_year = with_year or day.year != timezone.localtime().year
    pattern = words.day_and_year if shows_year else words.day
    return pattern.format(
        weekday=words.weekdays[day.weekday()], day=day.day, month=words.months[day.month - 1], year=day.year
    )


def _hour(moment: datetime, words: Speech) -> str:
    half = words.am if moment.hour < NOON else words.pm
    return f"{moment.hour % NOON or NOON}:{moment.minute:02d}\u00a0{half}"


def _moment(moment: datetime, words: Speech) -> str:
    return words.moment.format(day=_day(moment.date(), words), hour=_hour(moment, words))


def _count(number: int, unit: Counted) -> str:
    return f"{number} {_unit(number, unit)}"


def _until(seconds: int, words: Speech) -> str:
    """Two units where the second matters: hours below a week, minutes below a day, none below an hour."""
    if seconds >= DAY:
        first, rest, unit, lesser, size = seconds // DAY, seconds % DAY, words.days, words.hours, HOUR
        if seconds >= WEEK:
            rest = 0
    elif seconds >= HOUR:
        first, rest, unit, lesser, size = seconds // HOUR, seconds % HOUR, words.hours, words.minutes, MINUTE
    else:
        first, rest, unit, lesser, size = seconds // MINUTE, 0, words.minutes, words.minutes, MINUTE
    span = _count(first, unit)
    if second := rest // size:
        span = words.joined.format(span, _count(second, lesser))
    return words.left[0 if first == 1 else 1].format(span)


def _since(seconds: int, words: Speech) -> str:
    for size, unit, least in (
        (YEAR, words.years, YEAR),
        (WEEK, words.weeks, 8 * WEEK),
        (DAY, words.days, DAY),
        (HOUR, words.hours, HOUR),
        (MINUTE, words.minutes, MINUTE),
    ):
        if seconds >= least:
            return _count(seconds // size, unit)
    return _count(1, words.minutes)
