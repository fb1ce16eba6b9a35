from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from kombu.exceptions import OperationalError

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from groundwork.messaging.services import composers, wake
from tests.messaging.factories import a_mail, owed, sent


def test_a_mail_is_owed_with_all_its_words(db):
    mail = a_mail(headers={"List-Id": "alertas.portal.example"}, language="en")
    message = sent(mail, dedupe="notice:1", lane=messaging.Lane.BULK)
    assert (message.kind, message.to, message.subject, message.text, message.html) == (
        mail.kind,
        mail.to,
        mail.subject,
        mail.text,
        mail.html,
    )
    assert message.headers == {"List-Id": "alertas.portal.example"}
    assert message.language == "en"
    assert message.lane == messaging.Lane.BULK
    assert message.state == messaging.State.QUEUED


def test_the_same_dedupe_key_owes_one_mail(db):
    first = sent(a_mail(subject="Uno"), dedupe="notice:1")
    second = sent(a_mail(subject="Dos"), dedupe="notice:1")
    assert second.pk == first.pk
    assert second.subject == "Uno"
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_owe_one_mail():
    together = Barrier(2)

    def send(number: int) -> int:
        with transaction.atomic():
            together.wait(5)
            message = sent(a_mail(subject=f"Número {number}"), dedupe="notice:1")
        connection.close()
        return message.pk

    with ThreadPoolExecutor(2) as pool:
        owners = set(pool.map(send, range(2)))
    assert len(owners) == 1
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_rolled_back_with_what_it_tells(woken):
    with transaction.atomic():
        messaging.send(a_mail(), dedupe="notice:1")
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert woken == []


@pytest.mark.django_db(transaction=True)
def test_the_relay_is_woken_only_after_the_commit(woken):
    with transaction.atomic():
        messaging.send(a_mail(), dedupe="notice:1", lane=messaging.Lane.URGENT)
        assert woken == []
    assert woken == ["messaging.relay_urgent"]
    messaging.send(a_mail(), dedupe="notice:2")
    assert woken[1:] == ["messaging.relay_bulk"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [OperationalError("connection refused"), OSError(28, "No space left on device")])
def test_with_the_broker_down_the_mail_is_owed_all_the_same(monkeypatch, caplog, fault):
    class App:
        @staticmethod
        def send_task(*_arguments, **_options):
            raise fault

    monkeypatch.setattr(wake, "current_app", App)
    message = sent(a_mail(), dedupe="notice:1")
    assert Message.objects.due([message.lane]).get() == message
    assert "did not take a wake-up" in caplog.text


def test_sending_takes_two_statements(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        messaging.send(a_mail(), dedupe="notice:1")


def test_many_are_owed_once_each(db, django_assert_num_queries, django_capture_on_commit_callbacks, woken):
    messaging.send(a_mail(), dedupe="notice:3")
    mails = ((a_mail(), f"notice:{number}") for number in range(2500))
    with django_capture_on_commit_callbacks(execute=True), django_assert_num_queries(3):
        assert messaging.send_many(mails) == 2500
    assert Message.objects.count() == 2500
    assert woken == ["messaging.relay_bulk"]


def test_a_minted_mail_holds_a_reference_and_no_words(db):
    messaging.register_composer("test.code", lambda _message: None)
    message = messaging.send_minted(
        "test.code", to="ana@example.org", recipient=None, reference="attempt-1", dedupe="code:1", language="en"
    )
    assert (message.reference, message.subject, message.text, message.html) == ("attempt-1", "", "", "")
    assert message.lane == messaging.Lane.URGENT
    assert message.language == "en"
    with pytest.raises(IntegrityError, match="message_minted_holds_no_words"), transaction.atomic():
        Message.objects.update(text="123456")


def test_a_kind_without_composer_cannot_be_minted(db, monkeypatch):
    monkeypatch.setattr(composers, "_composers", {})
    with pytest.raises(ValueError, match="No composer"):
        messaging.send_minted("test.nobody", to="ana@example.org", recipient=None, reference="1", dedupe="code:1")


def test_a_composed_mail_cannot_lose_its_words(db):
    owed()
    with pytest.raises(IntegrityError, match="message_composed_holds_its_words"), transaction.atomic():
        Message.objects.update(text="")


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Aviso\r\nBcc: todos@example.org"},
        {"subject": "Aviso\n"},
        {"to": "ana@example.org\nBcc: todos@example.org"},
        {"headers": {"List-Id": "a\r\nBcc: todos@example.org"}},
        {"headers": {"Bcc": "todos@example.org"}},
        {"headers": {"From": "otro@example.org"}},
        {"subject": ""},
        {"text": ""},
    ],
)
def test_a_mail_that_would_write_its_own_headers_is_refused(fields):
    with pytest.raises(ValueError, match=r"line break|may not set|needs a subject"):
        a_mail(**fields)


def test_a_minted_mail_is_refused_an_address_with_a_line_break(db):
    messaging.register_composer("test.code", lambda _message: None)
    with pytest.raises(ValueError, match="line break"):
        messaging.send_minted("test.code", to="a@b.co\r\nX: 1", recipient=None, reference="1", dedupe="code:1")
