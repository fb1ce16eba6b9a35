"""The authenticator app: enrolled with its first code, guessed in vain, removed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import powers
from accounts.models import Activity, Authenticator, User
from accounts.services import factors
from accounts.services.activity import Origin
from accounts.teams import services as teams
from groundwork.ledger.models import Entry
from groundwork.web.actor import (
    FACTOR,
    PROVED_AT,
    Actor,
    RecentAuthenticationRequiredError,
    StrongFactorRequiredError,
)
from procurement.models import EntityRole
from tests.accounts.factories import (
    PASSWORD,
    SECRET,
    AuthenticatorFactory,
    UserFactory,
    app_code,
    sign_in,
    walk_in,
    wrong,
)
from tests.procurement.factories import EntityFactory

pytestmark = pytest.mark.django_db

PAGE, REMOVE = "/cuenta/seguridad/aplicacion/", "/cuenta/seguridad/aplicacion/quitar/"


@pytest.fixture
def ana(db):
    return UserFactory(username="ana", email="ana@example.com")


@pytest.fixture
def inside(client, ana):
    sign_in(client, ana)
    return client


def secret_of(page) -> str:
    return page.context["secret"].replace(" ", "")


def test_it_counts_once_its_first_code_was_typed(inside, ana, mailbox):
    page = inside.get(PAGE)
    assert not Authenticator.objects.exists()
    response = inside.post(PAGE, {"code": app_code(secret_of(page))})
    assert response.url == "/cuenta/seguridad/respaldo/?next=%2Fcuenta%2Fseguridad%2F"
    app = Authenticator.objects.get(user=ana)
    assert app.secret == secret_of(page)
    inside.get("/cuenta/").wsgi_request.actor.require_strong_factor()
    assert inside.get("/cuenta/").wsgi_request.user.otp_device == app
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.APP_ENROLLED).count() == 1
    assert mailbox.subjects("ana@example.com") == ["Cambió la seguridad de su cuenta"]
    assert "se activó una aplicación" in mailbox.text()
    assert Entry.objects.filter(verb="person.app_enrolled").count() == 1


def test_the_code_that_enrolled_it_does_not_sign_in_too(inside, ana):
    code = app_code(secret_of(inside.get(PAGE)))
    inside.post(PAGE, {"code": code})
    assert factors.prove_authenticator(ana, code) is None


def test_the_page_gives_the_secret_as_a_picture_a_text_and_an_address(inside, ana):
    page = inside.get(PAGE)
    shown = page.content.decode()
    assert page.context["qr"].startswith("data:image/svg+xml")
    assert "style" not in unquote(page.context["qr"])
    assert all(len(part) == 4 for part in page.context["secret"].split())
    assert page.context["secret"] in shown
    uri = urlsplit(page.context["uri"])
    assert uri.scheme == "otpauth"
    assert unquote(uri.path) == "/Portal de Contratación:ana@example.com"
    assert parse_qs(uri.query) == {"secret": [secret_of(page)], "issuer": ["Portal de Contratación"]}
    assert "no-store" in page["Cache-Control"]


def test_the_secret_stays_the_same_until_it_counts_and_is_sealed_in_the_session(inside, ana):
    first, second = secret_of(inside.get(PAGE)), secret_of(inside.get(PAGE))
    assert first == second
    assert first not in str(dict(inside.session.items()))
    assert inside.post(PAGE, {"code": wrong(app_code(first))}).context["secret"].replace(" ", "") == first
    inside.post(PAGE, {"code": app_code(first)})
    assert secret_of(inside.get(PAGE)) != first


def test_a_wrong_first_code_enrols_nothing_and_says_what_to_check(inside, ana):
    refused = inside.post(PAGE, {"code": wrong(app_code(secret_of(inside.get(PAGE))))})
    assert "hora de su teléfono" in str(refused.context["form"].errors["code"])
    assert not Authenticator.objects.exists()


def test_a_new_one_takes_the_place_of_the_last(client, ana):
    app = AuthenticatorFactory(user=ana)
    sign_in(client, ana, app)
    page = client.get(PAGE)
    assert "la nueva la reemplaza" in page.content.decode()
    assert REMOVE in page.content.decode()
    client.post(PAGE, {"code": app_code(secret_of(page))})
    assert Authenticator.objects.get(user=ana).secret == secret_of(page)
    assert factors.prove_authenticator(ana, app_code(SECRET)) is None


def test_a_read_mailbox_is_not_enough_to_replace_it(inside, ana):
    AuthenticatorFactory(user=ana)
    for response in (inside.get(PAGE), inside.post(PAGE, {"code": "123456"}), inside.post(REMOVE)):
        assert response.url.startswith("/ingresar/confirmar/")
    assert Authenticator.objects.get().secret == SECRET


def test_an_old_proof_is_asked_for_anew(inside, ana):
    page = inside.get(PAGE)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        led = inside.post(PAGE, {"code": app_code(secret_of(page))}, HTTP_REFERER=f"http://testserver{PAGE}")
    assert led.url == "/ingresar/confirmar/?next=%2Fcuenta%2Fseguridad%2Faplicacion%2F&unsent=1"
    assert not Authenticator.objects.exists()


def test_a_service_does_not_trust_the_view(ana):
    stale = Actor(ana, {PROVED_AT: (timezone.now() - timedelta(minutes=11)).timestamp(), FACTOR: "email"})
    with pytest.raises(RecentAuthenticationRequiredError):
        factors.add_authenticator(SECRET, app_code(), by=stale, origin=Origin())


def test_removing_it_tells_the_person_and_twice_is_no_error(client, ana, mailbox):
    app = AuthenticatorFactory(user=ana)
    sign_in(client, ana, app)
    assert client.get(REMOVE).status_code == 200
    assert Authenticator.objects.exists()
    assert client.post(REMOVE).url == "/cuenta/seguridad/"
    assert client.post(REMOVE).url == "/cuenta/seguridad/"
    assert not Authenticator.objects.exists()
    assert Activity.objects.filter(kind=Activity.Kind.APP_REMOVED).count() == 1
    assert len(mailbox.messages("ana@example.com")) == 1
    assert client.get("/cuenta/").wsgi_request.actor.factor == ""


def test_who_has_power_over_others_keeps_it_while_it_is_the_last(client):
    app = AuthenticatorFactory(user=UserFactory(is_reviewer=True))
    sign_in(client, app.user, app)
    refused = client.post(REMOVE)
    assert refused.status_code == 409
    assert "Agregue otra antes" in refused.content.decode()
    assert Authenticator.objects.exists()
    assert not Activity.objects.filter(kind=Activity.Kind.APP_REMOVED).exists()


@pytest.mark.parametrize("secret", ["no es base32", "GEZDGNBV"])
def test_a_secret_that_is_none_or_too_short_is_refused(ana, secret):
    with pytest.raises(ValidationError):
        factors.enrol_authenticator(ana, secret)


def test_the_secret_is_sealed_in_the_database(ana):
    AuthenticatorFactory(user=ana)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, ' ') FROM accounts_authenticator t")
        assert SECRET not in cursor.fetchone()[0]


def test_a_code_older_than_half_a_minute_or_so_is_late(ana):
    AuthenticatorFactory(user=ana)
    now = timezone.now().timestamp()
    assert factors.prove_authenticator(ana, app_code(at=now - 90)) is None


def test_a_strong_factor_is_one_that_a_mailbox_does_not_give(ana):
    now = timezone.now().timestamp()
    for factor in ("app", "passkey"):
        Actor(ana, {PROVED_AT: now, FACTOR: factor}).require_strong_factor()
    for session in (
        {PROVED_AT: now, FACTOR: "email"},
        {PROVED_AT: now, FACTOR: "backup"},
        {PROVED_AT: now},
        {PROVED_AT: now - 601, FACTOR: "app"},
    ):
        with pytest.raises(StrongFactorRequiredError):
            Actor(ana, session).require_strong_factor()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("right", [False, True])
def test_of_thirty_codes_at_once_one_is_compared(right):
    person = UserFactory()
    AuthenticatorFactory(user=person)
    code = app_code() if right else wrong(app_code())

    def prove(_n: int) -> bool:
        try:
            return factors.prove_authenticator(person, code) is not None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=10) as threads:
        accepted = list(threads.map(prove, range(30)))
    assert accepted.count(True) == (1 if right else 0)
    if not right:  # one is compared, and perhaps another after its second of waiting
        assert Authenticator.objects.get().throttling_failure_count in {1, 2}


def test_thirty_guesses_at_the_sign_in_open_nothing(ana):
    AuthenticatorFactory(user=ana)
    client = Client()
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    bad = wrong(app_code())
    statuses = {client.post("/ingresar/codigo/", {"code": bad}).status_code for _guess in range(30)}
    assert statuses == {200}
    assert Authenticator.objects.get().throttling_failure_count <= 3


def test_a_power_given_in_mid_session_asks_for_a_strong_factor_at_the_next_request(client, ana, mailbox):
    walk_in(client, mailbox, ana)
    assert client.get("/cuenta/").status_code == 200
    User.objects.filter(pk=ana.pk).update(is_reviewer=True)
    assert client.get("/inicio/").url == "/cuenta/seguridad/"
    User.objects.filter(pk=ana.pk).update(is_reviewer=False)
    assert client.get("/inicio/").status_code == 200


def test_so_does_a_role_in_a_team_and_not_of_who_has_a_strong_factor(client, ana, mailbox):
    eva, browser = AuthenticatorFactory().user, Client()
    walk_in(client, mailbox, ana)
    sign_in(browser, eva)
    entity = EntityFactory()
    for person in (ana, eva):
        teams.add(entity, person, [EntityRole.APPROVER], by=person, origin=Origin())
    assert client.get("/inicio/").url == "/cuenta/seguridad/"
    assert browser.get("/inicio/").status_code == 200


def test_that_costs_ordinary_people_nothing_and_the_others_one_query_once(client, ana, mailbox):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/cuenta/datos/")
        return sum('AS "powerful"' in query["sql"] for query in captured)

    walk_in(client, mailbox, ana)
    assert asked() == 0
    powers.note_change(ana)
    assert [asked(), asked()] == [1, 0]
