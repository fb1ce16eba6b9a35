"""The bounce mailbox, over a real connection."""

import imaplib
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from groundwork.messaging import bounce_mailbox, reports
from groundwork.messaging import services as messaging
from groundwork.messaging.bounce_mailbox import MailboxUrl
from groundwork.messaging.models import Message
from groundwork.messaging.tasks import read_bounces
from tests.messaging.dialects import postfix
from tests.messaging.factories import handed_over
from tests.messaging.imap_server import ImapServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def imap(settings) -> Iterator[ImapServer]:
    with ImapServer.running() as server:
        settings.BOUNCE_MAILBOX_URL = server.url
        yield server


def test_what_came_back_is_read_once_and_marked(imap):
    message = handed_over()
    imap.mails = {7: postfix(message), 9: b"Subject: hola\n\nhola\n"}
    assert read_bounces() == 2
    message.refresh_from_db()
    assert message.state == messaging.State.BOUNCED
    assert imap.seen == {7, 9}
    assert read_bounces() == 0
    assert sum("BODY.PEEK" in command for command in imap.said) == 2


def test_the_command_reads_the_mailbox_too(imap, capsys):
    imap.mails = {1: postfix(handed_over())}
    call_command("read_bounces")
    assert capsys.readouterr().out == '{"bounced": 1, "delayed": 0, "known": 0, "ignored": 0}\n'


def test_a_mail_too_large_to_be_a_report_is_never_fetched(imap):
    imap.mails = {1: b"x" * (reports.LARGEST + 1)}
    assert read_bounces() == 1
    assert imap.seen == {1}
    assert not any("BODY.PEEK" in command for command in imap.said)


def test_no_more_is_read_at_once_than_a_task_has_time_for(imap):
    imap.mails = dict.fromkeys(range(1, 6), b"Subject: hola\n\nhola\n")
    assert messaging.read_bounce_mailbox(limit=2).total() == 2
    assert imap.seen == {1, 2}


@pytest.mark.parametrize("fault", ["LOGIN", "SELECT", "SEARCH", "SIZE", "BODY.PEEK", "STORE"])
def test_a_mailbox_that_goes_away_loses_nothing_and_says_no_secret(imap, fault, caplog):
    message = handed_over()
    imap.mails, imap.fault = {1: postfix(message)}, fault
    read_bounces()
    assert "The bounce mailbox is away" in caplog.text
    assert "secreta" not in caplog.text
    assert imap.seen == set()
    imap.fault = ""
    assert read_bounces() == 1
    message.refresh_from_db()
    assert message.state == messaging.State.BOUNCED
    assert imap.seen == {1}
    assert Message.objects.exclude(bounced_at=None).count() == 1


@pytest.mark.parametrize(("part", "wrong"), [("cl%2Fave", "otra"), ("Devueltos", "Otra")])
def test_a_wrong_password_or_folder_is_told_and_nothing_breaks(imap, settings, part, wrong, caplog):
    settings.BOUNCE_MAILBOX_URL = imap.url.replace(part, wrong)
    assert read_bounces() == 0
    assert "The bounce mailbox is away" in caplog.text


def test_a_mailbox_that_is_not_there_is_away(settings, caplog):
    settings.BOUNCE_MAILBOX_URL = "imap://a:b@127.0.0.1:1/INBOX"
    assert read_bounces() == 0
    assert "The bounce mailbox is away" in caplog.text


def test_without_a_mailbox_there_is_nothing_to_read(settings):
    settings.BOUNCE_MAILBOX_URL = ""
    assert read_bounces() == 0


def test_an_address_says_where_the_mailbox_is():
    place = MailboxUrl.parse("imaps://rebotes:p%40ss@mail.example.com")
    assert (place.host, place.port, place.password, place.folder) == ("mail.example.com", 993, "p@ss", "INBOX")
    assert "p@ss" not in repr(place)


def test_a_line_break_in_a_folder_is_refused():
    with pytest.raises(ValueError, match="printed"):
        MailboxUrl.parse("imaps://a:b@mail.example.com/IN%0D%0ABOX")


def test_tls_is_what_a_remote_mailbox_is_read_over(monkeypatch):
    asked = []
    monkeypatch.setattr(imaplib, "IMAP4_SSL", lambda *where, timeout: asked.append((*where, timeout)))
    bounce_mailbox._connected(MailboxUrl.parse("imaps://a:b@mail.example.com:1993/INBOX"))
    assert asked == [("mail.example.com", 1993, bounce_mailbox.TIMEOUT)]
