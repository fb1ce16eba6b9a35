"""The notice on every page: there when it matters, gone when it does not, and free of cost to the page."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from support.models import Incident
from support.queries.status import banner
from support.services.status import incidents
from tests.accounts.factories import UserFactory
from tests.support.status_factories import incident, outage

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PAGE = "/ayuda/terminos/"


@pytest.fixture(autouse=True)
def fresh():
    """As a process that has read nothing yet."""
    banner.forget()
    yield
    banner.remember_nothing(3600)


def said(at=None) -> list[str]:
    with translation.override("es-co"):
        return [one.text for one in banner.shown(PAGE, {}, at=at)]


def test_a_failure_is_on_every_page_but_the_one_that_tells_it(client):
    incident()
    body = client.get(PAGE).content.decode()
    assert "Los códigos se demoran. " in body
    assert 'href="/estado/">Ver el estado del servicio' in body
    assert 'class="notice notice--danger' not in client.get("/estado/").content.decode()


def test_it_is_in_the_language_of_the_page(client):
    incident()
    client.cookies["django_language"] = "en"
    assert "Codes are delayed" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("ahead", "there"), [(23.9, True), (24.1, False)])
def test_maintenance_is_said_a_day_ahead(ahead, there):
    begins = timezone.now() + ahead * HOUR
    incident(Incident.Kind.MAINTENANCE, begins_at=begins, ends_at=begins + HOUR)
    assert bool(said()) is there


def test_maintenance_changes_its_words_when_it_begins_and_goes_when_it_ends():
    begins = timezone.now() + HOUR
    incident(Incident.Kind.MAINTENANCE, begins_at=begins, ends_at=begins + HOUR)
    assert said()[0].startswith("Mantenimiento programado: Los códigos se demoran. Empieza el ")
    assert said(begins + HOUR / 2)[0].startswith("Mantenimiento en curso: Los códigos se demoran. Termina el ")
    assert said(begins + HOUR) == []


@pytest.mark.parametrize(("seconds", "there"), [(119, False), (121, True)])
def test_an_outage_is_said_after_two_minutes(seconds, there):
    outage(timezone.now() - timedelta(seconds=seconds))
    assert bool(said()) is there


def test_an_outage_that_staff_have_told_is_not_said_twice():
    outage(timezone.now() - HOUR, component="sign_in")
    outage(timezone.now() - HOUR, component="mail")
    assert said() == ["Ahora no funciona bien: Ingreso y códigos, Correos y alertas. Ya lo vimos."]
    incident(components="sign_in")
    banner.forget()
    assert said() == ["Los códigos se demoran.", "Ahora no funciona bien: Correos y alertas. Ya lo vimos."]


def test_the_gravest_comes_first_and_there_are_three_at_most():
    begins = timezone.now() + HOUR
    for title in ("Anuncio", "Otro anuncio"):
        incident(Incident.Kind.ANNOUNCEMENT, components="", title_es=title)
    incident(Incident.Kind.MAINTENANCE, begins_at=begins, ends_at=begins + HOUR, title_es="Cambio")
    incident(title_es="Falla")
    kinds = [one.kind for one in banner.shown(PAGE, {})]
    assert kinds == ["danger", "warning", "info"]


def test_what_ended_or_has_not_begun_is_not_said():
    now = timezone.now()
    incident(begins_at=now - 2 * HOUR, ends_at=now - HOUR)
    incident(begins_at=now + HOUR)
    outage(now - 2 * HOUR, now - HOUR)
    assert said() == []


def test_an_announcement_is_put_away_for_one_browser_and_a_failure_never(client):
    news = incident(Incident.Kind.ANNOUNCEMENT, components="", title_es="Nueva guía")
    failing = incident(title_es="Falla grave")
    body = client.get(PAGE).content.decode()
    assert body.index("Falla grave") < body.index("Nueva guía")
    hide = f"/estado/anuncios/{news.code}/ocultar/"
    assert hide in body
    assert client.post(hide, {"next": PAGE}).url == PAGE
    body = client.get(PAGE).content.decode()
    assert "Nueva guía" not in body
    assert "Falla grave" in body
    assert client.post(f"/estado/anuncios/{failing.code}/ocultar/").status_code == 404
    assert client.get(hide).status_code == 405


@pytest.mark.parametrize("target", ["https://malo.example/", "//malo.example/", "javascript:alert(1)", ""])
def test_putting_away_leads_nowhere_else(client, target):
    news = incident(Incident.Kind.ANNOUNCEMENT, components="")
    assert client.post(f"/estado/anuncios/{news.code}/ocultar/", {"next": target}).url == "/"


def test_the_cookie_holds_a_few_codes_and_stands_nonsense(client):
    client.cookies[banner.HIDDEN] = "x" * 500 + "...;"
    for _number in range(7):
        news = incident(Incident.Kind.ANNOUNCEMENT, components="")
        client.post(f"/estado/anuncios/{news.code}/ocultar/")
    kept = client.cookies[banner.HIDDEN]
    assert len(kept.value.split(".")) == 5
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"


def test_a_process_reads_once_for_many_pages(client):
    client.get(PAGE)
    with CaptureQueriesContext(connection) as later:
        for _page in range(5):
            client.get(PAGE)
    banner.forget()
    with CaptureQueriesContext(connection) as first:
        client.get(PAGE)
    assert len(first) - len(later) / 5 == 2


def test_publishing_is_seen_at_once_by_this_process(client, django_capture_on_commit_callbacks):
    assert said() == []
    with django_capture_on_commit_callbacks(execute=True):
        failing = Incident(kind="failure", impact="down", components="mail", title_es="Nueva", title_en="New")
        failing.begins_at = timezone.now()
        incidents.publish(failing, by=UserFactory())
    assert said() == ["Nueva."]


def test_while_the_database_is_away_pages_keep_what_was_known(monkeypatch):
    incident()
    assert said()
    banner.forget()

    def away():
        raise OperationalError

    monkeypatch.setattr(banner, "_read", away)
    assert said() == ["Los códigos se demoran."]
