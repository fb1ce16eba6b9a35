"""Back-up codes: made, shown once, used once, never guessed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from urllib.parse import unquote

import pytest
import time_machine
from django.contrib.auth import get_user
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from accounts.models import Activity, BackupCode, BackupCodes
from accounts.services import factors
from accounts.services.activity import Origin
from accounts.services.factors.backup_codes import BackupVerdict
from groundwork.web.actor import FACTOR, PROVED_AT, Actor
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db

PAGE, LOGIN = "/cuenta/seguridad/respaldo/", "/ingresar/codigo/"
ORIGIN = Origin("Firefox en Linux", "192.0.2.7")


@pytest.fixture
def ana(db):
    return UserFactory(username="ana", email="ana@example.com")


def sheet(person) -> list[str]:
    actor = Actor(person, {PROVED_AT: timezone.now().timestamp(), FACTOR: "email"})
    return factors.make_backup_codes(by=actor, origin=ORIGIN)


def attempt():
    client = Client()
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    client.post("/ingresar/codigo/factor/", {"factor": "backup"})
    return client


def is_in(client) -> bool:
    return get_user(client).is_authenticated


def verdict(person, code: str) -> BackupVerdict:
    return factors.prove_backup_code(person, code, ORIGIN).verdict


def test_ten_are_shown_once_and_kept_only_as_digests(client, ana, mailbox):
    sign_in(client, ana)
    assert "Generar diez códigos" in client.get(PAGE).content.decode()
    page = client.post(PAGE)
    codes = page.context["made"]
    assert len(set(codes)) == 10
    shown = page.content.decode()
    assert all(f'<code class="portal-hash">{code}</code>' in shown for code in codes)
    assert "no-store" in page["Cache-Control"]
    later = client.get(PAGE)
    assert later.context["left"] == 10
    assert not any(code in later.content.decode() for code in codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM accounts_backupcode t")
        (rows,) = cursor.fetchone()
    assert not any(code in rows or code.replace("-", "") in rows for code in codes)
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.BACKUP_CODES_MADE).count() == 1
    assert "códigos de respaldo nuevos" in mailbox.text("ana@example.com")


def test_they_can_be_downloaded_without_script(client, ana):
    sign_in(client, ana)
    page = client.post(PAGE)
    address = page.context["download"]
    assert address.startswith("data:text/plain")
    assert all(code in unquote(address).splitlines() for code in page.context["made"])
    assert 'download="codigos-de-respaldo.txt"' in page.content.decode()


def test_the_page_goes_on_to_where_the_person_was_going_and_only_here(client, ana):
    sign_in(client, ana)
    assert client.post(PAGE, {"next": "/cuenta/"}).context["next"] == "/cuenta/"
    assert client.post(PAGE, {"next": "https://malo.example/"}).context["next"] == ""


def test_an_old_proof_is_asked_for_anew(client, ana):
    sign_in(client, ana)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.get(PAGE).url.startswith("/ingresar/confirmar/")
        assert client.post(PAGE).url.startswith("/ingresar/confirmar/")
    assert not BackupCodes.objects.exists()


def test_a_read_mailbox_is_not_enough_to_make_them_for_who_has_an_app(client, ana):
    AuthenticatorFactory(user=ana)
    sign_in(client, ana)
    assert client.post(PAGE).url.startswith("/ingresar/confirmar/")
    assert not BackupCodes.objects.exists()


def test_one_signs_in_and_the_person_is_told_how_many_are_left(ana, mailbox):
    code = sheet(ana)[3]
    mailbox.messages()
    client = attempt()
    assert client.get(LOGIN).context["by_backup"]
    assert client.post(LOGIN, {"code": code}).url == "/inicio/"
    assert client.get("/cuenta/").wsgi_request.actor.factor == "backup"
    assert client.get("/cuenta/").wsgi_request.user.is_verified()
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.BACKUP_CODE_USED).count() == 1
    assert mailbox.last("ana@example.com")["Subject"] == "Se usó un código de respaldo de su cuenta"
    assert "Le quedan 9 códigos" in mailbox.text("ana@example.com")


@pytest.mark.parametrize("typed", ["{upper}", " {plain} ", "{spaced}", "{misread}"])
def test_it_is_read_however_it_is_typed(ana, typed, monkeypatch):
    monkeypatch.setattr("accounts.services.factors.backup_codes.secrets.choice", _chooser())
    code = sheet(ana)[0]
    ways = {
        "upper": code.upper(),
        "plain": code.replace("-", ""),
        "spaced": " ".join(code.replace("-", "–")),
        "misread": code.replace("0", "O").replace("1", "l"),
    }
    assert verdict(ana, typed.format(**ways)) is BackupVerdict.ACCEPTED


def _chooser():
    """Codes that all have a zero and a one in them."""
    turns = count()

    def choose(alphabet: str) -> str:
        turn = next(turns)
        code, position = divmod(turn, 10)
        return alphabet[code] if position == 0 else "0123456789"[position]

    return choose


def test_a_used_code_is_never_good_again(ana):
    code = sheet(ana)[0]
    assert verdict(ana, code) is BackupVerdict.ACCEPTED
    assert verdict(ana, code) is BackupVerdict.WRONG
    assert factors.sheet_of(ana)[1] == 9


def test_a_code_of_another_persons_sheet_is_refused(ana):
    sheet(ana)
    code = sheet(UserFactory())[0]
    assert verdict(ana, code) is BackupVerdict.WRONG
    assert BackupCode.objects.filter(used_at=None).count() == 20


def test_a_new_sheet_takes_the_place_of_the_last(ana):
    old, new = sheet(ana)[0], sheet(ana)[0]
    assert BackupCode.objects.count() == 10
    assert verdict(ana, new) is BackupVerdict.ACCEPTED
    assert verdict(ana, old) is BackupVerdict.WRONG


def test_who_has_no_sheet_can_neither_choose_nor_use_one(ana):
    client = attempt()
    assert client.get(LOGIN).context["by_email"]
    assert verdict(ana, "00000-00000") is BackupVerdict.WRONG


def test_wrong_ones_make_the_next_wait_longer(ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        code = sheet(ana)[0]
        client = attempt()
        said = client.post(LOGIN, {"code": "zzzzz-zzzzz"}).context["form"]
        assert "Espere 1 segundo" in str(said.errors)
        client.post(LOGIN, {"code": code})
        assert not is_in(client)
        clock.shift(timedelta(seconds=1))
        client.post(LOGIN, {"code": "zzzzz-zzzzz"})
        assert factors.prove_backup_code(ana, code, ORIGIN).until == timezone.now() + timedelta(seconds=2)
        clock.shift(timedelta(seconds=2))
        client.post(LOGIN, {"code": code})
    assert is_in(client)
    assert BackupCodes.objects.get().throttling_failure_count == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
def test_of_a_thousand_guesses_at_once_hardly_any_is_compared():
    person = UserFactory()
    sheet(person)
    with ThreadPoolExecutor(max_workers=10) as threads:
        verdicts = list(threads.map(lambda n: _closing(person, f"zzzzz-{n:05}"), range(1000)))
    assert BackupVerdict.ACCEPTED not in verdicts
    # One, and another after each wait, which doubles: 1, 2, 4 seconds.
    assert 1 <= verdicts.count(BackupVerdict.WRONG) <= 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
def test_of_thirty_right_ones_at_once_one_is_accepted():
    person = UserFactory()
    code = sheet(person)[0]
    with ThreadPoolExecutor(max_workers=10) as threads:
        verdicts = list(threads.map(lambda _n: _closing(person, code), range(30)))
    assert verdicts.count(BackupVerdict.ACCEPTED) == 1


def _closing(person, code: str) -> BackupVerdict:
    try:
        return verdict(person, code)
    finally:
        connections.close_all()
