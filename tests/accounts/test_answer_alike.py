"""Who asks from outside cannot tell an address with an account from one without; and each step asks little."""

from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import LoginCode, PersonSession, User
from groundwork.messaging.models import Message
from tests.accounts.factories import (
    ANSWER,
    PASSWORD,
    AuthenticatorFactory,
    UserFactory,
    app_code,
    sign_in,
    walk_in,
    wrong,
)
from tests.accounts.soft_passkey import give_passkey, login_options
from tests.fixtures.mailbox import Mailbox

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "ana@example.com", "eva@example.com"
NEW = "frailejon-tambor-orilla"
QUERIES_A_STEP = 8
REGISTRATION = {
    "full_name": "Ana María Peña",
    "phone": "601 3344080",
    "time_zone": "America/Bogota",
    "password": PASSWORD,
    "security_question": "¿Cómo se llama mi finca?",
    "security_answer": "El Recodo",
    "terms": "on",
    "data_policy": "on",
}


@pytest.fixture
def ana():
    return UserFactory(username="ana", email=KNOWN)


def shown(response, address: str) -> tuple[object, ...]:
    """What an outsider sees of an answer, without what is theirs: the address and the form's token."""
    lines = [line for line in response.content.decode().splitlines() if "csrfmiddlewaretoken" not in line]
    text = "\n".join(lines).replace(address, "@").replace(f"{address[0]}•••", "•••")
    return response.status_code, response.headers.get("Location"), sorted(response.headers), text


def test_a_wrong_pair_shows_the_same_page(ana):
    pages = []
    for login in (KNOWN, UNKNOWN):
        response = Client().post("/ingresar/", {"login": login, "password": "otra-clave"})
        pages.append(shown(response, login))
    assert pages[0] == pages[1]


def test_a_recovery_shows_the_same_pages_and_owes_the_same_rows(ana, mailbox):
    pages, owed = [], []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        steps = [client.post("/recuperar/", {"email": address})]
        owed.append((LoginCode.objects.filter(email=address).count(), Message.objects.filter(to=address).count()))
        steps += [client.get("/recuperar/codigo/"), client.get("/ingresar/codigo/estado/")]
        mailbox.messages()
        steps += [client.post("/recuperar/codigo/", {"code": "000000"}) for _try in range(4)]
        pages.append([shown(step, address) for step in steps])
    assert owed[0] == owed[1] == (1, 1)
    assert pages[0] == pages[1]


def test_a_registration_shows_the_same_pages(ana, mailbox):
    pages = []
    for address in (KNOWN, UNKNOWN):
        client = Client()
        steps = [
            client.post("/registro/", REGISTRATION | {"email": address, "username": "nueva"}),
            client.get("/registro/revisar/"),
            client.post("/registro/revisar/"),
            client.get("/registro/verificar/"),
        ]
        mailbox.messages()
        steps += [client.post("/registro/verificar/", {"code": "000000"}) for _try in range(4)]
        pages.append([shown(step, address) for step in steps])
    assert pages[0] == pages[1]


def queries(act) -> list[str]:
    """The statements of one step, apart from the cache's, which is Redis in production."""
    with CaptureQueriesContext(connection) as captured:
        act()
    cache: Any = project.CACHES["default"]
    table = cache["LOCATION"]
    ours = [query["sql"] for query in captured if f'"{table}"' not in query["sql"]]
    return [sql for sql in ours if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))]


def test_each_step_of_a_sign_in_asks_little(client, ana, mailbox):
    steps = {}
    steps["page"] = queries(lambda: client.get("/ingresar/"))
    steps["wrong"] = queries(lambda: client.post("/ingresar/", {"login": "ana", "password": "otra-clave"}))
    steps["password"] = queries(lambda: client.post("/ingresar/", {"login": "ana", "password": PASSWORD}))
    steps["code page"] = queries(lambda: client.get("/ingresar/codigo/"))
    steps["help"] = queries(lambda: client.get("/ingresar/codigo/ayuda/"))
    steps["state"] = queries(lambda: client.get("/ingresar/codigo/estado/"))
    digits = mailbox.code(KNOWN)
    steps["wrong code"] = queries(lambda: client.post("/ingresar/codigo/", {"code": wrong(digits)}))
    steps["code"] = queries(lambda: client.post("/ingresar/codigo/", {"code": digits}))
    check(steps)


