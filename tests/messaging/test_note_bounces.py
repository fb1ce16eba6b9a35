"""What a server reports of a mail that it returns, and how little of it is believed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundwork.messaging import reports
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, UndeliverableAddress
from groundwork.messaging.services import bounces
from groundwork.messaging.services.bounces import Outcome
from tests.messaging.dialects import ADDRESS, DIALECTS, identity, postfix
from tests.messaging.factories import handed_over, owed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 15, 42, tzinfo=UTC)


def note(content: bytes) -> list[Outcome]:
    return [bounces.note(report) for report in reports.parse(content)]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_report_of_any_server_is_understood_and_names_nobody(dialect):
    write, status, words = DIALECTS[dialect]
    message = handed_over(to=ADDRESS)
    assert note(write(message)) == [Outcome.BOUNCED]
    message.refresh_from_db()
    assert (message.state, message.bounce_status) == (messaging.State.BOUNCED, status)
    assert message.bounce_words == words
    assert "ana" not in message.bounce_words.lower()


def test_a_code_that_was_minted_is_known_whichever_attempt_carried_it():
    messaging.register_composer("test.code", lambda _message: None)
    message = messaging.send_minted("test.code", to=ADDRESS, recipient=None, reference="1", dedupe="code:1")
    Message.objects.update(accepted_at=timezone.now())
    assert "." in identity(message).partition("@")[0]
    assert note(postfix(message)) == [Outcome.BOUNCED]


def test_line_ends_of_the_wire_are_read_too():
    assert note(postfix(handed_over(to=ADDRESS)).replace(b"\n", b"\r\n")) == [Outcome.BOUNCED]


def test_a_report_that_comes_twice_changes_nothing():
    message = handed_over(to=ADDRESS)
    note(postfix(message))
    before = Message.objects.values().get()
    assert note(postfix(message, status="5.2.2", words="552 5.2.2")) == [Outcome.KNOWN]
    assert Message.objects.values().get() == before
    assert UndeliverableAddress.objects.count() == 1


def test_a_message_that_was_never_handed_over_cannot_come_back():
    message = owed(to=ADDRESS)
    assert note(postfix(message)) == [Outcome.IGNORED]
    assert note(postfix(Message(to=ADDRESS))) == [Outcome.IGNORED]
    message.refresh_from_db()
    assert message.state == messaging.State.QUEUED
    assert not UndeliverableAddress.objects.exists()


def test_a_report_about_another_recipient_is_not_believed():
    message = handed_over(to=ADDRESS)
    assert note(postfix(message, to="eva@example.com")) == [Outcome.IGNORED]
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED
    assert not UndeliverableAddress.objects.exists()


def test_whoever_guesses_at_messages_leaves_no_address_in_the_log(caplog):
    caplog.set_level("INFO")
    message = handed_over(to=ADDRESS)
    note(postfix(message, to="eva@example.com"))
    note(postfix(message))
    assert "Ignored a delivery report" in caplog.text
    assert "was returned: 5.1.1" in caplog.text
    assert "@example.com" not in caplog.text


def test_a_delay_is_only_a_delay_and_may_end_in_a_return():
    message = handed_over(to=ADDRESS)
    assert note(postfix(message, action="delayed", status="4.4.1")) == [Outcome.DELAYED]
    assert note(postfix(message, action="delayed", status="4.4.1")) == [Outcome.KNOWN]
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED
    assert message.sentence.endswith("; el de quien recibe lo está demorando")
    assert not UndeliverableAddress.objects.exists()
    assert note(postfix(message)) == [Outcome.BOUNCED]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_good_news_is_no_news(action):
    assert note(postfix(handed_over(to=ADDRESS), action=action)) == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("5.1.1", "ese buzón no existe"),
        ("5.4.1", "ese buzón no existe"),
        ("5.1.2", "el dominio de esa dirección no recibe correo"),
        ("5.1.10", "el dominio de esa dirección no recibe correo"),
        ("5.2.1", "ese buzón está desactivado"),
        ("5.2.2", "el buzón está lleno"),
        ("4.2.2", "el buzón está lleno"),
        ("5.3.4", "el mensaje es demasiado grande para ese buzón"),
        ("4.4.7", "no se pudo llegar a su servidor"),
        ("5.6.0", "su servidor no aceptó el contenido del mensaje"),
        ("5.7.26", "una regla de su servidor no lo dejó pasar"),
        ("5.1.8", "una regla de su servidor no lo dejó pasar"),
        ("5.0.0", "su servidor no dio un motivo conocido"),
    ],
)
def test_people_are_told_why_in_their_own_words(status, reason):
    message = handed_over(to=ADDRESS)
    message.accepted_at = message.bounced_at = NOW
    message.bounce_status = status
    with time_machine.travel(NOW, tick=False):
        sentence = " ".join(message.sentence.split())
    assert sentence == f"Devuelto por el servidor de quien recibe a las 10:42 a. m.: {reason}"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("smtp; 550 5.1.1 no such user", "5.1.1"),
        ("smtp; 552 mailbox full", "5.2.2"),
        ("smtp; 550 no", "5.0.0"),
        ("smtp; 451 later", "4.0.0"),
        ("connected to 192.0.2.55 and lost it", ""),
    ],
)
def test_a_status_is_found_in_words(words, status):
    assert reports.status_in(words) == status


def test_what_was_not_handed_over_is_never_returned_in_the_database_either():
    owed()
    for facts in ({"bounced_at": timezone.now(), "bounce_status": "5.1.1"}, {"delayed_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="message_bounced_was_accepted"), transaction.atomic():
            Message.objects.update(**facts)
    Message.objects.update(accepted_at=timezone.now())
    with pytest.raises(IntegrityError, match="message_bounce_has_its_status"), transaction.atomic():
        Message.objects.update(bounced_at=timezone.now())


BROKEN = {
    "nothing": b"",
    "not a mail": b"\x00\xff\xfe" * 50,
    "a plain mail": b"Subject: hola\n\nhola\n",
    "another kind of report": b"Content-Type: multipart/report; report-type=tlsrpt; boundary=s\n\n--s\n",
    "no parts": b"Content-Type: multipart/report; report-type=delivery-status\n\nhola\n",
    "nested": b"Content-Type: message/rfc822\n\n" * 3000,
    "deeply nested": b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(2000)),
    "a parameter in pieces": b"Content-Type: multipart/report; report-type*0*=x'y; boundary=s\n\n--s\n\n--s--\n",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_report_says_nothing(name):
    assert reports.parse(BROKEN[name]) == []


def test_a_report_is_not_read_past_its_size_nor_inside_another_mail():
    content = postfix(handed_over(to=ADDRESS))
    assert reports.parse(content)
    assert reports.parse(content + b"x" * reports.LARGEST) == []
    assert reports.parse(b"Content-Type: message/rfc822\n\n" + content) == []


def test_words_in_another_encoding_are_kept_printable_and_short():
    message = handed_over(to=ADDRESS)
    content = postfix(message).replace(b"User unknown", b"Buz\xf3n \x00\x07\x1b[31m inexistente " + b"x" * 900)
    assert note(content) == [Outcome.BOUNCED]
    message.refresh_from_db()
    assert message.bounce_words.isprintable()
    assert len(message.bounce_words) <= reports.LONGEST_WORDS


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), dialect=st.sampled_from(sorted(DIALECTS)))
def test_a_mangled_report_never_fails_and_never_touches_another_message(data, dialect):
    Message.objects.all().delete()
    UndeliverableAddress.objects.all().delete()
    mine, other = handed_over(to=ADDRESS), handed_over(to="eva@example.com")
    content = bytearray(DIALECTS[dialect][0](mine))
    for _time in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 200)))
        content[start:end] = data.draw(
            st.one_of(st.binary(max_size=40), st.sampled_from([b"\n", b"\n\n", b";", b"\0"]))
        )
    note(bytes(content))
    other.refresh_from_db()
    assert other.state == messaging.State.ACCEPTED
    assert set(UndeliverableAddress.objects.values_list("address", flat=True)) <= {ADDRESS}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_bytes_of_any_kind_are_no_report(content):
    assert reports.parse(b"Content-Type: multipart/report; report-type=delivery-status; boundary=s\n\n" + content) == []


def test_a_folder_of_files_is_read_by_the_command(tmp_path, capsys):
    message = handed_over(to=ADDRESS)
    (tmp_path / "1.eml").write_bytes(postfix(message))
    (tmp_path / "2.eml").write_bytes(postfix(message))
    (tmp_path / "3.eml").write_bytes(b"Subject: hola\n\nhola\n")
    (tmp_path / "4.txt").write_bytes(b"no")
    call_command("read_bounces", str(tmp_path))
    assert capsys.readouterr().out == '{"bounced": 1, "delayed": 0, "known": 1, "ignored": 1}\n'


def test_the_command_says_what_it_lacks(tmp_path):
    with pytest.raises(CommandError, match="BOUNCE_MAILBOX_URL"):
        call_command("read_bounces")
    with pytest.raises(CommandError, match="not a folder"):
        call_command("read_bounces", str(tmp_path / "no"))


def test_a_report_of_a_month_ago_still_finds_its_mail():
    message = handed_over(to=ADDRESS)
    Message.objects.update(accepted_at=timezone.now() - timedelta(days=40), text="", html="", cleared_at=timezone.now())
    assert note(postfix(message)) == [Outcome.BOUNCED]
