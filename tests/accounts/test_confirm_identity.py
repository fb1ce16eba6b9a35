"""Confirme su identidad: what is asked, of whom, and what is no proof."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Activity, BackupCodes, LoginCode, Purpose
from accounts.services import codes, factors
from accounts.services.activity import Origin
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, RecentAuthenticationRequiredError, StrongFactorRequiredError
from secop.middleware import PersonMiddleware
from tests.accounts.factories import PASSWORD, SECRET, AuthenticatorFactory, UserFactory, app_code, sign_in, wrong
from tests.accounts.soft_passkey import give_passkey

pytestmark = pytest.mark.django_db

PAGE = "/ingresar/confirmar/"
LATER = timedelta(minutes=20)


@pytest.fixture
def ana(db):
    return UserFactory(username="ana", email="ana@example.com")


@pytest.fixture
def clock():
    """Twenty minutes after whatever signs in before it is moved."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def late(client, ana, clock):
    """A session whose proof is old."""
    sign_in(client, ana)
    clock.shift(LATER)
    return client


def is_fresh(client, ana) -> bool:
    try:
        Actor(ana, client.session).require_recent_authentication()
    except RecentAuthenticationRequiredError:
        return False
    return True


def led_to(request, error: Exception) -> str:
    response = PersonMiddleware(lambda _request: HttpResponse()).process_exception(request, error)
    return response["Location"] if response else ""


def passkey_options(client):
    return client.post("/ingresar/confirmar/llave/").json()


def test_who_has_only_a_mailbox_gets_one_code_and_is_shown_what_became_of_it(late, ana, mailbox):
    page = late.get(PAGE)
    late.get(PAGE)
    shown = page.content.decode()
    assert "a•••a@example.com" in shown
    assert "En cola" in shown
    assert "/ingresar/confirmar/estado/" in shown
    assert mailbox.subjects("ana@example.com") == ["Su código para confirmar su identidad"]
    assert "alguien conoce su contraseña" in mailbox.text()
    assert "Entregado" in late.get("/ingresar/confirmar/estado/").content.decode()


def test_the_password_and_the_code_are_good_for_ten_minutes(late, ana, mailbox, clock):
    late.get(PAGE)
    before = late.session.session_key
    response = late.post(f"{PAGE}?next=/cuenta/datos/", {"password": PASSWORD, "code": mailbox.code()})
    assert response.url == "/cuenta/datos/"
    assert late.session.session_key != before
    assert get_user(late) == ana
    clock.shift(timedelta(minutes=9, seconds=59))
    assert is_fresh(late, ana)
    clock.shift(timedelta(seconds=1))
    assert not is_fresh(late, ana)
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.IDENTITY_CONFIRMED).count() == 1


def test_neither_is_enough_without_the_other(late, ana, mailbox):
    late.get(PAGE)
    code = mailbox.code()
    refused = late.post(PAGE, {"password": "otra-clave", "code": code}).context["form"]
    assert refused.errors == {"password": ["Esa no es su contraseña."]}
    refused = late.post(PAGE, {"password": PASSWORD, "code": wrong(code)}).context["form"]
    assert list(refused.errors) == ["code"]
    assert late.post(PAGE, {"password": PASSWORD}).context["form"].has_error("code")
    assert not is_fresh(late, ana)
    late.post(PAGE, {"password": PASSWORD, "code": code})
    assert is_fresh(late, ana)


def test_a_wrong_password_uses_no_code_up(late, ana, mailbox):
    late.get(PAGE)
    for _time in range(4):
        late.post(PAGE, {"password": "otra-clave", "code": mailbox.code()})
    assert LoginCode.objects.get(purpose=Purpose.IDENTITY).failures == 0


def test_a_code_of_a_sign_in_or_of_another_session_or_used_already_is_refused(late, ana, mailbox, clock):
    other = Client()
    sign_in(other, ana)
    session = other.session
    session[PROVED_AT] = 0
    session.save()
    other.get(PAGE)
    foreign = mailbox.code()
    row = codes.ask(Purpose.SIGN_IN, ana.email, user=ana)
    mailbox.messages()
    clock.shift(timedelta(seconds=1))
    for_sign_in = codes.mint(row.challenge)
    late.get(PAGE)
    mine = mailbox.code()
    for code in {foreign, for_sign_in} - {mine}:
        late.post(PAGE, {"password": PASSWORD, "code": code})
        assert not is_fresh(late, ana)
    late.post(PAGE, {"password": PASSWORD, "code": mine})
    assert is_fresh(late, ana)
    session = late.session
    session[PROVED_AT] = 0
    session.save()
    late.post(PAGE, {"password": PASSWORD, "code": mine})
    assert not is_fresh(late, ana)


