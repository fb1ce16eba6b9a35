"""The page of one's own account, and the people that services make."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Authenticator, Consent, LoginCodeDevice
from accounts.services import factors, people
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code, sign_in

pytestmark = pytest.mark.django_db


def test_it_says_who_one_is_and_how_the_session_was_opened(client):
    ana = UserFactory(full_name="Ana Peña", firm="Vías del Sur")
    sign_in(client, ana)
    page = client.get("/cuenta/").content.decode()
    for said in ("Ana Peña", ana.email, "Vías del Sur", "+57 601 3344080", "código enviado al correo", "versión 1.0"):
        assert said in page


@pytest.mark.parametrize(
    "page", ["datos", "correo", "contrasena", "seguridad", "sesiones", "actividad", "avisos", "mis-datos"]
)
def test_it_leads_to_every_page_of_ones_account_and_each_leads_back(client, page):
    sign_in(client, UserFactory())
    assert re.search(rf'href="/cuenta/{page}/(#\w+)?"', client.get("/cuenta/").content.decode())
    response = client.get(f"/cuenta/{page}/")
    assert response.status_code == 200
    assert '<a class="govuk-breadcrumbs__link" href="/cuenta/">' in response.content.decode()


def test_it_says_what_one_has_and_what_happened_last(client):
    ana = UserFactory()
    AuthenticatorFactory(user=ana)
    sign_in(client, ana)
    page = client.get("/cuenta/").content.decode()
    assert "Aplicación de autenticación, código por correo" in page
    assert "1 abierta" in page
    assert "Ingresó, " in page


def test_it_says_when_one_had_signed_in_before(client, mailbox):
    UserFactory(username="ana", email="ana@example.com")
    said = []
    with time_machine.travel("2026-11-24 15:00:00+00:00", tick=False) as clock:
        for _time in range(2):
            client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
            client.post("/ingresar/codigo/", {"code": mailbox.code()})
            said.append(client.get("/cuenta/").content.decode())
            client.post("/salir/")
            clock.shift(timedelta(days=1))
    assert "Este es el primero" in said[0]
    assert "martes 24 de noviembre de 2026, 10:00" in said[1]


def test_a_visitor_is_led_to_the_sign_in(client):
    assert client.get("/cuenta/").url == "/ingresar/?next=/cuenta/"


def test_somebody_sees_only_themselves(client):
    UserFactory(full_name="Otra Persona")
    sign_in(client, UserFactory())
    assert "Otra Persona" not in client.get("/cuenta/").content.decode()


def test_its_queries_do_not_grow_with_people(client):
    sign_in(client, UserFactory())
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get("/cuenta/")
        counts.append(len(captured))
        UserFactory.create_batch(3)
    assert counts[0] == counts[1]


def person(**changes):
    facts = {"username": "eva", "email": "Eva@Example.com", "full_name": "Eva Ruiz", "password": PASSWORD}
    return people.create_person(**(facts | changes))


def test_a_person_is_made_whole():
    eva = person(security_question="¿Cuál?", security_answer="Esa", verified=True, is_reviewer=True)
    assert (eva.email, eva.is_reviewer) == ("eva@example.com", True)
    assert eva.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=eva).verified
    assert LoginCodeDevice.objects.filter(user=eva, confirmed=True).exists()
    assert Consent.objects.filter(user=eva).count() == 2


@pytest.mark.parametrize(
    "changes", [{"email": "EVA@example.com", "username": "otra"}, {"username": "EVA", "email": "o@example.com"}]
)
def test_two_people_never_share_an_address_or_a_username_whatever_the_case(changes):
    person()
    with pytest.raises(ValidationError):
        person(**changes)


def test_an_app_is_enrolled_once_and_its_secret_is_the_one_that_works():
    eva = person()
    first, second = factors.enrol_authenticator(eva), factors.enrol_authenticator(eva)
    assert Authenticator.objects.filter(user=eva).count() == 1
    assert factors.prove_authenticator(eva, app_code(first)) is None
    Authenticator.objects.update(throttling_failure_count=0)
    assert factors.prove_authenticator(eva, app_code(second)) == Authenticator.objects.get()


@pytest.mark.parametrize("secret", ["no es base32", "JBSWY3DP"])
def test_a_secret_that_no_app_would_take_is_refused(secret):
    with pytest.raises(ValidationError):
        factors.enrol_authenticator(person(), secret)


@pytest.mark.parametrize("answer", ["BOGOTÁ", "bogota", "  Bogotá ", "bogotá"])
def test_an_answer_is_the_same_however_it_was_typed(answer):
    assert people.answer_matches(person(security_answer="Bogotá"), answer)


def test_somebody_without_an_answer_has_none_that_matches():
    assert not people.answer_matches(person(), "")
