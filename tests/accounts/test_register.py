"""Registering, from the form to the first session."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import tasks
from accounts.models import Consent, LoginCode, LoginCodeDevice, Registration, User
from accounts.services import people
from groundwork.ledger.models import Entry
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

FORM, REVIEW, CODE = "/registro/", "/registro/revisar/", "/registro/verificar/"


def registration(**changes: str) -> dict[str, str]:
    return {
        "full_name": "Ana María Peña",
        "email": "Ana@Example.com",
        "username": "ana.pena",
        "firm": "Vías del Sur S. A. S.",
        "phone": "601 3344080",
        "time_zone": "America/Bogota",
        "password": PASSWORD,
        "security_question": "¿Cómo se llama mi finca?",
        "security_answer": "El  Recodo",
        "terms": "on",
        "data_policy": "on",
    } | changes


def register(client, **changes: str):
    """The form and the review, as far as the page that asks for the code."""
    client.post(FORM, registration(**changes))
    return client.post(REVIEW)


def assume_different(one: str, other: str) -> None:
    """One time in a million two codes are the same, and a test has nothing to say."""
    if one == other:
        pytest.skip("both codes came out the same")


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_a_newcomer_ends_signed_in_and_verified_with_one_code(client, mailbox):
    client.post(f"{FORM}?next=/cuenta/", registration())
    assert client.post(REVIEW).url == CODE
    assert not User.objects.exists()
    response = client.post(CODE, {"code": mailbox.code("ana@example.com")})
    assert response.url == "/cuenta/"
    ana = User.objects.get()
    assert get_user(client) == ana
    assert client.get(response.url).wsgi_request.user.is_verified()
    assert (ana.email, ana.username, ana.firm) == ("ana@example.com", "ana.pena", "Vías del Sur S. A. S.")
    assert str(ana.phone) == "+576013344080"
    assert EmailAddress.objects.get(user=ana).verified
    assert LoginCodeDevice.objects.filter(user=ana).exists()
    assert not Registration.objects.exists()
    assert len(mailbox.messages()) == 1


def test_without_a_page_asked_for_the_newcomer_lands_at_home(client, mailbox):
    register(client)
    assert client.post(CODE, {"code": mailbox.code()}).url == reverse("desk:home")


def test_what_was_accepted_is_kept_with_its_version_and_moment(client, mailbox):
    register(client)
    accepted_at = Registration.objects.get().accepted_at
    client.post(CODE, {"code": mailbox.code()})
    consents = set(Consent.objects.values_list("user__username", "document", "version", "at"))
    assert consents == {
        ("ana.pena", "terms", "1.0", accepted_at),
        ("ana.pena", "data_policy", "1.1", accepted_at),
    }
    assert Entry.objects.filter(verb="person.registered", subject=str(User.objects.get().code)).exists()


def test_who_read_a_version_that_another_replaced_meanwhile_is_asked_again(client, publish):
    page = client.get(FORM).content.decode()
    assert re.search(r'name="terms"[^>]*value="1.0"|value="1.0"[^>]*name="terms"', page)
    publish()
    refused = client.post(FORM, registration(terms="1.0"))
    assert "terms" in errors(refused)
    assert "versión 2.0" in refused.content.decode()
    assert not Registration.objects.exists()
    client.post(FORM, registration(terms="2.0"))
    assert Registration.objects.get().terms_version == "2.0"


@pytest.mark.parametrize("document", ["terms", "data_policy"])
def test_nobody_registers_without_accepting(client, document):
    data = registration()
    del data[document]
    assert document in errors(client.post(FORM, data))
    assert not Registration.objects.exists()


def test_secrets_are_kept_only_as_argon2_hashes(client, mailbox):
    register(client)
    draft = Registration.objects.get()
    for stored in (draft.password, draft.security_answer):
        assert identify_hasher(stored).algorithm == "argon2"
    client.post(CODE, {"code": mailbox.code()})
    ana = User.objects.get()
    assert ana.check_password(PASSWORD)
    assert people.answer_matches(ana, "EL RECODO")
    assert not people.answer_matches(ana, "El Recodó!")


def test_what_was_typed_stays_and_the_password_is_never_shown_again(client):
    again = client.post(FORM, registration(email="no es un correo"))
    assert "Ana María Peña" in again.content.decode()
    client.post(FORM, registration())
    for page in (again, client.get(FORM), client.get(REVIEW)):
        assert PASSWORD not in page.content.decode()
    session = Session.objects.get().get_decoded()
    assert PASSWORD not in str(session)
    assert "El  Recodo" not in str(session)


def test_the_review_shows_what_will_be_registered(client):
    client.post(FORM, registration())
    page = client.get(REVIEW).content.decode()
    for shown in ("Ana María Peña", "ana@example.com", "Vías del Sur S. A. S.", "+57 601 3344080"):
        assert shown in page
    assert not LoginCode.objects.exists()


def test_coming_back_to_correct_something_keeps_the_password(client, mailbox):
    client.post(FORM, registration())
    client.post(FORM, registration(full_name="Ana Peña", password="", security_answer=""))
    client.post(REVIEW)
    client.post(CODE, {"code": mailbox.code()})
    ana = User.objects.get()
    assert ana.full_name == "Ana Peña"
    assert ana.check_password(PASSWORD)
    assert people.answer_matches(ana, "el recodo")


def test_the_review_without_a_draft_leads_to_the_form(client):
    assert client.get(REVIEW).url == FORM
    assert client.post(REVIEW).url == FORM
    assert client.get(CODE).url == FORM


def test_a_taken_username_is_said_whatever_its_case(client):
    UserFactory(username="Ana.Pena")
    assert "username" in errors(client.post(FORM, registration()))


def test_a_username_is_never_an_address(client):
    assert "username" in errors(client.post(FORM, registration(username="otra@example.com")))


@pytest.mark.parametrize(
    "password", ["guadua-1234", "123456789012", "123456789abc", "Contraseña2026", "passwordpassword", "ana.pena.2026"]
)
def test_a_short_common_or_telling_password_is_refused(client, password):
    assert "password" in errors(client.post(FORM, registration(password=password)))


def test_a_long_password_needs_no_composition(client):
    client.post(FORM, registration(password="neblina guadua trocha"))
    assert Registration.objects.exists()


@pytest.mark.parametrize("phone", ["12", "teléfono", "+57 000"])
def test_a_telephone_that_cannot_exist_is_refused(client, phone):
    assert "phone" in errors(client.post(FORM, registration(phone=phone)))


def test_a_foreign_telephone_is_taken_with_its_prefix(client):
    client.post(FORM, registration(phone="+34 912 34 56 78"))
    assert str(Registration.objects.get().phone) == "+34912345678"


def test_a_time_zone_that_does_not_exist_is_refused(client):
    assert "time_zone" in errors(client.post(FORM, registration(time_zone="America/Macondo")))


def test_an_address_with_an_account_gets_the_same_pages_and_its_owner_a_mail(client, mailbox):
    owner = UserFactory(email="ana@example.com")
    form = client.post(FORM, registration())
    review = client.post(REVIEW)
    assert (form.status_code, form.url, review.status_code, review.url) == (302, REVIEW, 302, CODE)
    assert mailbox.subjects("ana@example.com") == ["Ya tiene una cuenta en el Portal de Contratación"]
    assert mailbox.messages()[0]["To"] == owner.email
    for _try in range(3):
        client.post(CODE, {"code": "000000"})
    assert User.objects.count() == 1
    assert not get_user(client).is_authenticated


def neutral(page: str, *addresses: str) -> str:
    """A page without what differs from one request to the next."""
    for address in addresses:
        page = page.replace(address, "ADDRESS")
    return "".join(part for part in page.split('"') if len(part) != 64)  # CSRF tokens


def test_the_pages_of_an_address_with_an_account_are_those_of_a_new_one(client, mailbox):
    UserFactory(email="duena@example.com")
    seen = []
    for address, username in (("duena@example.com", "una"), ("nueva@example.com", "otra")):
        visitor = Client()
        register(visitor, email=address, username=username)
        before = visitor.get(CODE)
        mailbox.messages()
        after = visitor.get(CODE)
        wrong = [visitor.post(CODE, {"code": "000000"}) for _try in range(4)]
        pages = [before, after, *wrong]
        seen.append([(page.status_code, neutral(page.content.decode(), address)) for page in pages])
    assert seen[0] == seen[1]


def test_asking_runs_the_same_statements_with_and_without_an_account():
    UserFactory(email="duena@example.com")
    statements = []
    for address, username in (("duena@example.com", "una"), ("nueva@example.com", "otra")):
        visitor = Client()
        visitor.post(FORM, registration(email=address, username=username))
        with CaptureQueriesContext(connection) as captured:
            visitor.post(REVIEW)
        statements.append([re.sub(r"'[^']*'|\b\d+\b|\bs\d+_x\d+\b", "?", query["sql"]) for query in captured])
    assert statements[0] == statements[1]
    assert any("login_code" in statement or "logincode" in statement for statement in statements[0])


def test_a_code_asked_for_at_a_registration_is_no_good_at_another(client, mailbox):
    stranger = Client()
    register(stranger, email="ana@example.com", username="extrana")
    strangers_code = mailbox.code("ana@example.com")
    register(client)
    assume_different(mailbox.code("ana@example.com"), strangers_code)
    assert client.post(CODE, {"code": strangers_code}).status_code == 200
    assert not User.objects.exists()


def test_the_address_can_be_corrected_and_only_the_new_ones_code_is_good(client, mailbox):
    register(client, email="ana@exmaple.com")
    first = mailbox.code("ana@exmaple.com")
    response = client.post("/registro/verificar/correo/", {"email": "Ana@example.com"})
    assert response.url == CODE
    assert first != mailbox.code("ana@example.com")
    assert client.post(CODE, {"code": first}).status_code == 200
    client.post(CODE, {"code": mailbox.code("ana@example.com")})
    assert User.objects.get().email == "ana@example.com"


def test_another_code_comes_after_a_minute_and_closes_the_first(client, mailbox):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        register(client)
        first = mailbox.code()
        client.post("/registro/verificar/reenviar/")
        assert len(mailbox.messages()) == 1
        clock.shift(timedelta(seconds=61))
        client.post("/registro/verificar/reenviar/")
    assert LoginCode.objects.count() == 2
    assert client.post(CODE, {"code": first}).status_code == 200


def test_a_username_taken_meanwhile_sends_back_to_choose_another(client, mailbox):
    register(client)
    UserFactory(username="ANA.pena")
    assert client.post(CODE, {"code": mailbox.code()}).url == FORM
    page = client.get(FORM)
    assert page.context["form"]["full_name"].value() == "Ana María Peña"
    assert not get_user(client).is_authenticated


def test_an_address_registered_meanwhile_leads_to_the_sign_in(client, mailbox):
    register(client)
    code = mailbox.code()
    UserFactory(email="ana@example.com")
    assert client.post(CODE, {"code": code}).url == "/ingresar/"
    assert User.objects.count() == 1
    assert not get_user(client).is_authenticated


def test_a_double_click_on_the_last_button_makes_one_account(client, mailbox):
    register(client)
    code = mailbox.code()
    client.post(CODE, {"code": code})
    again = client.post(CODE, {"code": code})
    assert again.status_code == 302
    assert User.objects.count() == 1


def test_an_unfinished_registration_is_forgotten_after_a_day(client):
    register(client)
    assert tasks.forget() == 0
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert tasks.forget() == 2
    assert not Registration.objects.exists()
    assert not LoginCode.objects.exists()


def test_somebody_signed_in_has_no_use_for_the_form(client):
    client.force_login(UserFactory())
    assert client.get(FORM).url == reverse("desk:home")
    assert client.get(CODE).status_code == 302
