"""Incidents: who is told what, once, in which language, and what stays in the record."""

import re
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groundwork.ledger.models import Entry
from groundwork.messaging.models import Message
from support import status_mail, tasks
from support.models import Component, Incident, IncidentUpdate
from support.services.status import incidents, subscribing
from tests.accounts.factories import UserFactory
from tests.messaging.factories import returned
from tests.support.status_factories import incident, subscription

pytestmark = pytest.mark.django_db(transaction=True)

ANA, JOHN = "ana@example.com", "john@example.com"


@pytest.fixture
def boss():
    return UserFactory(is_staff=True)


@pytest.fixture
def told(boss):
    """A failure that was published to Ana, and to John, who reads English."""
    subscription(ANA)
    subscription(JOHN, language="en")
    subscription("sin-confirmar@example.com", confirmed_at=None)
    failing = Incident(
        kind=Incident.Kind.FAILURE,
        impact=Incident.Impact.DOWN,
        components=f"{Component.SIGN_IN},{Component.MAIL}",
        title_es="Los códigos <no> llegan",
        title_en="Codes do <not> arrive",
        begins_at=timezone.now() - timedelta(minutes=10),
    )
    incidents.publish(failing, by=boss)
    tasks.tell_incidents()
    return failing


def test_who_confirmed_is_told_in_their_language_and_can_stop_with_a_click(told, mailbox):
    assert mailbox.subjects(ANA) == ["Falla: Los códigos <no> llegan"]
    assert mailbox.last(JOHN)["Subject"].endswith(": Codes do <not> arrive")
    assert not mailbox.messages("sin-confirmar@example.com")
    mail = mailbox.last(ANA)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = mail["List-Unsubscribe"].strip("<>")
    assert stop in mailbox.text(ANA)
    assert stop in mail.get_body(("html",)).get_content()
    assert "&lt;no&gt;" in mail.get_body(("html",)).get_content()
    assert mailbox.last(JOHN)["List-Unsubscribe"] != mail["List-Unsubscribe"]
    assert f"/estado/incidentes/{told.code}/" in mailbox.text(ANA)
    assert "Ingreso y códigos, Correos y alertas" in mailbox.text(ANA)


def test_each_event_is_told_once_however_often_the_work_is_done(told, boss, mailbox):
    update = IncidentUpdate(incident=told, text_es="Ya sabemos <qué> falla", text_en="We know what fails")
    incidents.add(update, by=boss)
    told.ends_at = timezone.now()
    incidents.revise(told, by=boss)
    for _time in range(2):
        tasks.tell_incidents()
    assert mailbox.subjects(ANA) == [
        "Falla: Los códigos <no> llegan",
        "Novedad: Los códigos <no> llegan",
        "Terminó: Los códigos <no> llegan",
    ]
    assert "Ya sabemos <qué> falla" in mailbox.messages(ANA)[1].get_body(("plain",)).get_content()
    assert update.author == boss
    keys = set(Message.objects.values_list("dedupe_key", flat=True))
    assert len(keys) == 6


def test_a_correction_is_told_to_nobody_but_is_in_the_record(told, boss, mailbox):
    told.title_es = "Los códigos se demoran"
    incidents.revise(told, by=boss)
    assert tasks.tell_incidents() == 0
    assert len(mailbox.messages(ANA)) == 1
    assert list(Entry.objects.filter(subject=str(told.code)).values_list("verb", flat=True)) == [
        "incident.published",
        "incident.changed",
    ]


def test_an_end_that_was_told_is_not_told_again_when_something_is_corrected(told, boss, mailbox):
    told.ends_at = timezone.now()
    incidents.revise(told, by=boss)
    told.title_es = "Otro título"
    incidents.revise(told, by=boss)
    tasks.tell_incidents()
    assert len(mailbox.messages(ANA)) == 2


def test_the_record_holds_codes_and_no_words(told, boss):
    entry = Entry.objects.get(verb="incident.published")
    assert entry.subject == str(told.code)
    assert str(boss.code) in entry.evidence.content
    assert "códigos" not in entry.evidence.content


def test_a_failure_goes_before_digests_and_an_announcement_does_not(told, boss):
    news = Incident(
        kind=Incident.Kind.ANNOUNCEMENT, impact="none", title_es="a", title_en="a", begins_at=timezone.now()
    )
    incidents.publish(news, by=boss)
    tasks.tell_incidents()
    lanes = {message.subject: message.lane for message in Message.objects.filter(to=ANA)}
    assert lanes == {"Falla: Los códigos <no> llegan": 1, "Anuncio: a": 2}


def test_who_stops_gets_nothing_of_what_waits(told, mailbox):
    link = re.search(r"/baja/([^/]+)/", Message.objects.get(to=ANA).text)
    code = status_mail.stops(link[1]) if link else None
    assert code
    subscribing.stop(code)
    assert not mailbox.messages(ANA)
    assert len(mailbox.messages(JOHN)) == 1


def test_an_address_that_returns_mail_is_not_written_to(told, mailbox):
    returned(ANA)
    assert not mailbox.messages(ANA)


def test_telling_three_costs_as_many_queries_as_telling_one(boss):
    def count() -> int:
        incidents.publish(incident_like(), by=boss)
        with CaptureQueriesContext(connection) as seen:
            tasks.tell_incidents()
        return len(seen)

    def incident_like() -> Incident:
        made = incident()
        made.delete()
        made.pk = None
        return made

    subscription("uno@example.com")
    few = count()
    subscription("dos@example.com")
    subscription("tres@example.com")
    assert count() == few


def test_the_feed_has_an_entry_for_each_thing_said(client, told, boss):
    incidents.add(IncidentUpdate(incident=told, text_es="Novedad \x07 & <b>", text_en="News"), by=boss)
    told.ends_at = timezone.now()
    incidents.revise(told, by=boss)
    response = client.get("/estado/rss/")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    items = ElementTree.fromstring(response.content).findall("channel/item")  # noqa: S314  # our own
    assert [item.findtext("title") for item in items] == [
        "Terminó: Los códigos <no> llegan",
        "Novedad: Los códigos <no> llegan",
        "Falla: Los códigos <no> llegan",
    ]
    assert items[1].findtext("description") == "Novedad  & <b>"
    assert len({item.findtext("guid") for item in items}) == 3
    assert "Codes do" in client.get("/estado/rss/", {"idioma": "en"}).content.decode()
    assert client.get("/estado/rss/", {"idioma": "xx"}).status_code == 200
    assert client.get(urlsplit(items[0].findtext("link") or "").path).status_code == 200
