"""Money, deadlines and spans, as people read them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from groundwork.web import formats
from groundwork.web.speech import ENGLISH, SPANISH

BOGOTA = ZoneInfo("America/Bogota")
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=BOGOTA)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BOGOTA)  # type: ignore[arg-type, misc]  # year, month, day, hour, minute


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [
        (Decimal(1_250_000_000), "$\u00a01.250.000.000", "COP\u00a01,250,000,000"),
        (Decimal("412350000.00"), "$\u00a0412.350.000", "COP\u00a0412,350,000"),
        (Decimal("1250.5"), "$\u00a01.250,50", "COP\u00a01,250.50"),
        (0, "$\u00a00", "COP\u00a00"),
        (None, "sin valor informado", "value not given"),
    ],
)
def test_an_amount_is_written_in_full_with_its_thousands_marked(
    value: Decimal | int | None, spanish: str, english: str
) -> None:
    assert formats.money(value) == spanish
    with translation.override("en"):
        assert formats.money(value) == english


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [
        (Decimal("1.5"), "1,50", "1.50"),
        (Decimal("1234.565"), "1.234,57", "1,234.57"),
        (Decimal(-3), "-3,00", "-3.00"),
    ],
)
def test_a_ratio_has_its_two_decimals(value: Decimal, spanish: str, english: str) -> None:
    assert formats.decimal_number(value) == spanish
    with translation.override("en"):
        assert formats.decimal_number(value) == english


def test_a_figure_within_a_formula_has_no_currency() -> None:
    assert formats.amount(Decimal("1250000000.00")) == "1.250.000.000"
    assert formats.amount(Decimal("-1250.50")) == "-1.250,50"


@pytest.mark.parametrize(
    ("share", "places", "spanish", "english"),
    [
        (Decimal(100), None, "100\u00a0%", "100%"),
        (Decimal("33.3300"), None, "33,33\u00a0%", "33.33%"),
        (Decimal("68.3"), 2, "68,30\u00a0%", "68.30%"),
        (Decimal("33.5"), 0, "34\u00a0%", "34%"),
    ],
)
def test_a_percentage_never_parts_from_its_sign(share: Decimal, places: int | None, spanish: str, english: str) -> None:
    assert formats.percent(share, places) == spanish
    with translation.override("en"):
        assert formats.percent(share, places) == english


def test_another_currency_is_named() -> None:
    assert formats.money(125_000, "USD") == "USD\u00a0125.000"


@pytest.mark.parametrize(
    ("value", "spanish", "english"),
    [
        (1_250_000_000, "1.250 millones", "1.25 billion"),
        (412_350_000, "412 millones", "412 million"),
        (58_900_000, "58,9 millones", "58.9 million"),
        (58_000_000, "58 millones", "58 million"),
        (1_000_000, "1 millón", "1 million"),
        (1_250_000_000_000, "1,25 billones", "1.25 trillion"),
        (999_999_999, "1.000 millones", "1 billion"),
        (999_999, "1 millón", "1 million"),
        (995_000, "995 mil", "995 thousand"),
        (850_000, "850 mil", "850 thousand"),
        (999, "$\u00a0999", "COP\u00a0999"),
        (None, "sin valor informado", "value not given"),
    ],
)
def test_a_large_amount_is_said_in_words(value: int | None, spanish: str, english: str) -> None:
    assert formats.money_words(value) == spanish
    with translation.override("en"):
        assert formats.money_words(value) == english


@given(st.integers(min_value=1000, max_value=10**18))
def test_an_amount_in_words_is_never_further_than_half_a_percent_from_itself(value: int) -> None:
    number, unit = formats.money_words(value).split(" ")
    scale = next(scale for scale, names in SPANISH.scales if unit in names)
    said = Decimal(number.replace(".", "").replace(",", ".")) * scale
    assert abs(said - value) <= Decimal(value) / 200


@time_machine.travel(NOW, tick=False)
def test_a_deadline_says_its_day_its_hour_and_whose_hour_it_is() -> None:
    assert formats.deadline(at(2026, 11, 24, 17)) == (
        "martes 24 de noviembre, 5:00\u00a0p.\u202fm. (hora legal colombiana)"
    )
    with translation.override("en"):
        assert formats.deadline(at(2026, 11, 24, 17)) == "Tuesday 24 November, 5:00\u00a0p.m. (Colombian legal time)"


@time_machine.travel(NOW, tick=False)
def test_the_year_is_said_only_when_it_is_another_one() -> None:
    assert formats.deadline(at(2027, 1, 5, 9, 30)) == (
        "martes 5 de enero de 2027, 9:30\u00a0a.\u202fm. (hora legal colombiana)"
    )


@time_machine.travel(NOW, tick=False)
def test_a_person_elsewhere_reads_their_own_hour_and_colombias_beside_it() -> None:
    with timezone.override(ZoneInfo("Europe/Madrid")):
        assert formats.deadline(at(2026, 11, 24, 15)) == (
            "martes 24 de noviembre, 9:00\u00a0p.\u202fm. en su zona horaria "
            "(3:00\u00a0p.\u202fm., hora legal colombiana)"
        )
        assert formats.deadline(at(2026, 11, 24, 19)) == (
            "miércoles 25 de noviembre, 1:00\u00a0a.\u202fm. en su zona horaria "
            "(martes 24 de noviembre, 7:00\u00a0p.\u202fm., hora legal colombiana)"
        )


@time_machine.travel(NOW, tick=False)
def test_a_person_in_a_zone_with_the_same_hour_reads_one_hour() -> None:
    with timezone.override(ZoneInfo("America/Lima")):
        assert formats.deadline(at(2026, 11, 24, 17)).endswith("5:00\u00a0p.\u202fm. (hora legal colombiana)")


@time_machine.travel(NOW, tick=False)
def test_a_closing_without_an_hour_says_its_day_and_lasts_until_that_day_ends() -> None:
    midnight, end_of_day = at(2026, 11, 24), at(2026, 11, 24, 23, 59)
    for moment, known in ((midnight, True), (end_of_day, False), (at(2026, 11, 25), False)):
        assert formats.deadline(moment, hour_known=known) == "martes 24 de noviembre (hora sin informar)"
    assert formats.days_left(midnight) == formats.days_left(at(2026, 11, 25), hour_known=False)
    assert formats.days_left(midnight) == "faltan 2 días y 10 horas"


@pytest.mark.parametrize(
    ("left", "spanish", "english"),
    [
        (timedelta(days=2, hours=3, minutes=59), "faltan 2 días y 3 horas", "2 days and 3 hours left"),
        (timedelta(days=1), "falta 1 día", "1 day left"),
        (timedelta(days=1, hours=1), "falta 1 día y 1 hora", "1 day and 1 hour left"),
        (timedelta(days=7, hours=5), "faltan 7 días", "7 days left"),
        (timedelta(days=65), "faltan 65 días", "65 days left"),
        (timedelta(hours=3, minutes=20), "faltan 3 horas y 20 minutos", "3 hours and 20 minutes left"),
        (timedelta(minutes=5, seconds=59), "faltan 5 minutos", "5 minutes left"),
        (timedelta(seconds=30), "falta menos de un minuto", "less than a minute left"),
        (timedelta(0), "acaba de cerrar", "just closed"),
        (-timedelta(seconds=30), "acaba de cerrar", "just closed"),
        (-timedelta(minutes=61), "cerró hace 1 hora", "closed 1 hour ago"),
        (-timedelta(days=3, hours=5), "cerró hace 3 días", "closed 3 days ago"),
        (-timedelta(days=70), "cerró hace 10 semanas", "closed 10 weeks ago"),
        (-timedelta(days=800), "cerró hace 2 años", "closed 2 years ago"),
    ],
)
def test_the_time_left_is_said_in_words(left: timedelta, spanish: str, english: str) -> None:
    assert formats.days_left(NOW + left, now=NOW) == spanish
    with translation.override("en"):
        assert formats.days_left(NOW + left, now=NOW) == english


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_the_time_left_never_promises_more_than_there_is(seconds: int) -> None:
    said = formats.days_left(NOW + timedelta(seconds=seconds), now=NOW)
    if seconds <= 0:
        assert said == "acaba de cerrar" or said.startswith("cerró hace ")
        return
    if said == "falta menos de un minuto":
        assert seconds < 60
        return
    sizes = {"día": 86_400, "hora": 3600, "minuto": 60}
    parts = said.split(" ", 1)[1].split(" y ")
    total = sum(int(part.split()[0]) * sizes[part.split()[1].removesuffix("s")] for part in parts)
    assert 0 <= seconds - total < 86_400


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(0), "closed"),
        (timedelta(seconds=1), "urgent"),
        (timedelta(days=2), "urgent"),
        (timedelta(days=2, seconds=1), "soon"),
        (timedelta(days=7, seconds=1), "calm"),
    ],
)
def test_the_urgency_follows_the_time_left(left: timedelta, expected: str) -> None:
    assert formats.urgency(NOW + left, now=NOW) == expected


def test_what_has_no_moment_says_nothing() -> None:
    assert formats.deadline(None) == formats.days_left(None) == formats.short_date(None) == ""
    assert formats.long_date(None) == formats.clock_time(None) == formats.urgency(None) == ""


@time_machine.travel(NOW, tick=False)
def test_dates_are_those_of_the_persons_zone() -> None:
    late = datetime(2026, 11, 25, 2, 42, tzinfo=UTC)
    assert formats.short_date(late) == "24\u00a0nov\u00a02026"
    assert formats.long_date(late) == "martes 24 de noviembre de 2026"
    assert formats.clock_time(late) == "9:42\u00a0p.\u202fm."
    assert formats.short_date(date(2026, 1, 2)) == "2\u00a0ene\u00a02026"


def test_midday_and_midnight_are_twelve() -> None:
    assert formats.clock_time(at(2026, 11, 24, 12, 5)) == "12:05\u00a0p.\u202fm."
    assert formats.clock_time(at(2026, 11, 24, 0, 5)) == "12:05\u00a0a.\u202fm."


def test_the_hour_of_something_is_said_with_its_article() -> None:
    assert formats.at_clock(at(2026, 11, 24, 10, 42)) == "a las 10:42\u00a0a.\u202fm."
    for hour, half in ((1, "a"), (13, "p")):
        assert formats.at_clock(at(2026, 11, 24, hour, 5)) == f"a la 1:05\u00a0{half}.\u202fm."
    with translation.override("en"):
        assert formats.at_clock(at(2026, 11, 24, 13, 5)) == "at 1:05\u00a0p.m."
    assert formats.at_clock(None) == ""


def test_both_languages_name_every_day_and_month() -> None:
    for words in (SPANISH, ENGLISH):
        assert len(words.months) == len(words.short_months) == 12
        assert len(words.weekdays) == 7


@pytest.mark.parametrize(
    ("lasting", "spanish", "english"),
    [
        (timedelta(hours=3, minutes=50), "3 horas", "3 hours"),
        (timedelta(days=9), "9 días", "9 days"),
        (timedelta(seconds=5), "1 minuto", "1 minute"),
        (timedelta(seconds=-5), "1 minuto", "1 minute"),
    ],
    ids=["hours", "days", "a moment", "a clock that differs"],
)
def test_a_span_is_said_in_its_largest_unit(lasting: timedelta, spanish: str, english: str) -> None:
    assert formats.span(lasting) == spanish
    with translation.override("en"):
        assert formats.span(lasting) == english
