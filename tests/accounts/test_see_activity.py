"""Reading what happened in one's account."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tasks
from accounts.models import Activity
from accounts.services import activity
from accounts.services.activity import Origin
from tests.accounts.factories import (
    PASSWORD,
    AuthenticatorFactory,
    UserFactory,
    app_code,
    sign_in,
    walk_in,
    wrong,
)

pytestmark = pytest.mark.django_db

PAGE = "/cuenta/actividad/"
Kind = Activity.Kind
ORIGIN = Origin("Firefox en Windows", "203.0.113.7")


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com")


def kinds(person) -> list[str]:
    return list(Activity.objects.of(person).order_by("pk").values_list("kind", flat=True))


def test_signing_in_and_out_are_written(client, ana, mailbox):
    walk_in(client, mailbox, ana)
    client.post("/salir/")
    assert kinds(ana) == ["signed_in", "signed_out"]


def test_a_session_that_idled_was_not_left_by_the_person(client, ana):
    sign_in(client, ana)
    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        client.get("/cuenta/")
    assert kinds(ana) == ["signed_in"]


@pytest.mark.parametrize("login", ["ana", "ANA", "ana@example.com", "Ana@Example.com"])
def test_a_wrong_password_is_written_for_who_the_login_names(ana, login):
    Client(HTTP_USER_AGENT="Firefox/140.0 Windows").post("/ingresar/", {"login": login, "password": "otra-clave"})
    entry = Activity.objects.get()
    assert (entry.user, entry.kind, entry.device) == (ana, Kind.PASSWORD_REFUSED, "Firefox en Windows")
    assert entry.address == "127.0.0.1"
    assert not entry.detail


def test_nothing_is_written_for_a_login_of_nobody(client, ana):
    client.post("/ingresar/", {"login": "nadie", "password": "otra-clave"})
    assert not Activity.objects.exists()


def test_known_and_unknown_logins_cost_the_same_statements_and_no_wait_for_the_disk(client, ana):
    statements = []
    for login in ("ana", "nadie"):
        with CaptureQueriesContext(connection) as captured:
            client.post("/ingresar/", {"login": login, "password": "otra-clave"})
        ours = [query["sql"] for query in captured if "cache" not in query["sql"]]
        statements.append([sql.split("WHERE")[0] for sql in ours if "session" not in sql])
        assert any("synchronous_commit TO off" in sql for sql in ours)
    assert len(statements[0]) == len(statements[1])


def test_a_lock_out_is_written_once(client, ana):
    for _try in range(8):
        client.post("/ingresar/", {"login": "ana", "password": "otra-clave"})
    assert kinds(ana) == ["password_refused"] * 5 + ["locked"]


def test_a_wrong_mailed_code_is_written(client, ana, mailbox):
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    client.post("/ingresar/codigo/", {"code": wrong(mailbox.code(ana.email))})
    assert kinds(ana) == ["code_refused"]


def test_a_wrong_code_of_the_app_is_written_and_hammering_it_is_not_written_each_time(client, ana):
    AuthenticatorFactory(user=ana)
    client.post("/ingresar/", {"login": "ana", "password": PASSWORD})
    for _try in range(3):
        client.post("/ingresar/codigo/", {"code": wrong(app_code())})
    assert kinds(ana) == ["code_refused"]


def test_a_wrong_code_of_a_recovery_is_not_since_that_would_tell_the_account(client, ana, mailbox):
    client.post("/recuperar/", {"email": ana.email})
    client.post("/recuperar/codigo/", {"code": wrong(mailbox.code(ana.email))})
    assert not Activity.objects.exists()


def test_the_page_groups_by_day_in_the_persons_zone_newest_first(client, ana):
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    with time_machine.travel("2026-11-24 14:30:00+00:00", tick=False) as clock:  # 23:30 in Tokyo
        activity.record(ana, Kind.PASSWORD_REFUSED, ORIGIN)
        clock.shift(timedelta(hours=1))
        activity.record(ana, Kind.EMAIL_CHANGED, ORIGIN, detail="a•••a@example.org")
        sign_in(client, ana)
        page = client.get(PAGE)
    assert [day.words for day in page.context["days"]] == [
        "miércoles 25 de noviembre de 2026",
        "martes 24 de noviembre de 2026",
    ]
    said = page.content.decode()
    assert said.index("Cambió el correo") < said.index("Contraseña errada")
    for words in ("Firefox en Windows", "203.0.113.7", "a•••a@example.org", "12:30", "3 registros", "2 años"):
        assert words in said
    assert said.count("No fui yo<") == 3


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [("", {"signed_in", "email_changed"}), ("ingresos", {"signed_in"}), ("cambios", {"email_changed"})],
)
def test_the_kind_is_chosen_in_the_address(client, ana, chosen, expected):
    activity.record(ana, Kind.EMAIL_CHANGED, ORIGIN)
    sign_in(client, ana)
    page = client.get(PAGE, {"tipo": chosen} if chosen else {})
    assert {line.entry.kind for day in page.context["days"] for line in day.entries} == expected
    assert page.context["count"].number == len(expected)


def test_a_kind_that_there_is_not_is_a_bad_request(client, ana):
    sign_in(client, ana)
    assert client.get(PAGE, {"tipo": "otro"}).status_code == 400


def test_an_empty_list_says_so(client, ana):
    sign_in(client, ana)
    assert "No hay nada aquí todavía" in client.get(PAGE, {"tipo": "cambios"}).content.decode()


def test_nobody_sees_another_persons(client, ana):
    activity.record(ana, Kind.EMAIL_CHANGED, ORIGIN)
    sign_in(client, UserFactory())
    assert "Cambió el correo" not in client.get(PAGE).content.decode()
    assert Client().get(PAGE)["Location"] == f"/ingresar/?next={PAGE}"


def test_a_long_list_is_paged_and_keeps_its_filter(client, ana):
    for _number in range(25):
        activity.record(ana, Kind.DATA_CHANGED, ORIGIN)
    sign_in(client, ana)
    first = client.get(PAGE, {"tipo": "cambios"})
    assert "25 registros" in first.content.decode()
    assert "tipo=cambios&amp;desde=" in first.content.decode()
    second = client.get(PAGE, {"tipo": "cambios", "desde": first.context["page"].next})
    assert len(second.context["page"]) == 5
    assert client.get(PAGE, {"desde": "inventado"}).status_code == 400


def test_the_queries_are_the_same_for_one_and_three(client, ana):
    sign_in(client, ana)
    counts = []
    for more in (0, 2):
        for _number in range(more):
            activity.record(ana, Kind.DATA_CHANGED, ORIGIN)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_night_forgets_what_is_older_than_two_years(ana):
    activity.record(ana, Kind.DATA_CHANGED, ORIGIN)
    with time_machine.travel(timezone.now() + timedelta(days=730)):
        tasks.forget()
        assert Activity.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=732)):
        tasks.forget()
        assert not Activity.objects.exists()
