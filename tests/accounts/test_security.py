"""/cuenta/seguridad/: every way with its state, the question, and who must have a strong factor."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import powers
from accounts.models import Activity
from accounts.services import factors, people
from procurement.models import EntityMembership, EntityRole
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code, sign_in
from tests.accounts.soft_passkey import give_passkey
from tests.procurement.factories import EntityFactory

pytestmark = pytest.mark.django_db

PAGE, QUESTION = "/cuenta/seguridad/", "/cuenta/seguridad/pregunta/"


@pytest.fixture
def ana(db):
    return UserFactory(username="ana", email="ana@example.com")


@pytest.fixture
def inside(client, ana):
    sign_in(client, ana)
    return client


def ways(page) -> dict[str, tuple[str, str]]:
    return {way.title: (way.state, way.url) for group in ("strong", "others", "spare") for way in page.context[group]}


def enter(client, mailbox, login: str, wanted: str = ""):
    client.post("/ingresar/", {"login": login, "password": PASSWORD, "next": wanted})
    return client.post("/ingresar/codigo/", {"code": mailbox.code(f"{login}@example.com")})


def test_each_way_has_its_state_and_its_one_action(inside, ana):
    assert ways(inside.get(PAGE)) == {
        "Llaves de acceso": ("Ninguna", "/cuenta/seguridad/llaves/nueva/"),
        "Aplicación de autenticación": ("Sin activar", "/cuenta/seguridad/aplicacion/"),
        "Contraseña": ("Activa", "/cuenta/contrasena/"),
        "Código al correo": ("Activo", "/cuenta/correo/"),
        "Códigos de respaldo": ("Sin generar", "/cuenta/seguridad/respaldo/"),
        "Pregunta de seguridad": ("Activa", QUESTION),
    }


def test_what_the_person_has_is_shown_with_when_it_was_used(client, ana):
    app = AuthenticatorFactory(user=ana, last_used_at=timezone.now() - timedelta(days=400))
    give_passkey(ana)
    sign_in(client, ana, app)
    page = client.get(PAGE)
    assert "Genere códigos de respaldo" in page.content.decode()
    client.post("/cuenta/seguridad/respaldo/")
    page = client.get(PAGE)
    assert "Genere códigos de respaldo" not in page.content.decode()
    shown = ways(page)
    assert shown["Llaves de acceso"] == ("1 llave", "/cuenta/seguridad/llaves/")
    assert shown["Aplicación de autenticación"] == ("Activa", "/cuenta/seguridad/aplicacion/")
    assert shown["Códigos de respaldo"][0] == "Quedan 10"
    assert "Última vez:" in page.context["strong"][1].note


def test_it_costs_the_same_however_much_there_is(client, ana):
    app = AuthenticatorFactory(user=ana)
    sign_in(client, ana, app)
    counts = []
    for _round in range(2):
        give_passkey(ana)
        give_passkey(ana)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_visitor_signs_in_first(client):
    for page in (PAGE, QUESTION, "/cuenta/seguridad/aplicacion/", "/cuenta/seguridad/llaves/"):
        assert client.get(page).url.startswith("/ingresar/?next=")


def test_another_question_takes_the_place_of_the_last_and_the_person_is_told(inside, ana, mailbox):
    assert ana.security_question in inside.get(QUESTION).content.decode()
    given = {"security_question": "¿Cómo se llama mi finca?", "security_answer": "El Recodo"}
    assert inside.post(QUESTION, given).url == PAGE
    ana.refresh_from_db()
    assert ana.security_question == "¿Cómo se llama mi finca?"
    assert people.answer_matches(ana, "el  récodo")
    assert "Recodo" not in ana.security_answer
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.QUESTION_CHANGED).count() == 1
    assert "se cambió la pregunta de seguridad" in mailbox.text("ana@example.com")
    assert "Recodo" not in mailbox.text()


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [
        ("", "El Recodo", "security_question"),
        ("¿Cuál?", "", "security_answer"),
        ("¿Cuál?", "x", "security_answer"),
        ("¿Mi finca El Recodo?", "recodo", "security_answer"),
        ("¿Cu\u202eál?", "El Recodo", "security_question"),
    ],
)
def test_a_question_that_protects_nothing_is_refused(inside, ana, question, answer, field):
    refused = inside.post(QUESTION, {"security_question": question, "security_answer": answer})
    assert refused.context["form"].has_error(field)
    ana.refresh_from_db()
    assert ana.security_question == "¿Cómo se llamaba su primera escuela?"


def test_the_question_asks_for_a_fresh_proof(inside, ana):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert inside.get(QUESTION).url.startswith("/ingresar/confirmar/")
        given = {"security_question": "¿Cuál?", "security_answer": "El Recodo"}
        assert inside.post(QUESTION, given).url.startswith("/ingresar/confirmar/")
    ana.refresh_from_db()
    assert ana.security_question == "¿Cómo se llamaba su primera escuela?"


@pytest.mark.parametrize(
    ("role", "needs"), [(EntityRole.APPROVER, True), (EntityRole.CUSTODIAN, True), (EntityRole.BUYER, False)]
)
def test_a_role_over_others_needs_a_strong_factor(ana, role, needs):
    EntityMembership.objects.create(entity=EntityFactory(), user=ana, role=role)
    assert powers.needs_strong_factor(ana) is needs


def test_staff_and_reviewers_need_one_and_others_do_not(ana):
    assert not powers.needs_strong_factor(ana)
    assert powers.needs_strong_factor(UserFactory(is_staff=True))
    assert powers.needs_strong_factor(UserFactory(is_reviewer=True))


def test_a_room_says_its_own_rule(ana, monkeypatch):
    monkeypatch.setattr(powers, "_rules", {})
    powers.register("room", Q(username="ana"))
    assert powers.needs_strong_factor(ana)
    assert not powers.needs_strong_factor(UserFactory())


def test_who_must_have_one_reaches_little_else_until_then_and_goes_on_afterwards(client, mailbox):
    UserFactory(username="rosa", email="rosa@example.com", is_reviewer=True)
    assert enter(client, mailbox, "rosa", "/cuenta/datos/").url == "/cuenta/datos/"
    assert client.get("/cuenta/datos/").url == PAGE
    assert client.get("/inicio/").url == PAGE
    assert client.post("/cuenta/datos/", {"full_name": "Otra"}).url == PAGE
    page = client.get(PAGE)
    assert "seguirá a donde iba" in page.content.decode()
    assert client.get("/ayuda/").status_code == 200
    secret = client.get("/cuenta/seguridad/aplicacion/").context["secret"].replace(" ", "")
    enrolled = client.post("/cuenta/seguridad/aplicacion/", {"code": app_code(secret)})
    assert enrolled.url == "/cuenta/seguridad/respaldo/?next=%2Fcuenta%2Fdatos%2F"
    assert client.get("/cuenta/datos/").status_code == 200
    assert "seguirá a donde iba" not in client.get(PAGE).content.decode()


def test_leaving_is_always_open(client, mailbox):
    UserFactory(username="rosa", email="rosa@example.com", is_reviewer=True)
    enter(client, mailbox, "rosa")
    assert client.post("/salir/").url == "/"
    assert client.get("/").status_code == 200


def test_who_has_one_or_needs_none_is_not_held_back(client, mailbox, ana):
    enter(client, mailbox, "ana")
    assert client.get("/cuenta/").status_code == 200
    boss = AuthenticatorFactory(user=UserFactory(username="jefa", email="jefa@example.com", is_staff=True)).user
    other = Client()
    other.post("/ingresar/", {"login": boss.username, "password": PASSWORD})
    other.post("/ingresar/codigo/factor/", {"factor": "email"})
    other.post("/ingresar/codigo/", {"code": mailbox.code("jefa@example.com")})
    assert other.get("/cuenta/").status_code == 200


def test_the_rule_costs_others_nothing_on_each_page(client, mailbox, ana):
    enter(client, mailbox, "ana")
    client.get("/cuenta/seguridad/llaves/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/cuenta/")
    assert not any("entitymembership" in query["sql"] and "role" in query["sql"] for query in captured)


def test_what_a_person_has_is_one_query(ana):
    AuthenticatorFactory(user=ana)
    give_passkey(ana)
    with CaptureQueriesContext(connection) as captured:
        held = factors.held_by(ana)
    assert len(captured) == 1
    assert held.for_sign_in == ("passkey", "app", "email")
    assert held.for_identity() == ("passkey", "app")
    assert factors.held_by(None).for_sign_in == ("email",)