def test_a_code_that_expired_is_refused_and_another_is_sent(late, ana, mailbox, clock):
    late.get(PAGE)
    old = mailbox.code()
    clock.shift(timedelta(minutes=10))
    assert late.post(PAGE, {"password": PASSWORD, "code": old}).context["form"].has_error("code")
    assert len(mailbox.messages()) == 2


def test_another_code_can_be_had_after_a_minute(late, ana, mailbox, clock):
    assert late.get(PAGE).context["wait_seconds"] == 60
    late.post("/ingresar/confirmar/reenviar/?next=/cuenta/")
    assert len(mailbox.messages()) == 1
    clock.shift(timedelta(seconds=61))
    back = late.post("/ingresar/confirmar/reenviar/?next=/cuenta/")
    assert back.url == "/ingresar/confirmar/?next=%2Fcuenta%2F"
    assert len(mailbox.messages()) == 2
    late.post(PAGE, {"password": PASSWORD, "code": mailbox.code()})
    assert is_fresh(late, ana)


def test_who_has_an_app_is_asked_for_it_and_no_mail_is_sent(client, ana, clock, mailbox):
    app = AuthenticatorFactory(user=ana)
    sign_in(client, ana, app)
    clock.shift(LATER)
    page = client.get(PAGE)
    assert page.context["factor"] == "app"
    assert page.context["others"] == []
    assert client.get(f"{PAGE}?factor=email").context["factor"] == "app"
    client.post(f"{PAGE}?factor=email", {"password": PASSWORD, "code": app_code()})
    assert is_fresh(client, ana)
    assert not mailbox.messages()


def test_a_passkey_confirms_and_its_signature_is_good_once(client, ana, clock):
    soft, kept = give_passkey(ana)
    sign_in(client, ana, kept)
    clock.shift(LATER)
    assert client.get(PAGE).context["by_passkey"]
    answer = soft.sign(passkey_options(client))
    client.post(PAGE, {"password": PASSWORD, "code": answer})
    Actor(ana, client.session).require_strong_factor()
    clock.shift(LATER)
    client.post(PAGE, {"password": PASSWORD, "code": answer})
    assert not is_fresh(client, ana)


def test_another_persons_passkey_or_a_challenge_of_a_sign_in_confirms_nothing(client, ana, clock):
    mine, kept = give_passkey(ana)
    theirs, _kept = give_passkey(UserFactory())
    sign_in(client, ana, kept)
    clock.shift(LATER)
    client.post(PAGE, {"password": PASSWORD, "code": theirs.sign(passkey_options(client))})
    assert not is_fresh(client, ana)
    visitor = Client()
    visitor.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    signed = mine.sign(visitor.post("/ingresar/codigo/llave/").json())
    passkey_options(client)
    client.post(PAGE, {"password": PASSWORD, "code": signed})
    assert not is_fresh(client, ana)


def test_a_back_up_code_confirms_but_is_no_strong_factor(client, ana, clock, mailbox):
    app = AuthenticatorFactory(user=ana)
    sign_in(client, ana, app)
    actor = Actor(ana, {PROVED_AT: timezone.now().timestamp(), FACTOR: "app"})
    code = factors.make_backup_codes(by=actor, origin=Origin())[0]
    clock.shift(LATER)
    client.post(f"{PAGE}?factor=backup", {"password": PASSWORD, "code": code})
    assert is_fresh(client, ana)
    with pytest.raises(StrongFactorRequiredError):
        Actor(ana, client.session).require_strong_factor()
    factors.require_standing(Actor(ana, client.session))
    assert "Se usó un código de respaldo de su cuenta" in mailbox.subjects("ana@example.com")


def test_where_a_strong_factor_is_needed_nothing_else_is_offered(client, ana, clock):
    app = AuthenticatorFactory(user=ana)
    sign_in(client, ana, app)
    actor = Actor(ana, {PROVED_AT: timezone.now().timestamp(), FACTOR: "app"})
    code = factors.make_backup_codes(by=actor, origin=Origin())[0]
    clock.shift(LATER)
    page = client.get(f"{PAGE}?strong=1&factor=backup")
    assert page.context["factor"] == "app"
    assert page.context["others"] == []
    client.post(f"{PAGE}?strong=1&factor=backup", {"password": PASSWORD, "code": code})
    assert not is_fresh(client, ana)
    assert BackupCodes.objects.get().codes.filter(used_at=None).count() == 10


