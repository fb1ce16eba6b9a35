"""Who asks from outside cannot tell an address with an account from one without; and each step asks little."""

import pytest
from django.conf import settings as project
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import LoginCode
from groundwork.messaging.models import Message
from tests.accounts.factories import ANSWER, PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "ana@example.com", "eva@example.com"
NEW = "frailejon-tambor-orilla"
QUERIES_A_STEP = 8
# The two that end their way also write what follows from it: session, activity, known device; sessions closed, mail
# and record.
LAST_STEPS = {"code": 14, "proofs": 23}
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
    table = project.CACHES["default"]["LOCATION"]
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
    steps["code"] = queries(lambda: client.post("/ingresar/codigo/", {"code": digits}))
    check(steps)


def test_each_step_of_a_recovery_asks_little(client, ana, mailbox):
    steps = {}
    steps["address"] = queries(lambda: client.post("/recuperar/", {"email": KNOWN}))
    steps["code page"] = queries(lambda: client.get("/recuperar/codigo/"))
    digits = mailbox.code(KNOWN)
    steps["mailbox code"] = queries(lambda: client.post("/recuperar/codigo/", {"code": digits}))
    steps["proofs page"] = queries(lambda: client.get("/recuperar/clave/"))
    answers = {"security_answer": ANSWER, "password": NEW}
    steps["proofs"] = queries(lambda: client.post("/recuperar/clave/", answers))
    steps["done"] = queries(lambda: client.get("/recuperar/listo/"))
    check(steps)


def check(steps: dict[str, list[str]]) -> None:
    many = {name: asked for name, asked in steps.items() if len(asked) > LAST_STEPS.get(name, QUERIES_A_STEP)}
    report = [f"{name}: {len(asked)}\n  " + "\n  ".join(sql[:160] for sql in asked) for name, asked in many.items()]
    assert not many, "\n".join(report)
