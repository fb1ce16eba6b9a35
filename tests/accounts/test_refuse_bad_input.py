"""What no form sends: refused with a message, never a fault, and nothing of it kept."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from accounts.models import IdentityCheck, LoginCode, Registration, User
from groundwork.messaging.models import Message
from tests.accounts.factories import ANSWER, PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW = "frailejon-tambor-orilla"
SIGN_IN = {"login": "ana", "password": PASSWORD}
REGISTRATION = {
    "full_name": "Eva María Peña",
    "email": "eva@example.com",
    "username": "eva",
    "firm": "Vías del Sur S. A. S.",
    "phone": "601 3344080",
    "time_zone": "America/Bogota",
    "password": PASSWORD,
    "security_question": "¿Cómo se llama mi finca?",
    "security_answer": "El Recodo",
    "terms": "on",
    "data_policy": "on",
}
IDENTITY = {
    "document_type": "CC",
    "document_number": "52345678",
    "phone": "601 3344080",
    "explanation": "Olvidé la respuesta hace un año y cambié de teléfono.",
}
PROOFS = {"security_answer": ANSWER, "password": NEW}
CONTACT = {"security_answer": ANSWER, "email": "ana@nuevo.example"}
HOSTILE = [
    *("https://malo.example/", "//malo.example/", "///malo.example/", "/\\malo.example/", "\\\\malo.example\\"),
    *("javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "http:malo.example", "https:///malo.example"),
    *("/cuenta/\0", "\0//malo.example", " //malo.example", "\t//malo.example", "/cuenta/\r\nSet-Cookie: a=b"),
    *("//localhost@malo.example/", "http://testserver.malo.example/", "x" * 9000),
]


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


def prove_mailbox(client, mailbox) -> None:
    client.post("/recuperar/", {"email": "ana@example.com"})
    client.post("/recuperar/codigo/", {"code": mailbox.code("ana@example.com")})


@pytest.mark.parametrize("wanted", HOSTILE)
def test_a_hostile_next_never_leads_out(client, ana, mailbox, wanted):
    assert client.get("/ingresar/", {"next": wanted}).status_code == 200
    client.post("/ingresar/", SIGN_IN | {"next": wanted})
    response = client.post("/ingresar/codigo/", {"code": mailbox.code()})
    assert response.status_code == 302
    assert response.url in {"/inicio/", "/cuenta/"}
    assert "Set-Cookie: a" not in str(response.headers)


@pytest.mark.parametrize("wanted", HOSTILE)
def test_nor_does_it_at_a_registration(client, mailbox, wanted):
    client.post("/registro/", REGISTRATION | {"next": wanted})
    client.post("/registro/revisar/")
    response = client.post("/registro/verificar/", {"code": mailbox.code("eva@example.com")})
    assert response.url in {"/inicio/", "/cuenta/"}


@pytest.mark.parametrize("field", [*SIGN_IN, "next", "shared"])
def test_a_null_byte_in_a_field_of_the_sign_in(client, ana, field):
    response = client.post("/ingresar/", SIGN_IN | {field: f"{SIGN_IN.get(field, '')}\0"})
    assert response.status_code in {200, 302}
    if field in SIGN_IN:
        assert response.context["form"].has_error(field)


@pytest.mark.parametrize("field", [*REGISTRATION, "next"])
def test_a_null_byte_in_a_field_of_the_registration(client, field):
    response = client.post("/registro/", REGISTRATION | {field: f"{REGISTRATION.get(field, '')}\0"})
    assert response.status_code in {200, 302}
    if field == "phone":  # read as a number, of which only the digits are kept
        assert str(Registration.objects.get().phone) == "+576013344080"
    elif field not in {"terms", "data_policy", "next"}:
        assert response.context["form"].has_error(field)
        assert not Registration.objects.exists()


@pytest.mark.parametrize("field", ["email", "system"])
def test_a_null_byte_in_the_address_to_recover(client, field):
    form = client.post("/recuperar/", {"email": "ana@example.com", field: "portal\0"}).context["form"]
    assert form.has_error(field)
    assert not LoginCode.objects.exists()


@pytest.mark.parametrize("field", PROOFS)
def test_a_null_byte_in_a_proof(client, ana, mailbox, field):
    prove_mailbox(client, mailbox)
    response = client.post("/recuperar/clave/", PROOFS | {field: f"{PROOFS[field]}\0"})
    assert response.context["form"].has_error(field)


@pytest.mark.parametrize("field", IDENTITY)
def test_a_null_byte_in_an_identity_check(client, ana, mailbox, field):
    prove_mailbox(client, mailbox)
    response = client.post("/recuperar/identidad/", IDENTITY | {field: f"{IDENTITY[field]}\0"})
    assert response.context["form"].has_error(field)
    assert not IdentityCheck.objects.exists()


@pytest.mark.parametrize("field", CONTACT)
def test_a_null_byte_in_a_change_of_contact(client, ana, field):
    client.post("/ingresar/", SIGN_IN)
    response = client.post("/ingresar/codigo/contacto/", CONTACT | {field: f"{CONTACT[field]}\0"})
    assert response.context["form"].has_error(field)


@pytest.mark.parametrize("page", ["/ingresar/codigo/", "/recuperar/codigo/", "/registro/verificar/"])
@pytest.mark.parametrize("code", ["12345\0", "١٢٣٤٥٦", "1234567", "-12345", "12 34 5", "', OR 1=1", "x" * 100_000])
def test_what_is_no_code_at_all(client, ana, page, code):
    client.post("/ingresar/", SIGN_IN) if "ingresar" in page else client.post("/recuperar/", {"email": ana.email})
    if "registro" in page:
        client.post("/registro/", REGISTRATION)
        client.post("/registro/revisar/")
    response = client.post(page, {"code": code})
    assert response.context["form"].has_error("code")
    assert LoginCode.objects.filter(failures__gt=0).count() == 0
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("address", ["/ingresar/", "/registro/", "/recuperar/"])
def test_a_body_too_large_is_refused(client, address):
    response = client.post(address, {"login": "x" * 3_000_000, "password": "y"})
    assert response.status_code in {400, 413}


@pytest.mark.parametrize("address", ["/ingresar/", "/registro/", "/recuperar/"])
def test_more_fields_than_any_form_has_are_refused(client, address):
    assert client.post(address, {f"f{n}": "x" for n in range(2000)}).status_code == 400


@pytest.mark.parametrize("address", ["/ingresar/", "/registro/", "/recuperar/"])
def test_bytes_that_are_no_text_are_no_fault(client, address):
    body = b"login=%FF%FE&password=%C0%80&email=%ED%A0%80&system=%80"
    response = client.post(address, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code in {200, 400}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "eva@example.com\r\nBcc: otra@example.com"),
        ("email", "eva@example.com%0ABcc:otra@example.com\n"),
        ("email", '"eva\r\n"@example.com'),
        ("full_name", "Eva\r\nBcc: otra@example.com"),
        ("full_name", "Eva\x0bPeña"),
        ("full_name", "Eva\u2028Peña"),
        ("firm", "Vías\r\nSubject: otro"),
    ],
)
def test_a_header_injection_is_refused_or_comes_to_nothing(client, mailbox, field, value):
    response = client.post("/registro/", REGISTRATION | {field: value})
    if response.status_code == 302:
        client.post("/registro/revisar/")
    for message in mailbox.messages():
        assert message["Bcc"] is None
        assert str(message["To"]) == "eva@example.com"
        assert message["Subject"] == "Su código para terminar el registro"
    if field != "email":
        assert response.context["form"].has_error(field)
        assert not Message.objects.exists()


@pytest.mark.parametrize(
    "email", ["ana@example.com\nBcc: eva@example.com", "ana@example.com,eva@example.com", "Ana <ana@example.com>"]
)
def test_an_address_to_recover_is_one_address(client, ana, email):
    assert client.post("/recuperar/", {"email": email}).context["form"].has_error("email")
    assert not Message.objects.exists()


STEPS = [
    *("/ingresar/", "/ingresar/codigo/", "/ingresar/codigo/reenviar/", "/ingresar/codigo/factor/"),
    *("/ingresar/codigo/contacto/", "/ingresar/codigo/contacto/codigo/", "/ingresar/codigo/contacto/reenviar/"),
    *("/registro/", "/registro/revisar/", "/registro/verificar/", "/registro/verificar/reenviar/"),
    *("/recuperar/", "/recuperar/codigo/", "/recuperar/codigo/reenviar/", "/recuperar/clave/"),
    *("/recuperar/clave/llave/", "/recuperar/identidad/", "/recuperar/identidad/detener/x/", "/salir/"),
]


@pytest.mark.parametrize("address", STEPS)
@pytest.mark.parametrize("token", ["", "x", "a" * 64, "\0"])
def test_a_form_without_its_token_or_with_a_forged_one_is_refused_in_words(ana, address, token):
    strict = Client(enforce_csrf_checks=True)
    strict.get("/ingresar/")
    response = strict.post(address, SIGN_IN | {"csrfmiddlewaretoken": token})
    assert response.status_code == 403
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("address", STEPS[1:])
def test_steps_out_of_their_order_lead_to_the_beginning(client, address):
    assert client.post(address, {}).status_code in {200, 302, 403, 404}
    assert User.objects.count() == 0


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", ["/ingresar/", "/recuperar/", "/registro/", "/ingresar/codigo/ayuda/"])
def test_methods_that_no_page_has(client, address, method):
    assert getattr(client, method)(address).status_code in {200, 405}
    assert client.generic("PROPFIND", address).status_code == 405


def test_a_used_code_and_anothers_code_open_nothing(client, ana, mailbox):
    client.post("/ingresar/", SIGN_IN)
    code = mailbox.code("ana@example.com")
    client.post("/ingresar/codigo/", {"code": code})
    client.post("/salir/")
    client.post("/ingresar/", SIGN_IN)
    fresh = mailbox.code("ana@example.com")
    if fresh == code:
        pytest.skip("both codes came out the same")
    refused = client.post("/ingresar/codigo/", {"code": code})
    assert "quedan 2 intentos" in str(refused.context["form"].errors)
    stranger = Client()
    assert stranger.post("/ingresar/codigo/", {"code": fresh})["Location"] == "/ingresar/"
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("cookie", ["", "x", "\x01", "a" * 5000, "../../etc/passwd"])
def test_a_made_up_session_is_nobodys(ana, cookie):
    client = Client()
    client.cookies["sessionid"] = cookie
    for address in ("/ingresar/", "/ingresar/codigo/", "/recuperar/codigo/", "/recuperar/listo/"):
        assert client.get(address).status_code in {200, 302}
    assert not get_user(client).is_authenticated
