"""What becomes of codes that are wrong, late, somebody else's, or used already."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth import get_user
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts.models import LoginCode, LoginCodeDevice, Purpose
from accounts.services import codes
from accounts.services.codes import Verdict
from groundwork.files.keyring import KeyRing
from groundwork.messaging.models import Message
from tests.accounts.factories import PASSWORD, UserFactory, wrong

CODE_PAGE = "/ingresar/codigo/"


@pytest.fixture
def ana(db):
    return UserFactory(username="ana", email="ana@example.com")


def asked(user) -> LoginCode:
    return codes.ask(Purpose.SIGN_IN, user.email, user=user)


def minted(row: LoginCode) -> str:
    digits = codes.mint(row.challenge)
    assert digits
    return digits


def verdict(row: LoginCode, digits: str, purpose: Purpose = Purpose.SIGN_IN) -> Verdict:
    return codes.verify(row.challenge, digits, purpose).verdict


def attempt() -> Client:
    client = Client()
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    return client


def test_a_code_is_good_only_for_the_attempt_that_asked_for_it(ana, mailbox):
    mine, theirs = attempt(), attempt()
    sent = [message.get_body(("plain",)).get_content() for message in mailbox.messages()]
    found = [next(line for line in text.splitlines() if len(line) == 6 and line.isdigit()) for text in sent]
    first, second = found
    if first == second:
        pytest.skip("both codes came out the same")
    theirs.post(CODE_PAGE, {"code": first})
    mine.post(CODE_PAGE, {"code": second})
    assert not get_user(theirs).is_authenticated
    assert not get_user(mine).is_authenticated
    mine.post(CODE_PAGE, {"code": first})
    assert get_user(mine) == ana


def test_a_used_code_is_never_good_again(ana):
    row = asked(ana)
    digits = minted(row)
    assert verdict(row, digits) is Verdict.ACCEPTED
    assert verdict(row, digits) is Verdict.DEAD


def test_three_wrong_ones_end_it_for_the_right_one_too(ana):
    row = asked(ana)
    digits = minted(row)
    answers = [codes.verify(row.challenge, wrong(digits), Purpose.SIGN_IN) for _try in range(3)]
    assert [(answer.verdict, answer.tries_left) for answer in answers] == [
        (Verdict.WRONG, 2),
        (Verdict.WRONG, 1),
        (Verdict.DEAD, 0),
    ]
    assert verdict(row, digits) is Verdict.DEAD
    assert codes.mint(row.challenge) is None


def test_the_page_says_how_many_tries_are_left_and_then_offers_another(ana, mailbox):
    client = attempt()
    bad = wrong(mailbox.code())
    said = [str(client.post(CODE_PAGE, {"code": bad}).context["form"].errors["code"]) for _try in range(3)]
    assert "quedan 2 intentos" in said[0]
    assert "queda 1 intento" in said[1]
    assert "Pida otro" in said[2]
    assert "ya no sirve" in client.get(CODE_PAGE).content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        client.post("/ingresar/codigo/reenviar/")
        client.post(CODE_PAGE, {"code": mailbox.code()})
    assert get_user(client) == ana


def test_ten_minutes_after_it_was_sent_it_is_late(ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        row = asked(ana)
        clock.shift(timedelta(minutes=20))  # the mail waited: the ten minutes begin when it leaves
        digits = minted(row)
        clock.shift(timedelta(minutes=9, seconds=59))
        assert verdict(row, wrong(digits)) is Verdict.WRONG
        clock.shift(timedelta(seconds=1))
        assert verdict(row, digits) is Verdict.EXPIRED


def test_a_code_that_nobody_waits_for_is_not_minted(ana):
    row = asked(ana)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        assert codes.mint(row.challenge) is None


def test_a_code_for_one_purpose_is_nothing_for_another(ana):
    row = asked(ana)
    digits = minted(row)
    assert verdict(row, digits, Purpose.RECOVERY) is Verdict.DEAD
    assert verdict(row, digits) is Verdict.ACCEPTED


def test_a_code_not_sent_yet_cannot_be_guessed(ana):
    row = asked(ana)
    assert [verdict(row, f"{n:06}") for n in range(3)] == [Verdict.WRONG, Verdict.WRONG, Verdict.DEAD]


def test_an_attempt_that_does_not_exist_is_a_dead_one(db):
    assert codes.verify(uuid4(), "123456", Purpose.SIGN_IN).verdict is Verdict.DEAD


def test_a_retried_mail_carries_a_fresh_code_and_kills_the_one_before(ana):
    row = asked(ana)
    first, second = minted(row), minted(row)
    if first == second:
        pytest.skip("both codes came out the same")
    assert verdict(row, first) is Verdict.WRONG
    assert verdict(row, second) is Verdict.ACCEPTED


def test_failed_attempts_make_the_next_ones_wait_longer_and_a_right_code_forgets_them(ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _attempt in range(2):
            row = asked(ana)
            digits = minted(row)
            for _try in range(3):
                verdict(row, wrong(digits))
            clock.shift(timedelta(seconds=1))
        row = asked(ana)
        digits = minted(row)
        answer = codes.verify(row.challenge, digits, Purpose.SIGN_IN)
        assert answer.verdict is Verdict.THROTTLED
        assert answer.until == timezone.now() + timedelta(seconds=1)
        clock.shift(timedelta(seconds=1))
        assert verdict(row, digits) is Verdict.ACCEPTED
    assert LoginCodeDevice.objects.get(user=ana).throttling_failure_count == 0


def test_who_guesses_never_locks_the_owner_out_for_more_than_an_hour(ana):
    device = LoginCodeDevice.objects.get(user=ana)
    for _failure in range(50):
        device.throttle_increment()
    assert device.locked_until <= timezone.now() + timedelta(hours=1)


@pytest.mark.django_db(transaction=True)
def test_of_thirty_guesses_at_once_three_are_compared(monkeypatch):
    ana = UserFactory()
    row = asked(ana)
    digits = minted(row)
    compared = []
    verifies = KeyRing.verifies

    def counted(self, signature, message, purpose):
        compared.append(message)
        return verifies(self, signature, message, purpose)

    monkeypatch.setattr(KeyRing, "verifies", counted)

    def guess(n: int) -> Verdict:
        try:
            return verdict(row, f"{(int(digits) + 1 + n) % 1_000_000:06}")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=10) as threads:
        verdicts = list(threads.map(guess, range(30)))
    assert len(compared) == 3
    assert verdicts.count(Verdict.WRONG) == 2
    assert verdict(row, digits) is Verdict.DEAD


@pytest.mark.django_db(transaction=True)
def test_of_ten_right_codes_at_once_one_is_accepted():
    row = asked(UserFactory())
    digits = minted(row)

    def enter(_n: int) -> Verdict:
        try:
            return verdict(row, digits)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=10) as threads:
        verdicts = list(threads.map(enter, range(10)))
    assert verdicts.count(Verdict.ACCEPTED) == 1


def test_the_code_is_nowhere_but_in_the_mail(ana, mailbox, caplog):
    caplog.set_level(logging.DEBUG)
    client = attempt()
    code = mailbox.code()
    client.post(CODE_PAGE, {"code": wrong(code)})
    client.post(CODE_PAGE, {"code": code})
    with connection.cursor() as cursor:
        for model in (Message, LoginCode, LoginCodeDevice):
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {model._meta.db_table} t")  # noqa: S608
            (rows,) = cursor.fetchone()
            assert rows
            assert f",{code}," not in rows
            assert f"{code} " not in rows
        cursor.execute("SELECT convert_from(decode(session_data, 'escape'), 'UTF8') FROM django_session")
    assert code not in str(client.session.items())
    for record in caplog.records:
        if record.name.startswith("django.db"):
            continue  # at this level it writes every statement; the digest is in them, the code is not
        assert code not in record.getMessage()
        assert PASSWORD not in record.getMessage()
    assert LoginCode.objects.get().digest != ""


def test_a_row_is_no_use_without_the_key_ring(ana, settings):
    row = asked(ana)
    digits = minted(row)
    settings.KEY_RING = ["other:" + settings.KEY_RING[0].partition(":")[2][::-1].lstrip("=") + "="]
    assert verdict(row, digits) is Verdict.WRONG