def test_a_sign_in_from_a_browser_that_somebody_else_used_asks_little_too(client, ana, mailbox):
    """The most that the last step of one writes: the browser is compared, told of by mail and kept."""
    walk_in(client, mailbox, UserFactory(username="eva"))
    walk_in(Client(), mailbox, ana)
    client.post("/salir/")
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    digits = mailbox.code(KNOWN)
    check({"code": queries(lambda: client.post("/ingresar/codigo/", {"code": digits}))})
    assert mailbox.subjects().count("Ingreso a su cuenta desde un equipo nuevo") == 1


def test_each_step_of_a_recovery_asks_little(client, ana, mailbox):
    for _browser in range(3):
        sign_in(Client(), ana)
    steps = {}
    steps["address"] = queries(lambda: client.post("/recuperar/", {"email": KNOWN}))
    steps["code page"] = queries(lambda: client.get("/recuperar/codigo/"))
    digits = mailbox.code(KNOWN)
    steps["mailbox code"] = queries(lambda: client.post("/recuperar/codigo/", {"code": digits}))
    steps["proofs page"] = queries(lambda: client.get("/recuperar/clave/"))
    refused = {"security_answer": "otra", "password": NEW}
    steps["wrong proofs"] = queries(lambda: client.post("/recuperar/clave/", refused))
    answers = {"security_answer": ANSWER, "password": NEW}
    steps["proofs"] = queries(lambda: client.post("/recuperar/clave/", answers))
    steps["done"] = queries(lambda: client.get("/recuperar/listo/"))
    check(steps)
    assert not PersonSession.objects.of(ana).open().exists()


def test_each_step_of_a_registration_asks_little(client, mailbox):
    steps = {}
    steps["page"] = queries(lambda: client.get("/registro/"))
    typed = REGISTRATION | {"email": UNKNOWN, "username": "eva"}
    steps["form"] = queries(lambda: client.post("/registro/", typed))
    steps["review"] = queries(lambda: client.get("/registro/revisar/"))
    steps["send"] = queries(lambda: client.post("/registro/revisar/"))
    steps["code page"] = queries(lambda: client.get("/registro/verificar/"))
    digits = mailbox.code(UNKNOWN)
    steps["wrong code"] = queries(lambda: client.post("/registro/verificar/", {"code": wrong(digits)}))
    steps["code"] = queries(lambda: client.post("/registro/verificar/", {"code": digits}))
    check(steps)
    assert User.objects.by_email(UNKNOWN).exists()


def test_a_sign_in_with_an_app_or_a_passkey_asks_little_too(client, ana):
    AuthenticatorFactory(user=ana)
    steps = {"app password": queries(lambda: client.post("/ingresar/", {"login": "ana", "password": PASSWORD}))}
    steps["app page"] = queries(lambda: client.get("/ingresar/codigo/"))
    steps["app"] = queries(lambda: client.post("/ingresar/codigo/", {"code": app_code()}))
    client = Client()
    soft, _kept = give_passkey(ana)
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    options: dict[str, Any] = {}
    steps["passkey options"] = queries(lambda: options.update(login_options(client)))
    signed = soft.sign(options)
    steps["passkey"] = queries(lambda: client.post("/ingresar/codigo/", {"code": signed}))
    check(steps)
    assert client.get("/cuenta/").status_code == 200


def test_a_recovery_with_an_app_or_a_passkey_asks_little_too(client, ana, mailbox):
    eva = UserFactory(username="eva", email=UNKNOWN)
    AuthenticatorFactory(user=ana)
    soft, _kept = give_passkey(eva)
    steps = {}
    proofs = {"security_answer": ANSWER, "password": NEW}
    prove_mailbox(client, mailbox, KNOWN)
    steps["proofs and app"] = queries(lambda: client.post("/recuperar/clave/", proofs | {"code": app_code()}))
    other = Client()
    prove_mailbox(other, mailbox, UNKNOWN)
    signed = soft.sign(other.post("/recuperar/clave/llave/").json())
    steps["proofs and passkey"] = queries(lambda: other.post("/recuperar/clave/", proofs | {"code": signed}))
    check(steps)
    for person in (ana, eva):
        person.refresh_from_db()
        assert person.check_password(NEW)


def prove_mailbox(client: Client, mailbox: Mailbox, address: str) -> None:
    client.post("/recuperar/", {"email": address})
    client.post("/recuperar/codigo/", {"code": mailbox.code(address)})


def check(steps: dict[str, list[str]]) -> None:
    many = {name: asked for name, asked in steps.items() if len(asked) > QUERIES_A_STEP}
    report = [f"{name}: {len(asked)}\n  " + "\n  ".join(sql[:160] for sql in asked) for name, asked in many.items()]
    assert not many, "\n".join(report)
