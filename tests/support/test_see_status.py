"""/estado/: the sentence, the components, the log and its figures, and that it draws when little else does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from groundwork.web.formats import BOGOTA
from support.models import Component, Incident, IncidentUpdate, Outage, Pulse
from support.queries.status import history
from support.queries.status.chart import Chart, lasting_words
from support.services.status import watching
from support.services.status.probing import Finding
from support.views.status import page as status_page
from tests.support.status_factories import incident, outage, pulses, unseen

pytestmark = pytest.mark.django_db

STATUS = "/estado/"
HOUR = timedelta(hours=1)
NOON = datetime(2026, 11, 24, 12, tzinfo=BOGOTA)


def sentence(client) -> str:
    return client.get(STATUS).context["now"].sentence


def standings(client) -> dict[str, str]:
    return {one.component: one.standing.value for one in client.get(STATUS).context["now"].components}


def test_before_the_first_check_nothing_is_claimed(client):
    assert sentence(client) == "Todavía no hay mediciones de este portal."
    assert set(standings(client).values()) == {"unknown"}


def test_when_all_works_it_says_so_first(client):
    pulses()
    response = client.get(STATUS)
    assert response.context["now"].sentence == "Todo funciona."
    assert "Ninguna caída en los últimos 90 días" in response.content.decode()


def test_what_fails_is_named_with_its_beginning(client):
    pulses()
    outage(timezone.now() - 3 * HOUR, component=Component.SIGN_IN)
    outage(timezone.now() - HOUR, component=Component.MAIL)
    assert sentence(client).startswith("No funciona: Ingreso y códigos, Correos y alertas, desde el ")
    assert standings(client) == {"pages": "works", "sign_in": "down", "mail": "down", "files": "works"}


def test_what_staff_say_counts_too_and_ends_with_it(client):
    pulses()
    told = incident(impact=Incident.Impact.DEGRADED)
    assert sentence(client).startswith("Funciona con dificultad: Ingreso y códigos, desde el ")
    Incident.objects.filter(pk=told.pk).update(ends_at=timezone.now())
    assert sentence(client) == "Todo funciona."


def test_an_announcement_and_what_is_only_planned_change_nothing(client):
    pulses()
    incident(Incident.Kind.ANNOUNCEMENT, components="", impact=Incident.Impact.NONE)
    incident(Incident.Kind.MAINTENANCE, begins_at=timezone.now() + HOUR, ends_at=timezone.now() + 2 * HOUR)
    assert sentence(client) == "Todo funciona."


@pytest.mark.parametrize(("seconds", "works"), [(170, True), (190, False)])
def test_without_checks_for_three_minutes_nobody_knows(client, seconds, works):
    pulses(ago=timedelta(seconds=seconds))
    assert (sentence(client) == "Todo funciona.") is works
    if not works:
        assert sentence(client).startswith("No sabemos cómo está el servicio: las mediciones se detuvieron el ")


def test_a_check_that_a_clock_set_back_left_in_the_future_still_counts(client):
    pulses(ago=-HOUR)
    assert sentence(client) == "Todo funciona."


def test_current_planned_past_and_news_stand_each_in_their_place(client):
    pulses()
    now = timezone.now()
    failing = incident()
    IncidentUpdate.objects.create(incident=failing, text_es="<b>Buscamos</b> la causa", text_en="Looking")
    planned = incident(Incident.Kind.MAINTENANCE, begins_at=now + 30 * HOUR, ends_at=now + 31 * HOUR)
    news = incident(Incident.Kind.ANNOUNCEMENT, components="")
    past = incident(begins_at=now - 50 * HOUR, ends_at=now - 49 * HOUR)
    long_ago = incident(begins_at=now - timedelta(days=100), ends_at=now - timedelta(days=91))
    response = client.get(STATUS)
    seen = {name: list(response.context[name]) for name in ("current", "planned", "news", "past")}
    assert seen == {"current": [failing], "planned": [planned], "news": [news], "past": [past]}
    body = response.content.decode()
    assert "&lt;b&gt;Buscamos&lt;/b&gt; la causa" in body
    assert str(long_ago.code) not in body


def test_it_costs_as_many_queries_with_one_of_each_as_with_three(client):
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(STATUS).status_code == 200
        return len(seen)

    def add(hours: int) -> None:
        began = timezone.now() - hours * HOUR
        told = incident(begins_at=began)
        IncidentUpdate.objects.create(incident=told, text_es="x", text_en="x")
        outage(began, began + HOUR / 2)

    pulses()
    add(1)
    few = count()
    add(2)
    add(3)
    assert count() == few == 4


def test_it_draws_for_a_visitor_while_the_database_is_away(client, monkeypatch):
    def away(_at):
        raise OperationalError

    monkeypatch.setattr(status_page, "read", away)
    response = client.get(STATUS)
    assert response.status_code == 503
    assert "La base de datos del portal no responde" in response.content.decode()
    assert int(response["Retry-After"]) > 0


def test_it_is_in_the_language_of_the_reader(client):
    pulses()
    incident(title_es="Se demoran", title_en="They are late")
    client.cookies["django_language"] = "en"
    body = client.get(STATUS).content.decode()
    assert "They are late" in body
    assert "Se demoran" not in body


def test_the_log_shows_ninety_days_and_leads_to_all_of_it(client):
    pulses()
    now = timezone.now()
    shown = [outage(now - day * timedelta(days=1), now - day * timedelta(days=1) + HOUR) for day in (1, 89)]
    outage(now - timedelta(days=93), now - timedelta(days=92))
    response = client.get(STATUS)
    assert response.context["log_count"] == 2
    body = response.content.decode()
    assert all(reverse("support:outage", args=[one.code]) in body for one in shown)
    assert client.get(reverse("support:outage_list")).context["count"].number == 3


def test_the_list_of_outages_pages_and_costs_the_same(client):
    now = timezone.now()
    for hour in range(25):
        outage(now - (hour + 2) * HOUR, now - (hour + 1) * HOUR)
    with CaptureQueriesContext(connection) as seen:
        first = client.get(reverse("support:outage_list"))
    assert len(first.context["page"].items) == 20
    assert len(seen) == 2
    rest = client.get(reverse("support:outage_list"), {"desde": first.context["page"].next})
    assert len(rest.context["page"].items) == 5
    assert client.get(reverse("support:outage_list"), {"desde": "no-es-nuestra"}).status_code == 400


def test_an_outage_can_be_cited_with_its_times_in_both_clocks_and_its_entries(client, monkeypatch):
    clock = datetime(2026, 11, 24, 15, 42, 0, tzinfo=UTC)
    for failing in (False, True, True, False):
        fault = {Component.MAIL: Finding("queue" if failing else "")}
        monkeypatch.setattr(watching, "_held_clock", lambda at=clock: at)
        watching.note(fault)
        clock += timedelta(seconds=30)
    noted = Outage.objects.get()
    body = client.get(f"/estado/caidas/{noted.code}/").content.decode()
    for words in (
        "2026-11-24 15:42:30 UTC",
        "2026-11-24 15:43:30 UTC",
        "martes 24 de noviembre de 2026, 10:42:30",
        "martes 24 de noviembre de 2026, 10:43:30",
        "martes 24 de noviembre de 2026, 10:42:00",
        "1\u00a0min",
        "Correos y alertas",
        "más de diez minutos sin salir",
        "Circular Externa Única de 2023, § 1.7",
        "Asiento 1,",
        "Asiento 2,",
    ):
        assert words in body, words


def test_one_that_goes_on_and_one_that_nobody_saw_say_so(client):
    lasting = outage(timezone.now() - HOUR)
    assert "Sigue sin funcionar" in client.get(reverse("support:outage", args=[lasting.code])).content.decode()
    blind = unseen(timezone.now() - 3 * HOUR, timezone.now() - 2 * HOUR)
    assert "no hizo ninguna comprobación" in client.get(reverse("support:outage", args=[blind.code])).content.decode()


@pytest.mark.parametrize("name", ["outage", "incident"])
def test_a_code_that_is_none_is_not_found(client, name):
    assert client.get(reverse(f"support:{name}", args=[uuid4()])).status_code == 404


# The figures ------------------------------------------------------------------------------------------------------


def day(outages, *, ago=0, since=timedelta(days=200)):
    pulse = Pulse(component=Component.MAIL, watched_since=NOON - since, checked_at=NOON)
    return history.days(Component.MAIL, pulse, outages, at=NOON)[-1 - ago]


def test_an_outage_over_midnight_counts_for_both_days():
    late = Outage(component=Component.MAIL, began_at=NOON - 13 * HOUR, ended_at=NOON - 11 * HOUR)
    assert day([late]).failed == HOUR
    assert day([late], ago=1).failed == HOUR
    assert day([late], ago=2).failed == timedelta()


def test_one_that_lasts_counts_until_now_and_one_of_another_component_not():
    lasting = Outage(component=Component.MAIL, began_at=NOON - 2 * HOUR)
    other = Outage(component=Component.FILES, began_at=NOON - 2 * HOUR)
    assert day([lasting, other]).failed == 2 * HOUR


def test_a_day_before_the_first_check_or_mostly_unseen_was_not_measured():
    assert day([]).measured
    assert not day([], ago=3, since=timedelta(days=2)).measured
    assert not day([Outage(unseen=True, began_at=NOON - 20 * HOUR, ended_at=NOON - HOUR)]).measured
    assert day([Outage(unseen=True, began_at=NOON - 2 * HOUR, ended_at=NOON - HOUR)]).measured


def month(outages, *, since=timedelta(days=200), at=NOON):
    watched = [Pulse(component=component, watched_since=at - since, checked_at=at) for component in Component]
    return history.months(watched, outages, at=at)


def test_a_month_is_what_worked_of_what_was_measured():
    began = datetime(2026, 10, 10, tzinfo=BOGOTA)
    blind = Outage(unseen=True, began_at=began, ended_at=began + timedelta(days=1))
    failed = Outage(component=Component.MAIL, began_at=began + timedelta(days=2), ended_at=began + timedelta(days=5))
    october = month([blind, failed])[1]
    assert (october.first.year, october.first.month) == (2026, 10)
    assert october.worked[Component.MAIL] == Decimal("90.00")
    assert october.worked[Component.PAGES] == Decimal(100)
    assert october.measured == Decimal("96.77")


def test_a_failure_of_a_second_is_never_rounded_up_to_a_hundred():
    failed = Outage(component=Component.MAIL, began_at=NOON - HOUR, ended_at=NOON - HOUR + timedelta(seconds=1))
    assert month([failed])[0].worked[Component.MAIL] == Decimal("99.99")


def test_months_begin_with_the_first_check_and_cover_ninety_days():
    assert [one.first.month for one in month([])] == [11, 10, 9, 8]
    assert [one.first.month for one in month([], since=timedelta(days=30))] == [11, 10]
    assert history.months([], [], at=NOON) == []
    assert len(month([], at=datetime(2026, 3, 1, 12, tzinfo=BOGOTA))) == 4


def test_the_drawing_says_in_words_what_it_draws():
    failed = Outage(component=Component.MAIL, began_at=NOON - 30 * HOUR, ended_at=NOON - 29 * HOUR)
    pulse = Pulse(component=Component.MAIL, watched_since=NOON - timedelta(days=10), checked_at=NOON)
    chart = Chart("Correos", history.days(Component.MAIL, pulse, [failed], at=NOON))
    assert chart.description == "Falló en 1 día. De 79 días no hay mediciones."
    assert [one.x for one in chart.failed] == [88 * 8]
    assert chart.failed[0].title == "23\u00a0nov\u00a02026: sin funcionar 1\u00a0h"
    assert chart.worked.count("M") == 10
    assert chart.nothing.count("M") == 79


@pytest.mark.parametrize(
    ("seconds", "words"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3725, "1 h 2 min 5 s"), (90000, "25 h")]
)
def test_how_long_something_lasted_is_never_rounded(seconds, words):
    assert lasting_words(timedelta(seconds=seconds)).replace("\u00a0", " ") == words