def test_who_has_no_strong_factor_is_led_to_one(late, ana):
    page = late.get(f"{PAGE}?strong=1")
    assert page.status_code == 403
    assert "/cuenta/seguridad/" in page.content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://malo.example/", "//malo.example", "javascript:alert(1)", "/\\malo.example"]
)
def test_a_hostile_next_leads_home(late, ana, mailbox, wanted):
    late.get(PAGE, {"next": wanted})
    proof = {"password": PASSWORD, "code": mailbox.code(), "next": wanted}
    assert late.post(PAGE, proof, query_params={"next": wanted}).url == "/inicio/"


@pytest.mark.parametrize(
    ("error", "strong"), [(RecentAuthenticationRequiredError(), False), (StrongFactorRequiredError(), True)]
)
def test_a_page_that_asks_for_a_proof_leads_here_and_back(error, strong):
    led = led_to(RequestFactory().get("/algo/?x=1"), error)
    assert led.startswith(f"{PAGE}?next=%2Falgo%2F%3Fx%3D1")
    assert ("strong=1" in led) is strong
    assert "unsent" not in led
    assert led_to(RequestFactory().get("/"), PermissionDenied()) == ""


def test_a_form_that_was_interrupted_is_told_so_before_and_after(late, ana, mailbox):
    posted = RequestFactory().post("/algo/", HTTP_REFERER="http://testserver/algo/editar/?y=2")
    led = led_to(posted, RecentAuthenticationRequiredError())
    assert led == f"{PAGE}?next=%2Falgo%2Feditar%2F%3Fy%3D2&unsent=1"
    page = late.get(led).content.decode()
    assert "todavía no se envió" in page
    proof = {"password": PASSWORD, "code": mailbox.code()}
    done = late.post(f"{PAGE}?next=/cuenta/&unsent=1", proof, follow=True)
    assert "envíelo de nuevo" in done.content.decode()


def test_a_form_that_was_interrupted_is_kept_without_its_secrets_and_sent_on_afterwards(late, ana, mailbox):
    typed = {"security_question": "¿Cómo se llama mi finca?", "security_answer": "El Recodo"}
    led = late.post("/cuenta/seguridad/pregunta/", typed).url
    page = late.get(led).content.decode()
    assert "Guardamos lo que estaba enviando" in page
    given_back = late.post(led, {"password": PASSWORD, "code": mailbox.code()}, follow=True).content.decode()
    assert "¿Cómo se llama mi finca?" in given_back
    assert 'action="/cuenta/seguridad/pregunta/"' in given_back
    assert "Recodo" not in given_back


def test_a_sign_in_younger_than_ten_minutes_is_a_proof(client, ana):
    sign_in(client, ana)
    assert client.get("/cuenta/seguridad/pregunta/").status_code == 200


def test_reading_and_drafting_never_ask(late, ana):
    for page in ("/cuenta/", "/cuenta/seguridad/", "/cuenta/seguridad/llaves/", "/inicio/"):
        assert late.get(page).status_code == 200


def test_a_visitor_signs_in_first(client):
    for page in (PAGE, "/ingresar/confirmar/estado/", "/ingresar/confirmar/llave/"):
        assert client.get(page).url.startswith("/ingresar/?next=")


def test_too_many_tries_have_to_wait(late, ana, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "2/m/user"}
    statuses = [late.post(PAGE, {"password": "otra", "code": "123456"}).status_code for _try in range(3)]
    assert statuses == [200, 200, 429]
    assert late.get(PAGE).status_code == 200


def test_three_wrong_codes_end_it_and_count_against_the_mailbox(late, ana, mailbox, settings):
    late.get(PAGE)
    bad = wrong(mailbox.code())
    for _try in range(3):
        late.post(PAGE, {"password": PASSWORD, "code": bad})
    assert late.get(PAGE).context["dead"]
    row = codes.ask(Purpose.SIGN_IN, ana.email, user=ana)
    assert codes.verify(row.challenge, str(codes.mint(row.challenge)), Purpose.SIGN_IN).until


def test_the_apps_code_is_not_kept_anywhere(client, ana, clock):
    app = AuthenticatorFactory(user=ana)
    sign_in(client, ana, app)
    clock.shift(LATER)
    code = app_code(SECRET)
    page = client.post(PAGE, {"password": "otra-clave", "code": code})
    assert PASSWORD not in page.content.decode()
    assert code not in str(client.session.items())
