"""Hearing of incidents by mail: nobody is written to who did not confirm, and one click ends it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from groundwork.messaging.models import Message, UndeliverableAddress
from support import status_mail, tasks
from support.models import StatusSubscription
from support.services.status import subscribing
from tests.messaging.factories import returned
from tests.support.status_factories import subscription

pytestmark = pytest.mark.django_db

ASK = "/estado/suscripcion/"
EMAIL = "ana@example.com"
GIVEN = {"email": EMAIL, "consent": "on"}


def link(mailbox) -> str:
    """The path of the link in the newest mail."""
    found = re.search(r"http\S+/confirmar/\S+", mailbox.text(EMAIL))
    assert found
    return urlsplit(found[0]).path


def test_a_mailbox_asks_confirms_and_is_in_the_list(client, mailbox):
    assert client.post(ASK, GIVEN).url == "/estado/suscripcion/pedida/"
    assert StatusSubscription.objects.get().confirmed_at is None
    path = link(mailbox)
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert StatusSubscription.objects.get().confirmed_at is None  # a mail client that looks ahead confirms nothing
    assert "Le avisaremos" in client.post(path).content.decode()
    first = StatusSubscription.objects.get().confirmed_at
    assert first
    client.post(path)
    assert StatusSubscription.objects.get().confirmed_at == first


def test_the_mail_is_in_the_language_of_the_page(client, mailbox):
    client.cookies["django_language"] = "en"
    client.post(ASK, GIVEN)
    assert StatusSubscription.objects.get().language == "en"
    assert mailbox.last(EMAIL)["Content-Language"] == "en"


def test_the_answer_is_the_same_for_who_subscribed_before(client, mailbox):
    subscription(asked_at=timezone.now() - timedelta(hours=2))
    known = client.post(ASK, GIVEN)
    unknown = client.post(ASK, {**GIVEN, "email": "otra@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert "no tiene que hacer nada" in mailbox.text(EMAIL)
    assert StatusSubscription.objects.get(email=EMAIL).confirmed_at


def test_one_mailbox_gets_one_mail_an_hour_however_it_is_written(client):
    for written in (EMAIL, "ANA@Example.com", EMAIL):
        assert client.post(ASK, {**GIVEN, "email": written}).status_code == 302
    assert Message.objects.count() == StatusSubscription.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        client.post(ASK, GIVEN)
    assert Message.objects.count() == 2


def test_a_network_address_asks_ten_times_an_hour(client):
    statuses = [client.post(ASK, {**GIVEN, "email": f"a{n}@example.com"}).status_code for n in range(11)]
    assert statuses == [302] * 10 + [429]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"consent": "on"}, "email"),
        ({"email": "no es un correo", "consent": "on"}, "email"),
        ({"email": f"{'a' * 300}@example.com", "consent": "on"}, "email"),
        ({"email": "ana@example.com\r\nBcc: todos@example.com", "consent": "on"}, "email"),
        ({"email": EMAIL}, "consent"),
    ],
    ids=["none", "nonsense", "long", "header", "no consent"],
)
def test_bad_input_is_answered_beside_the_field(client, given, field):
    response = client.post(ASK, given)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not StatusSubscription.objects.exists()


def test_opening_the_address_leads_to_the_page(client):
    assert client.get(ASK).url == "/estado/"


@pytest.mark.parametrize("verb", ["confirmar", "baja"])
@pytest.mark.parametrize("how", ["get", "post"])
def test_a_link_that_is_not_ours_does_nothing(client, verb, how):
    kept = subscription(confirmed_at=None)
    for token in (str(kept.code), f"{kept.code}.abc", signing.Signer(sep=".").sign(str(kept.code)), "x" * 2000):
        assert getattr(client, how)(f"/estado/suscripcion/{verb}/{token}/").status_code == 404
    kept.refresh_from_db()
    assert kept.confirmed_at is None


def test_a_link_to_stop_confirms_nothing_and_one_to_confirm_stops_nothing(client, mailbox):
    client.post(ASK, GIVEN)
    confirming = link(mailbox)
    stopping = urlsplit(status_mail.stop_url(StatusSubscription.objects.get())).path
    assert client.post(stopping.replace("/baja/", "/confirmar/")).status_code == 404
    assert client.post(confirming.replace("/confirmar/", "/baja/")).status_code == 404


def test_the_link_lasts_two_days(client, mailbox):
    client.post(ASK, GIVEN)
    path = link(mailbox)
    with time_machine.travel(timezone.now() + status_mail.CONFIRM_WITHIN + timedelta(minutes=1)):
        assert client.post(path).status_code == 404
        assert tasks.forget_unconfirmed() == 1
    assert not StatusSubscription.objects.exists()
    assert Message.objects.get().to.endswith(".invalid")
    assert client.post(path).status_code == 404


def test_who_confirmed_is_not_forgotten():
    subscription(asked_at=timezone.now() - timedelta(days=30))
    assert tasks.forget_unconfirmed() == 0
    assert StatusSubscription.objects.exists()


def test_one_click_stops_without_a_session_or_a_token_of_the_page():
    kept = subscription()
    other = subscription("otra@example.com")
    path = urlsplit(status_mail.stop_url(kept)).path
    mail_client = Client(enforce_csrf_checks=True)
    assert mail_client.get(path).status_code == 200
    assert StatusSubscription.objects.count() == 2
    for _time in range(2):
        assert mail_client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(StatusSubscription.objects.all()) == [other]


def test_confirming_has_an_address_that_returned_mail_written_to_again(client, mailbox):
    returned(EMAIL)
    client.post(ASK, GIVEN)
    client.post(link(mailbox))
    assert UndeliverableAddress.objects.get().lifted_at


def test_asking_again_after_stopping_is_a_new_subscription():
    kept = subscription()
    subscribing.stop(kept.code)
    subscribing.ask(EMAIL, language="en")
    again = StatusSubscription.objects.get()
    assert again.code != kept.code
    assert not subscribing.confirm(kept.code)
