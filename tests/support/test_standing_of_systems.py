"""Whether a yearly period is open, to the day: borders, leap years, the end of the year, and Bogotá's own date."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from support.models import Period, RelatedSystem
from support.queries import systems
from support.queries.systems import Phase, Standing, standing_on

PAGE = "/ayuda/sistemas/"
NATIONAL = Period(order="national", opens_month=4, opens_day=1, closes_month=5, closes_day=31, from_year=2026)
TERRITORIAL = Period(order="territorial", opens_month=6, opens_day=1, closes_month=7, closes_day=31, from_year=2026)
DAYS = st.dates(date(2026, 1, 1), date(2060, 12, 31))
COMMON_DAYS = st.dates(date(2023, 1, 1), date(2023, 12, 31))


def on(periods: list[Period], day: date) -> Standing:
    """How these stand on a day."""
    found = standing_on(periods, day)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("period", "day", "phase", "days"),
    [
        (NATIONAL, date(2027, 1, 1), Phase.SOON, 90),
        (NATIONAL, date(2027, 3, 31), Phase.SOON, 1),
        (NATIONAL, date(2027, 4, 1), Phase.OPEN, 60),
        (NATIONAL, date(2027, 5, 30), Phase.OPEN, 1),
        (NATIONAL, date(2027, 5, 31), Phase.OPEN, 0),
        (NATIONAL, date(2027, 6, 1), Phase.CLOSED, 305),
        (NATIONAL, date(2027, 12, 31), Phase.CLOSED, 92),
        (NATIONAL, date(2028, 2, 29), Phase.SOON, 32),
        (TERRITORIAL, date(2027, 5, 31), Phase.SOON, 1),
        (TERRITORIAL, date(2027, 6, 1), Phase.OPEN, 60),
        (TERRITORIAL, date(2027, 7, 31), Phase.OPEN, 0),
        (TERRITORIAL, date(2027, 8, 1), Phase.CLOSED, 305),
    ],
)
def test_each_border_belongs_to_the_period(period, day, phase, days):
    standing = on([period], day)
    assert (standing.phase, standing.days) == (phase, days)


# No clock: on a busy machine the first dates take long to draw.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DAYS, COMMON_DAYS, COMMON_DAYS)
@example(date(2028, 2, 29), date(2023, 2, 28), date(2023, 3, 1))
@example(date(2027, 12, 31), date(2023, 1, 1), date(2023, 12, 31))
def test_a_period_is_open_on_its_days_alone_and_else_waits_for_the_next(day, one, other):
    first, last = sorted((one, other))
    period = Period(
        opens_month=first.month, opens_day=first.day, closes_month=last.month, closes_day=last.day, from_year=2026
    )
    standing = on([period], day)
    within = (first.month, first.day) <= (day.month, day.day) <= (last.month, last.day)
    assert (standing.phase is Phase.OPEN) == within
    assert standing.opens_on <= standing.closes_on
    if within:
        assert standing.opens_on <= day <= standing.closes_on
        assert day + timedelta(days=standing.days) == standing.closes_on
    else:
        assert day < standing.opens_on <= day + timedelta(days=366)
        assert day + timedelta(days=standing.days) == standing.opens_on
        assert (standing.phase is Phase.SOON) == (standing.opens_on.year == day.year)


def test_a_later_row_takes_the_place_from_its_year_on():
    later = Period(order="national", opens_month=3, opens_day=1, closes_month=3, closes_day=31, from_year=2028)
    rows = [later, NATIONAL]
    assert on(rows, date(2027, 4, 15)).period is NATIONAL
    assert on(rows, date(2027, 6, 1)).opens_on == date(2028, 3, 1)
    assert on(rows, date(2028, 4, 15)).opens_on == date(2029, 3, 1)


def test_before_its_first_year_a_period_waits_for_it():
    assert on([NATIONAL], date(2020, 4, 15)).opens_on == date(2026, 4, 1)
    assert standing_on([], date(2026, 4, 15)) is None


@pytest.mark.parametrize(
    ("day", "spanish", "english"),
    [
        (
            date(2027, 5, 30),
            "Abierto hasta el lunes 31 de mayo de 2027: queda 1 día después de hoy.",
            "Open until Monday 31 May 2027: 1 day left after today.",
        ),
        (
            date(2027, 5, 31),
            "Abierto hasta el lunes 31 de mayo de 2027: hoy es el último día.",
            "Open until Monday 31 May 2027: today is the last day.",
        ),
        (
            date(2027, 3, 31),
            "Abre en 1 día, el jueves 1 de abril de 2027.",
            "Opens in 1 day, on Thursday 1 April 2027.",
        ),
        (
            date(2027, 3, 30),
            "Abre en 2 días, el jueves 1 de abril de 2027.",
            "Opens in 2 days, on Thursday 1 April 2027.",
        ),
        (
            date(2026, 11, 25),
            "Cerrado, abre el jueves 1 de abril de 2027 (en 127 días).",
            "Closed, opens on Thursday 1 April 2027 (in 127 days).",
        ),
    ],
)
def test_it_is_said_in_a_sentence(day, spanish, english):
    standing = on([NATIONAL], day)
    assert standing.sentence == spanish
    assert standing.days_of_each_year == "Del 1 de abril al 31 de mayo"
    with translation.override("en"):
        assert standing.sentence == english
        assert standing.days_of_each_year == "From 1 April to 31 May"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        # 31 March, 11:59 p. m. in Bogotá is 1 April in London.
        (datetime(2027, 4, 1, 4, 59, 59, tzinfo=UTC), "Abre en 1 día, el jueves 1 de abril de 2027."),
        (datetime(2027, 4, 1, 5, tzinfo=UTC), "Abierto hasta el lunes 31 de mayo de 2027: quedan 60 días"),
        (datetime(2027, 6, 1, 4, 59, 59, tzinfo=UTC), "Abierto hasta el lunes 31 de mayo de 2027: hoy es el último"),
        (datetime(2027, 6, 1, 5, tzinfo=UTC), "Cerrado, abre el sábado 1 de abril de 2028 (en 305 días)."),
        (datetime(2028, 1, 1, 4, 59, 59, tzinfo=UTC), "Cerrado, abre el sábado 1 de abril de 2028 (en 92 días)."),
        (datetime(2028, 1, 1, 5, tzinfo=UTC), "Abre en 91 días, el sábado 1 de abril de 2028."),
    ],
)
def test_the_day_is_that_of_bogota(client, moment, sentence):
    with time_machine.travel(moment, tick=False):
        assert sentence in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_it_ships_the_days_of_sigep():
    rows = Period.objects.filter(system__slug="sigep-ii").order_by("order")
    assert [(row.order, row.opens_on(2027), row.closes_on(2027)) for row in rows] == [
        ("national", date(2027, 4, 1), date(2027, 5, 31)),
        ("territorial", date(2027, 6, 1), date(2027, 7, 31)),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("month", "day"), [(4, 31), (2, 29), (2, 30), (6, 31), (1, 32), (13, 1), (0, 5), (5, 0)])
def test_a_day_that_does_not_exist_is_refused_by_the_model_and_by_the_database(month, day):
    system = RelatedSystem.objects.get(slug="secop-ii")
    period = Period(
        system=system, order="national", opens_month=1, opens_day=1, closes_month=month, closes_day=day,
        from_year=2026, source="Prueba",
    )  # fmt: skip
    with pytest.raises(ValidationError):
        period.full_clean()
    with transaction.atomic(), pytest.raises(IntegrityError):
        period.save()


@pytest.mark.django_db
def test_a_period_that_closes_before_it_opens_is_refused():
    system = RelatedSystem.objects.get(slug="secop-ii")
    period = Period(
        system=system, order="national", opens_month=5, opens_day=2, closes_month=5, closes_day=1,
        from_year=2026, source="Prueba",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="cierra antes de abrir"):
        period.full_clean()


@pytest.mark.django_db
def test_the_standings_are_read_with_their_systems(django_assert_num_queries):
    with django_assert_num_queries(2):
        found = {row.slug: systems.standings_of(row, date(2027, 4, 1)) for row in systems.with_periods()}
    assert [standing.phase for standing in found["sigep-ii"]] == [Phase.OPEN, Phase.SOON]
    assert not found["portal"]
