"""A mail service's events: taken where one is configured, from who knows the secret, and no further believed."""

import base64
import hashlib
import hmac
import json
import sys
import types
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import clear_url_caches

from groundwork.messaging import providers, webhooks
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, UndeliverableAddress
from tests.messaging.dialects import ADDRESS
from tests.messaging.factories import handed_over, owed

pytestmark = pytest.mark.django_db

SECRET = "eventos:una-clave-larga-e-inventada"
PATH = f"/{webhooks.ADDRESS}"
KEY = "llave-de-firma"


def refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=400)


@pytest.fixture
def serve(settings, client, monkeypatch):
    """Take the events of a service; returns what posts one."""

    def serve(service: str):
        settings.MAIL_EVENTS_SERVICE = service
        settings.ANYMAIL = {"WEBHOOK_SECRET": [SECRET], "MAILGUN_WEBHOOK_SIGNING_KEY": KEY}
        module = types.ModuleType("urls_with_events")
        vars(module).update(urlpatterns=webhooks.patterns(), handler400=refuse)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        settings.ROOT_URLCONF = module.__name__
        clear_url_caches()

        def post(event: Any, secret: str = SECRET) -> int:
            headers = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"} if secret else {}
            return client.post(PATH, json.dumps(event), content_type="application/json", headers=headers).status_code

        return post

    yield serve
    clear_url_caches()


def postmark(
    message: Message, *, to: str = "", kind: str = "HardBounce", words: str = "550 5.1.1 unknown"
) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "Type": kind,
        "ID": 42,
        "MessageID": "00000000-0000-4000-8000-000000000000",
        "Email": to or message.to,
        "Details": f"smtp;{words} <{message.to}>",
        "BouncedAt": "2026-11-24T15:42:00Z",
        "Metadata": {providers.MARK: str(message.code)},
    }


def mailgun(message: Message) -> dict[str, Any]:
    stamp, token = "1795534920", "una-ficha"
    return {
        "signature": {
            "timestamp": stamp,
            "token": token,
            "signature": hmac.new(KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest(),
        },
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "timestamp": 1795534920.1,
            "recipient": message.to,
            "reason": "bounce",
            "message": {"headers": {"message-id": f"{message.code}@portal.example"}},
            "delivery-status": {"code": 552, "message": "552 5.2.2 mailbox full", "description": ""},
        },
    }


def brevo(message: Message) -> dict[str, Any]:
    return {
        "event": "hard_bounce",
        "email": message.to,
        "message-id": "<1@smtp-relay.example>",
        "reason": "550 5.2.1 disabled",
        "ts_epoch": 1795534920000,
        "X-Mailin-custom": json.dumps({providers.MARK: str(message.code)}),
    }


def mailjet(message: Message) -> dict[str, Any]:
    return {
        "event": "bounce",
        "time": 1795534920,
        "email": message.to,
        "MessageID": 19421777835146490,
        "Payload": json.dumps({providers.MARK: str(message.code)}),
        "hard_bounce": True,
        "error_related_to": "recipient",
        "error": "user unknown",
        "smtp_reply": "550 5.1.1 user unknown",
    }


def sparkpost(message: Message) -> list[dict[str, Any]]:
    event = {
        "type": "bounce",
        "event_id": "92356927693813856",
        "timestamp": "1795534920",
        "bounce_class": "10",
        "raw_rcpt_to": message.to,
        "transmission_id": "65832150921904138",
        "raw_reason": "550 5.1.1 user unknown",
        "rcpt_meta": {providers.MARK: str(message.code)},
    }
    return [{"msys": {"message_event": event}}]


EVENTS = {
    "postmark": (postmark, "5.1.1"),
    "mailgun": (mailgun, "5.2.2"),
    "brevo": (brevo, "5.2.1"),
    "mailjet": (mailjet, "5.1.1"),
    "sparkpost": (sparkpost, "5.1.1"),
}


def test_every_service_has_its_event_here():
    assert set(EVENTS) == set(providers.PROVIDERS)


