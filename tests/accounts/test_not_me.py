"""Saying that it was not oneself: from the mail, or from the page of activity."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import Activity, KnownDevice, LoginCode, PersonSession
from accounts.services import not_me
from groundwork.ledger.services import Entry
from tests.accounts.factories import ANSWER, PASSWORD, UserFactory, sign_in, walk_in

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "frailejon-tambor-orilla-31"


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com", last_login=timezone.now())


@pytest.fixture
def thief(ana, mailbox):
    """A browser that somebody else signed in with; the mail about it has been sent."""
    client = Client()
    walk_in(client, mailbox, ana)
    return client


@pytest.fixture
def link(thief, mailbox) -> str:
    found = re.search(r"/ingresar/no-fui-yo/\S+/", mailbox.text())
    assert found
    return found.group()


def test_a_look_at_the_link_changes_nothing_however_often(client, ana, thief, link):
    for _time in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert client.head(link).status_code in {200, 405}
    assert "Ingreso desde un equipo nuevo" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"  # other sites never see the link; with less, no form has an origin
    assert "no-store" in page["Cache-Control"]
    assert get_user(thief) == ana
    ana.refresh_from_db()
    assert not ana.must_change_password


def test_the_post_ends_every_session_and_forces_a_new_password(client, ana, thief, link, mailbox):
    mine = Client()
    sign_in(mine, ana)
    pending = LoginCode.objects.create(email=ana.email, user=ana, purpose="sign_in")
    assert "Protegimos su cuenta" in client.post(link, follow=True).content.decode()
    for browser in (thief, mine):
        assert not get_user(browser).is_authenticated
    assert not PersonSession.objects.open().exists()
    assert not KnownDevice.objects.exists()
    pending.refresh_from_db()
    assert pending.closed_at
    ana.refresh_from_db()
    assert ana.must_change_password
    assert Activity.objects.latest("pk").kind == Activity.Kind.NOT_ME
    assert Entry.objects.latest("sequence").verb == "person.reported_intrusion"
    assert mailbox.subjects(ana.email)[-1] == "Cerramos su cuenta a los demás"
    assert "/recuperar/" in mailbox.text(ana.email)


def test_a_double_click_is_one_report(client, ana, link, mailbox):
    for _time in range(2):
        assert client.post(link, follow=True).status_code == 200
    assert Activity.objects.filter(kind=Activity.Kind.NOT_ME).count() == 1
    assert mailbox.subjects().count("Cerramos su cuenta a los demás") == 1


def test_a_link_that_was_used_does_nothing_after_the_password_changed(client, ana, link):
    client.post(link)
    ana.refresh_from_db()
    ana.must_change_password = False
    ana.save()
    mine = Client()
    sign_in(mine, ana)
    client.post(link)
    ana.refresh_from_db()
    assert not ana.must_change_password
    assert get_user(mine) == ana


@pytest.mark.parametrize("days", [7.01, 30])
def test_it_expires_after_seven_days(client, ana, link, days):
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        for response in (client.get(link), client.post(link)):
            assert response.status_code == 404
            assert "ya no sirve" in response.content.decode()
    ana.refresh_from_db()
    assert not ana.must_change_password


def test_it_still_serves_on_the_sixth_day_though_the_thief_changed_the_password(client, ana, link):
    ana.set_password(NEW_PASSWORD)
    ana.save()
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        client.post(link)
    ana.refresh_from_db()
    assert ana.must_change_password


@pytest.mark.parametrize("forge", [lambda link: f"{link[:-2]}x/", lambda _link: "/ingresar/no-fui-yo/nada/"])
def test_a_forged_one_is_nobodys(client, ana, link, forge):
    assert client.post(forge(link)).status_code == 404
    ana.refresh_from_db()
    assert not ana.must_change_password


def test_a_forged_form_of_another_site_is_refused(ana, link):
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    ana.refresh_from_db()
    assert not ana.must_change_password


def test_from_the_page_of_activity_it_ends_ones_own_session_too(client, ana):
    sign_in(client, ana)
    page = client.get("/cuenta/actividad/").content.decode()
    link = re.search(r'href="(/ingresar/no-fui-yo/[^"]+)"', page)
    assert link
    done = client.post(link.group(1), follow=True)
    assert "Protegimos su cuenta" in done.content.decode()
    assert not get_user(client).is_authenticated
    assert not Session.objects.filter(session_key__in=PersonSession.objects.values("session_key")).exists()


def test_a_stranger_who_is_signed_in_stays_so(client, ana, link):
    eva = UserFactory()
    sign_in(client, eva)
    client.post(link)
    assert get_user(client) == eva
    eva.refresh_from_db()
    assert not eva.must_change_password


def test_what_was_said_by_oneself_cannot_be_disowned(client, ana, link):
    client.post(link)
    sign_in(client, ana)
    ana.refresh_from_db()
    ana.must_change_password = False
    ana.save()
    days = client.get("/cuenta/actividad/").context["days"]
    lines = [line for day in days for line in day.entries]
    assert {line.entry.kind for line in lines if not line.disown_url} == {Activity.Kind.NOT_ME}


def test_until_then_nothing_else_opens(client, ana, link, mailbox):
    Client().post(link)
    assert walk_in(client, mailbox, ana) == "/inicio/"
    for closed in ("/inicio/", "/procesos/", "/cuenta/", "/cuenta/sesiones/", "/", "/nada/"):
        assert client.get(closed).url == "/cuenta/contrasena/"
        assert client.post(closed).url == "/cuenta/contrasena/"
    for opened in ("/cuenta/contrasena/", "/ayuda/", "/recuperar/"):
        assert client.get(opened).status_code == 200
    assert client.post("/salir/").url == "/"
    assert client.get("/procesos/").status_code == 200


def test_it_costs_a_page_no_query(client, ana, django_assert_num_queries):
    sign_in(client, ana)
    ana.must_change_password = True
    ana.save()
    with django_assert_num_queries(3):  # the session, the person, their device
        client.get("/cuenta/")


def test_changing_the_password_opens_everything_again(client, ana, link, mailbox):
    Client().post(link)
    walk_in(client, mailbox, ana)
    client.post("/cuenta/contrasena/", {"current": PASSWORD, "password": NEW_PASSWORD})
    assert client.get("/cuenta/sesiones/").status_code == 200


def test_so_does_recovering_it(client, ana, link, mailbox):
    Client().post(link)
    mailbox.deliver()
    client.post("/recuperar/", {"email": ana.email})
    client.post("/recuperar/codigo/", {"code": mailbox.code(ana.email)})
    client.post("/recuperar/clave/", {"security_answer": ANSWER, "password": NEW_PASSWORD})
    ana.refresh_from_db()
    assert ana.check_password(NEW_PASSWORD)
    assert not ana.must_change_password


def test_a_token_says_only_what_it_says(ana):
    entry = Activity.objects.create(user=ana, kind=Activity.Kind.SIGNED_IN)
    claim = not_me.read(not_me.token_for(entry))
    assert claim
    assert claim.entry == entry
    entry.delete()
    assert not_me.read(not_me.token_for(entry)) is None
