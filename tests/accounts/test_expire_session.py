"""What becomes of a page whose session ends: its notice, and what was typed in it."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Activity, PersonSession
from accounts.services import drafts
from tests.accounts.factories import UserFactory, sign_in, walk_in

pytestmark = pytest.mark.django_db

FORM, DRAFT = "/cuenta/datos/", "/cuenta/continuar/"
TYPED = {"full_name": "Ana María Peña", "firm": "Vías del Sur\nS. A. S.", "language": ["es-co", "en"]}
LATER = timedelta(minutes=31)


@pytest.fixture
def ana(client):
    person = UserFactory(username="ana", email="ana@example.com")
    sign_in(client, person)
    return person


def late(client, after: timedelta = LATER, path: str = FORM, data: dict[str, Any] | None = None):
    """Post the form once the session has ended."""
    with time_machine.travel(timezone.now() + after):
        return client.post(path, TYPED if data is None else data)


def notice(client) -> tuple[int, bool]:
    """For how many seconds the page says that the session goes on, and whether it can be renewed."""
    said = re.search(r'data-seconds="(\d+)" data-renewable="([01])"', client.get("/cuenta/sesiones/").content.decode())
    assert said
    return int(said.group(1)), said.group(2) == "1"


def test_what_was_posted_too_late_comes_back_after_the_sign_in(client, ana, mailbox):
    assert late(client).url == f"/ingresar/?next={DRAFT}"
    assert "Guardamos lo que acababa de enviar" in client.get("/ingresar/").content.decode()
    assert walk_in(client, mailbox, ana, next=DRAFT) == DRAFT
    page = client.get(DRAFT)
    assert "Recuperamos lo que escribió" in page.content.decode()
    assert page.context["draft"].path == FORM
    assert page.context["draft"].fields == [
        ("full_name", "Ana María Peña"),
        ("firm", "Vías del Sur\nS. A. S."),
        ("language", "es-co"),
        ("language", "en"),
    ]
    ana.refresh_from_db()
    assert ana.full_name != "Ana María Peña"


def test_nothing_of_it_is_readable_in_the_database(client, ana):
    late(client)
    assert "Peña" not in str(client.session[drafts.DRAFT])


def test_it_goes_once_its_form_is_sent_again(client, ana, mailbox):
    late(client)
    walk_in(client, mailbox, ana)
    client.post(FORM, TYPED)
    assert drafts.DRAFT not in client.session
    assert client.get(DRAFT).url == "/inicio/"


def test_it_can_be_let_go(client, ana, mailbox):
    late(client)
    walk_in(client, mailbox, ana)
    assert client.post(DRAFT).status_code == 302
    assert drafts.DRAFT not in client.session
    assert client.post(DRAFT).status_code == 302


def test_another_person_never_sees_it(client, ana, mailbox):
    late(client)
    eva = UserFactory()
    walk_in(client, mailbox, eva)
    assert client.get(DRAFT).status_code == 302
    client.post("/salir/")
    walk_in(client, mailbox, ana)
    assert client.get(DRAFT).status_code == 302


@pytest.mark.parametrize("hours", [13, 60])
def test_the_morning_after_it_is_kept_too(client, ana, mailbox, hours):
    client.post("/salir/")
    walk_in(client, mailbox, ana)
    assert client.cookies["sessionid"]["max-age"] > hours * 3600
    assert late(client, timedelta(hours=hours)).url == f"/ingresar/?next={DRAFT}"


def test_a_session_that_was_closed_from_elsewhere_keeps_it_for_its_owner(client, ana):
    Session.objects.all().delete()
    assert client.post(FORM, TYPED).url == f"/ingresar/?next={DRAFT}"
    assert client.session[drafts.DRAFT]["owner"] == ana.pk


def test_another_tab_that_noticed_first_does_not_lose_it(client, ana):
    with time_machine.travel(timezone.now() + LATER):
        client.get("/cuenta/")
        assert client.post(FORM, TYPED).url == f"/ingresar/?next={DRAFT}"


def test_after_leaving_nothing_is_kept(client, ana):
    client.post("/salir/")
    assert client.post(FORM, TYPED).url == f"/ingresar/?next={FORM}"
    assert drafts.DRAFT not in client.session


def test_nothing_is_kept_of_who_was_never_signed_in():
    visitor = Client()
    page = "http://testserver/cuenta/datos/?volver=1"
    response = visitor.post(FORM, TYPED, headers={"referer": page})
    assert response["Location"] == "/ingresar/?next=/cuenta/datos/%3Fvolver%3D1"
    elsewhere = visitor.post(FORM, TYPED, headers={"referer": "https://malo.example/"})
    assert elsewhere["Location"] == f"/ingresar/?next={FORM}"
    assert drafts.DRAFT not in visitor.session


def test_neither_secrets_nor_files_are_kept(client, ana, mailbox):
    secrets = {"password": "guadua", "code": "123456", "1-new_password": "neblina", "csrfmiddlewaretoken": "x"}
    file = SimpleUploadedFile("rut.pdf", b"%PDF-1.7")
    late(client, data={**TYPED, **secrets, "file": file})
    walk_in(client, mailbox, ana)
    page = client.get(DRAFT)
    assert {name for name, _value in page.context["draft"].fields} == set(TYPED)
    assert "tendrá que adjuntarlos otra vez" in page.content.decode()


def test_more_than_a_quarter_of_a_megabyte_is_not_kept(client, ana):
    assert late(client, data={"firm": "x" * drafts.LARGEST}).url == f"/ingresar/?next={FORM}"
    assert drafts.DRAFT not in client.session


def test_only_the_last_one_is_kept(client, ana):
    with time_machine.travel(timezone.now() + LATER):
        client.post(FORM, TYPED)
        client.post("/cuenta/avisos/", {"kind": "x"})
    assert client.session[drafts.DRAFT]["path"] == "/cuenta/avisos/"


def test_a_form_of_another_site_puts_nothing_in(ana):
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, ana)
    with time_machine.travel(timezone.now() + LATER):
        assert strict.post(FORM, TYPED).status_code == 403
    assert drafts.DRAFT not in strict.session


def test_the_form_goes_on_with_the_token_of_its_own_page(ana, mailbox):
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, ana)
    token = strict.get(FORM).context["csrf_token"]
    with time_machine.travel(timezone.now() + LATER):
        kept = strict.post(FORM, {**TYPED, "csrfmiddlewaretoken": str(token)})
        assert kept["Location"] == f"/ingresar/?next={DRAFT}"


def test_a_fragment_is_refused_and_replaces_nothing(client, ana):
    with time_machine.travel(timezone.now() + LATER):
        response = client.post(FORM, TYPED, headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert not response.content


def test_a_draft_whose_key_is_gone_is_none(client, ana, settings):
    late(client)
    settings.KEY_RING = [f"otra:{'B' * 43}="]
    assert drafts.of(client.session, ana) is None


def test_the_page_of_a_draft_is_for_who_has_one(client, ana):
    assert client.get(DRAFT).url == "/inicio/"
    assert Client().get(DRAFT)["Location"] == f"/ingresar/?next={DRAFT}"


def test_the_page_says_how_long_the_session_goes_on(client, ana):
    with time_machine.travel("2026-11-24 15:00:00+00:00", tick=False) as clock:
        sign_in(client, ana)
        assert notice(client) == (1800, True)
        clock.shift(timedelta(seconds=50))
        assert notice(client) == (1750, True)
        for _time in range(25):
            clock.shift(timedelta(minutes=28))
            client.get("/cuenta/")
        clock.shift(timedelta(minutes=15))
        assert notice(client) == (5 * 60 - 50, False)


def test_it_knows_a_shared_computer(client, mailbox):
    walk_in(client, mailbox, UserFactory(), shared="on")
    assert 590 < notice(client)[0] <= 600


def test_a_visitor_has_no_such_notice(client):
    assert "data-seconds" not in client.get("/procesos/").content.decode()


def test_staying_makes_it_longer(client, ana):
    with time_machine.travel("2026-11-24 15:00:00+00:00", tick=False) as clock:
        sign_in(client, ana)
        clock.shift(timedelta(minutes=29))
        assert client.post("/cuenta/sesiones/seguir/").json() == {"seconds": 1800, "renewable": True}
        clock.shift(timedelta(minutes=29))
        assert client.get("/cuenta/").status_code == 200


def test_who_stays_too_late_is_led_to_the_sign_in_and_leaves_no_draft(client, ana):
    assert late(client, path="/cuenta/sesiones/seguir/", data={}).status_code == 302
    assert drafts.DRAFT not in client.session


def test_the_end_is_written_on_the_server(client, ana):
    with time_machine.travel(timezone.now() + LATER):
        client.get("/cuenta/")
    assert PersonSession.objects.get().ended_at
    assert not Activity.objects.filter(kind=Activity.Kind.SIGNED_OUT).exists()


def test_a_new_password_ends_the_other_sessions(client, ana, mailbox):
    other = Client()
    sign_in(other, ana)
    client.post(
        "/cuenta/contrasena/", {"current": "guadua-neblina-trocha-58", "password": "frailejon-tambor-orilla-31"}
    )
    assert client.get("/cuenta/sesiones/").context["this"].code == PersonSession.objects.open().get().code
    assert other.get("/cuenta/").status_code == 302