@pytest.mark.parametrize("service", EVENTS)
def test_a_mail_that_a_service_says_came_back_did(serve, service):
    event, status = EVENTS[service]
    message = handed_over(to=ADDRESS)
    assert serve(service)(event(message)) == 200
    message.refresh_from_db()
    assert (message.state, message.bounce_status) == (messaging.State.BOUNCED, status)
    assert "ana" not in message.bounce_words


@pytest.mark.parametrize("secret", ["", "eventos:otra", "eventos"])
@pytest.mark.parametrize("service", EVENTS)
def test_whoever_does_not_know_the_secret_says_nothing(serve, service, secret):
    message = handed_over(to=ADDRESS)
    assert serve(service)(EVENTS[service][0](message), secret) == 400
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED


def test_an_event_is_believed_no_more_than_a_report(serve):
    post = serve("postmark")
    message, waiting = handed_over(to=ADDRESS), owed(to=ADDRESS)
    assert post(postmark(message, to="eva@example.com")) == 200
    assert post(postmark(waiting)) == 200
    assert post({**postmark(message), "Metadata": {}}) == 200
    assert not Message.objects.exclude(bounced_at=None).exists()
    assert not UndeliverableAddress.objects.exists()


def test_an_event_that_comes_twice_changes_nothing(serve):
    post = serve("postmark")
    message = handed_over(to=ADDRESS)
    assert [post(postmark(message)), post(postmark(message))] == [200, 200]
    assert UndeliverableAddress.objects.count() == 1


def test_what_the_service_is_not_sure_of_does_not_stop_mail(serve):
    post = serve("postmark")
    soft = handed_over(to=ADDRESS)
    post(postmark(soft, kind="SoftBounce", words="could not"))
    soft.refresh_from_db()
    assert (soft.state, soft.bounce_status) == (messaging.State.BOUNCED, "4.0.0")
    late = handed_over(to=ADDRESS)
    post(postmark(late, kind="Transient", words="451 4.4.1"))
    late.refresh_from_db()
    assert late.delayed_at
    assert late.bounced_at is None
    assert not UndeliverableAddress.objects.exists()


def test_other_events_are_nothing_to_us(serve):
    post = serve("postmark")
    message = handed_over(to=ADDRESS)
    assert post({**postmark(message), "RecordType": "Open", "Recipient": ADDRESS}) == 200
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED


@pytest.mark.parametrize(
    ("service", "anymail"),
    [
        ("", {"WEBHOOK_SECRET": [SECRET]}),
        ("palomas", {"WEBHOOK_SECRET": [SECRET]}),
        ("postmark", {}),
        ("postmark", {"WEBHOOK_SECRET": ["corta:x"]}),
        ("mailgun", {"WEBHOOK_SECRET": [SECRET]}),
    ],
)
def test_there_is_no_address_without_a_service_and_its_secrets(settings, service, anymail):
    settings.MAIL_EVENTS_SERVICE, settings.ANYMAIL = service, anymail
    assert webhooks.patterns() == []


def test_this_portal_has_no_such_address(client):
    assert client.post(PATH).status_code == 404


@pytest.mark.parametrize(
    ("service", "header", "value"),
    [
        ("postmark", "X-PM-Metadata-portal-message", "{code}"),
        ("brevo", "X-Mailin-custom", '{{"portal-message": "{code}"}}'),
        ("mailjet", "X-MJ-EventPayload", '{{"portal-message": "{code}"}}'),
        ("sparkpost", "X-MSYS-API", '{{"metadata": {{"portal-message": "{code}"}}}}'),
    ],
)
def test_a_mail_is_marked_for_the_service_that_will_speak_of_it(server, settings, service, header, value):
    settings.MAIL_EVENTS_SERVICE = service
    message = owed()
    messaging.relay([messaging.Lane.NORMAL])
    (mail,) = server.received
    assert mail[header].strip() == value.format(code=message.code)


def test_without_a_service_no_mail_is_marked(server):
    owed()
    messaging.relay([messaging.Lane.NORMAL])
    (mail,) = server.received
    assert not {name.lower() for name in mail} & {provider.header.lower() for provider in providers.PROVIDERS.values()}
