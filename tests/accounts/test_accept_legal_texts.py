"""A change of the texts: who has not accepted what counts is led to it, once, and loses nothing on the way."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Activity, Consent
from accounts.queries import legal as texts
from accounts.services import legal
from accounts.services.activity import Origin
from groundwork.ledger.models import Entry
from tests.accounts.factories import UserFactory, sign_in

pytestmark = pytest.mark.django_db

PAGE, HOME, NOTICES = "/cuenta/aceptar/", "/inicio/", "/cuenta/avisos/"


def led_from(path, **more):
    return f"{PAGE}?{urlencode({'next': path, **more})}"


LED = led_from(HOME)


@pytest.fixture
def ana(client):
    ana = UserFactory(username="ana")
    sign_in(client, ana)
    return ana


def accept(client, version="2.0", **more):
    return client.post(PAGE, {"terms": version, "next": HOME, **more})


def test_who_accepted_what_counts_is_not_interrupted(client, ana):
    assert client.get(HOME).status_code == 200


def test_who_has_not_is_led_to_the_change_and_back_and_never_again(client, ana, publish):
    publish()
    assert client.get(HOME).url == LED
    page = client.get(LED).content.decode()
    assert "Dice que siempre será gratuito." in page
    assert "<ins>" in page
    assert "<del>" in page
    assert accept(client).url == HOME
    assert client.get(HOME).status_code == 200
    assert client.get("/cuenta/").status_code == 200


def test_the_moment_of_coming_in_force_is_exact(client, ana, publish):
    hour = timezone.now() + timedelta(minutes=5)
    publish(at=hour)
    with time_machine.travel(hour - timedelta(milliseconds=1), tick=False):
        assert client.get("/avisos/").status_code == 200
        assert texts.in_force()["terms"] == "1.0"
    with time_machine.travel(hour, tick=False):
        assert texts.in_force()["terms"] == "2.0"
        assert client.get("/avisos/").url == led_from("/avisos/")


@pytest.mark.parametrize(
    "open_path",
    [
        "/ayuda/",
        "/ayuda/terminos/",
        "/procesos/",
        "/cuenta/mis-datos/",
        "/cuenta/mis-datos/cerrar/",
        "/cuenta/sesiones/",
    ],
)
def test_help_public_pages_and_leaving_stay_open(client, ana, publish, open_path):
    publish()
    assert client.get(open_path).status_code == 200


def test_signing_out_stays_open(client, ana, publish):
    publish()
    client.post("/salir/")
    assert "_auth_user_id" not in client.session


def test_a_fragment_is_not_replaced_by_the_page(client, ana, publish):
    publish()
    assert client.get(HOME, headers={"HX-Request": "true"}).status_code == 200


def test_what_was_being_sent_is_given_back_afterwards(client, ana, publish):
    publish()
    led = client.post(NOTICES, {"quiet_from": "22:00", "quiet_until": "06:00"})
    assert led.url == led_from("/cuenta/continuar/", kept="1")
    assert "Guardamos lo que estaba enviando" in client.get(led.url).content.decode()
    assert accept(client, next="/cuenta/continuar/", kept="1").url == "/cuenta/continuar/"
    given_back = client.get("/cuenta/continuar/").content.decode()
    assert 'name="quiet_from" value="22:00"' in given_back
    ana.refresh_from_db()
    assert ana.quiet_from is None
    client.post(NOTICES, {"quiet_from": "22:00", "quiet_until": "06:00"})
    ana.refresh_from_db()
    assert str(ana.quiet_from) == "22:00:00"


def test_a_form_that_cannot_be_kept_is_told_so_and_found_again(client, ana, publish):
    publish()
    client.get(PAGE)
    led = client.post("/cuenta/datos/", {}, headers={"Referer": "http://testserver/cuenta/datos/"})
    assert led.url == led_from("/cuenta/datos/", unsent="1")
    assert "todavía no se envió" in client.get(led.url).content.decode()


def test_acceptance_is_written_once_with_its_record_and_shown_to_the_person(client, ana, publish):
    publish()
    accept(client)
    accept(client)
    assert Consent.objects.filter(user=ana, document="terms", version="2.0").count() == 1
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.TEXTS_ACCEPTED).count() == 1
    assert Entry.objects.filter(verb="person.accepted", subject=str(ana.code)).count() == 1
    assert "versión 2.0" in client.get("/cuenta/").content.decode()


def test_the_second_tab_goes_back_to_its_own_page(client, ana, publish):
    publish()
    first, second = client.get(HOME).url, client.get("/cuenta/").url
    assert accept(client).url == HOME
    assert client.get(second).url == "/cuenta/"
    assert client.get(first).url == HOME


def test_another_browser_of_the_person_is_not_asked_again(client, ana, publish):
    other = Client()
    sign_in(other, ana)
    publish()
    accept(client)
    assert other.get(HOME).status_code == 200


def test_a_version_that_a_newer_one_replaced_meanwhile_is_refused_kindly(client, ana, publish):
    publish()
    client.get(LED)
    publish(version="2.1", changes="Dice quién responde.", at=timezone.now())
    refused = accept(client, "2.0")
    assert refused.status_code == 200
    page = refused.content.decode()
    assert "empezó a regir otra versión" in page
    assert "Dice quién responde." in page
    assert 'name="next" value="/inicio/"' in page
    assert not Consent.objects.filter(user=ana, version__in=["2.0", "2.1"]).exists()
    assert accept(client, "2.1").url == HOME


@pytest.mark.parametrize("version", ["9.9", "<b>", "x" * 30])
def test_a_version_that_is_not_there_is_not_accepted(client, ana, publish, version):
    publish()
    accept(client, version)
    assert client.get(HOME).url == LED
    assert Consent.objects.filter(user=ana).count() == 2


def test_nobody_is_led_out_of_the_portal(client, ana, publish):
    publish()
    assert accept(client, next="https://malo.example/").url == HOME


def test_an_announced_version_can_be_accepted_before_and_then_interrupts_nobody(client, ana, publish):
    hour = timezone.now() + timedelta(minutes=5)
    publish(at=hour)
    assert "puede aceptarla desde ya" in client.get(PAGE).content.decode()
    accept(client)
    with time_machine.travel(hour):
        assert client.get(HOME).status_code == 200


def test_a_version_that_nobody_was_told_of_is_not_shown_and_not_accepted(client, ana, publish):
    publish(at=timezone.now() + timedelta(days=11))
    assert "puede aceptarla" not in client.get(PAGE).content.decode()
    with pytest.raises(ValidationError):
        legal.accept(ana, {"terms": "2.0"}, origin=Origin())


def test_both_documents_are_accepted_with_one_button(client, ana, publish):
    publish()
    publish("data_policy", "2.0")
    page = client.get(LED).content.decode()
    assert 'name="terms" value="2.0"' in page
    assert 'name="data_policy" value="2.0"' in page
    assert accept(client).status_code == 200
    assert client.post(PAGE, {"terms": "2.0", "data_policy": "2.0", "next": HOME}).url == HOME


def test_the_page_is_in_english_for_who_reads_english(client, ana, publish):
    publish()
    client.cookies["django_language"] = "en"
    page = client.get(LED).content.decode()
    assert "It says that it will always be free." in page
    assert "siempre" not in page


def test_a_new_password_and_a_strong_factor_come_before(client, ana, publish):
    publish()
    ana.must_change_password = True
    ana.save()
    assert client.get(HOME).url == "/cuenta/contrasena/"
    assert client.get("/cuenta/contrasena/").status_code == 200


def test_no_page_asks_for_what_was_accepted(client, ana, publish):
    client.get("/avisos/")
    before = queries_of(client)
    publish()
    accept(client)
    texts.versions()
    assert queries_of(client) == before


def queries_of(client):
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/cuenta/actividad/").status_code == 200
        return len(captured)


def test_a_process_asks_for_the_versions_once_in_its_life(client, ana, django_assert_num_queries):
    texts.forget()
    with django_assert_num_queries(1):
        texts.in_force()
        texts.in_force()


def test_a_visitor_signs_in_first(client):
    assert client.get(PAGE).url == f"/ingresar/?next={PAGE}"
    assert client.post(PAGE, {"terms": "1.0"}).status_code == 302
