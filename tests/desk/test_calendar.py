"""The calendar: what a person follows, the private address, its renewal, and nobody else's dates."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone as clock
from icalendar import Calendar

from accounts.models import User
from groundwork.reference.business_days import colombian_today
from interests.models import State
from onboarding.models import CalendarFeed, DocumentType, RupRegistration
from onboarding.queries.dates import renewal_deadline
from onboarding.services import feeds
from tests.accounts.factories import sign_in
from tests.interests.factories import InterestFactory, opportunity
from tests.onboarding.factories import DocumentFactory, DocumentVersionFactory, MembershipFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db

PAGE, RENEW, FEED = "/calendario/", "/calendario/direccion/", "/calendario.ics"


def today() -> date:
    return colombian_today(clock.now())


@pytest.fixture
def ana(client):
    user = MembershipFactory(supplier__name="Vías del Sur").user
    sign_in(client, user)
    return user


@pytest.fixture
def supplier(ana):
    return ana.suppliers.get()


def ending(supplier, slug: str, day: date):
    document = DocumentFactory(supplier=supplier, document_type=DocumentType.objects.get(slug=slug))
    return DocumentVersionFactory(document=document, expires_on=day)


def events(key: str) -> list[Any]:
    response = Client().get(FEED, {"clave": key})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_the_page_and_the_feed_say_what_ends_nearest_first(client, ana, supplier):
    ending(supplier, "redam", today() + timedelta(days=9))
    ending(supplier, "bank-certificate", today() + timedelta(days=3))
    RupRegistration.objects.create(supplier=supplier, number="1", chamber="Pasto", renewed_on=today())
    shown = [(entry.day, entry.title) for entry in client.get(PAGE).context["entries"]]
    expected = [
        (today() + timedelta(days=3), "Vence: Certificación bancaria"),
        (today() + timedelta(days=9), "Vence: Certificado del REDAM"),
    ]
    renewal = (renewal_deadline(today().year + 1), "Renovar el RUP: último día")
    assert shown[:2] == expected
    assert (renewal in shown) == (renewal[0] - today() <= timedelta(days=400))
    found = events(feeds.renew(ana))
    assert [(event["DTSTART"].dt, str(event["SUMMARY"])) for event in found][:2] == expected
    assert found[0]["DTEND"].dt == expected[0][0] + timedelta(days=1)


@pytest.mark.parametrize("state", [State.SAVED, State.PREPARING])
def test_the_closing_of_what_is_saved_or_prepared_is_there_with_its_hour(client, ana, supplier, state):
    closes = datetime(today().year + 1, 1, 20, 22, tzinfo=UTC)
    process = ProcessFactory(title="Pavimento de la vereda", closes_at=closes)
    opportunity(InterestFactory(supplier=supplier), process, state=state)
    opportunity(InterestFactory(supplier=supplier), ProcessFactory(title="Puente nuevo", closes_at=closes))
    (event,) = events(feeds.renew(ana))
    assert str(event["SUMMARY"]) == "Cierra: Pavimento de la vereda"
    assert event["DTSTART"].dt == closes


def test_nobody_elses_dates_are_there(client, ana):
    theirs = MembershipFactory().supplier
    ending(theirs, "redam", today() + timedelta(days=3))
    assert client.get(PAGE).context["entries"] == []
    assert "No tiene fechas por venir" in client.get(PAGE).content.decode()
    assert events(feeds.renew(ana)) == []


def test_the_address_is_made_shown_again_and_replaced(client, ana):
    assert FEED not in client.get(PAGE).content.decode()
    client.post(RENEW)
    key = feeds.key_of(ana)
    assert f"{FEED}?clave={key}" in client.get(PAGE).content.decode()
    assert events(key) == []
    assert key not in str(CalendarFeed.objects.values())
    client.post(RENEW)
    assert CalendarFeed.objects.count() == 1
    assert feeds.key_of(ana) != key
    assert Client().get(FEED, {"clave": key}).status_code == 404


@pytest.mark.parametrize("key", ["", "x", "a" * 43])
def test_a_key_that_is_nobodys_opens_nothing(ana, key):
    feeds.renew(ana)
    assert Client().get(FEED, {"clave": key}).status_code == 404


def test_a_closed_account_has_no_calendar(ana):
    key = feeds.renew(ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert Client().get(FEED, {"clave": key}).status_code == 404


def test_a_key_of_another_secret_is_not_shown(ana):
    feeds.renew(ana)
    CalendarFeed.objects.update(key_hash="0" * 64)
    assert feeds.key_of(ana) == ""


def test_the_feed_speaks_the_persons_language(ana, supplier):
    User.objects.filter(pk=ana.pk).update(language="en")
    ending(supplier, "redam", today() + timedelta(days=3))
    (event,) = events(feeds.renew(ana))
    assert "REDAM certificate" in str(event["SUMMARY"])


def test_only_a_post_renews_and_only_who_is_signed_in(client, ana):
    assert client.get(RENEW).status_code == 405
    assert Client().post(RENEW).status_code == 302
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_calendar_costs_the_same_queries_however_much_ends(client, ana, rows, django_assert_max_num_queries):
    for _row in range(rows):
        supplier = MembershipFactory(user=ana).supplier
        ending(supplier, "redam", today() + timedelta(days=3))
        RupRegistration.objects.create(supplier=supplier, number="1", chamber="Pasto", renewed_on=today())
    with django_assert_max_num_queries(12):
        assert len(client.get(PAGE).context["entries"]) >= rows
