"""From the symptom to what to do; and what the portal sees, to nobody but who it concerns."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Activity, LoginCode, PersonSession
from groundwork.messaging.models import Message
from onboarding.models import Role
from procurement.models import EntityRole
from support.views.sign_in import SYMPTOMS
from tests.accounts.factories import PASSWORD, UserFactory, sign_in
from tests.messaging.factories import returned
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityMembershipFactory

pytestmark = pytest.mark.django_db

HELP = "/ayuda/ingreso/"
CODE, BLOCKED, SUSPICIOUS = f"{HELP}codigo/", f"{HELP}bloqueo/", f"{HELP}no-fui-yo/"
PAGES = [HELP, *(f"{HELP}{slug}/" for slug in SYMPTOMS)]
PASSING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|\d{1,2}:\d\d')


@pytest.fixture
def ana():
    return UserFactory(username="ana", email="ana@example.com", full_name="Ana Cifuentes")


@pytest.fixture
def as_ana(client, ana):
    sign_in(client, ana)
    return client


def attempt(login: str = "ana") -> Client:
    """A browser in which the password was right and the code is asked for."""
    client = Client()
    client.post("/ingresar/", {"login": login, "password": PASSWORD})
    return client


def lock(login: str) -> None:
    client = Client()
    for _time in range(5):
        client.post("/ingresar/", {"login": login, "password": "otra-clave"})
    assert client.post("/ingresar/", {"login": login, "password": "otra-clave"}).status_code == 429


def html(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def plain(client, path: str) -> str:
    """A page without what differs between two servings of it."""
    return PASSING.sub("", html(client, path))


def test_every_symptom_is_listed_and_has_its_page(client):
    listed = html(client, HELP)
    for slug, symptom in SYMPTOMS.items():
        assert f'href="{HELP}{slug}/"' in listed
        shown = html(client, f"{HELP}{slug}/")
        assert f'<h1 class="govuk-heading-xl">{symptom.title}</h1>' in shown
        asked = re.search(r'href="(/ayuda/contacto/\?[^"]+)"', shown)
        assert asked is not None
        query = parse_qs(urlsplit(asked.group(1).replace("&amp;", "&")).query)
        assert query == {"tipo": [symptom.kind.value], "sistema": ["portal"], "asunto": [str(symptom.title)]}
    assert client.get(f"{HELP}otro/").status_code == 404


@pytest.mark.parametrize(
    ("slug", "leads"),
    [
        ("codigo", ["/ingresar/"]),
        ("contrasena", ["/recuperar/", "/ayuda/sistemas/?necesito=ingresar"]),
        ("no-fui-yo", ["/recuperar/", "/ayuda/canales/"]),
        ("bloqueo", ["/recuperar/", "/ingresar/?next=/ayuda/ingreso/bloqueo/"]),
        ("pagina", ["/estado/"]),
        ("otro-sistema", ["/ayuda/sistemas/", "mailto:soportesigep2@funcionpublica.gov.co"]),
        ("hoja-de-vida", ["https://www.funcionpublica.gov.co/web/sigep2", "https://www.funcionpublica.gov.co/fdci/"]),
    ],
)
def test_each_leads_to_what_solves_it(client, slug, leads):
    shown = html(client, f"{HELP}{slug}/")
    for address in leads:
        assert f'href="{address}"' in shown


@pytest.mark.parametrize("path", PAGES)
def test_a_visitor_learns_nothing_of_any_account(path, ana, mailbox):
    with time_machine.travel(timezone.now(), tick=False):
        before = plain(Client(), path)
        lock("ana")
        returned("ana@example.com")
        MembershipFactory(user=ana)
        attempt("ana")
        mailbox.messages()
        after = plain(Client(), path)
    assert after == before
    assert "Ana Cifuentes" not in after


@pytest.mark.parametrize("path", PAGES[2:])
def test_who_knows_only_the_password_sees_no_more_than_a_visitor(path, ana):
    MembershipFactory(user=ana)
    Activity.objects.create(user=ana, kind=Activity.Kind.LOCKED, device="Firefox en Windows")
    assert plain(attempt(), path) == plain(Client(), path)


def test_the_real_state_of_the_mail_is_shown_in_the_browser_that_waits_for_it(ana):
    waiting = attempt()
    refused = {"refused_at": LoginCode.objects.get().created_at, "last_error": "550 5.1.1 no such user"}
    Message.objects.update(**refused)
    shown = html(waiting, CODE)
    assert "Rechazado por el servidor de correo" in shown
    assert "550 5.1.1 no such user" in shown
    assert "a•••a@example.com" in shown
    assert 'action="/ingresar/codigo/reenviar/"' in shown
    assert 'href="/ingresar/codigo/contacto/"' in shown
    assert "Este navegador espera un código." in html(waiting, HELP)
    assert "Rechazado" not in html(Client(), CODE)
    assert "Este navegador espera" not in html(Client(), HELP)


def test_a_recovery_shows_the_same_for_a_known_address_and_an_unknown_one(ana, mailbox):
    shown = []
    for address in ("ana@example.com", "zzz@example.com"):
        visitor = Client()
        visitor.post("/recuperar/", {"email": address})
        mailbox.messages()
        shown.append(plain(visitor, CODE).replace("z•••z", "a•••a"))
    assert shown[0] == shown[1]
    assert 'href="/recuperar/"' in shown[0]


def test_a_registration_can_correct_its_address(client):
    person = {
        "full_name": "Bruno Pardo",
        "email": "bruno@example.com",
        "username": "bruno",
        "phone": "601 3344080",
        "time_zone": "America/Bogota",
        "password": PASSWORD,
        "security_question": "¿Cómo se llama mi finca?",
        "security_answer": "El Recodo",
        "terms": "on",
        "data_policy": "on",
    }
    client.post("/registro/", person)
    assert client.post("/registro/revisar/").status_code == 302
    shown = html(client, CODE)
    assert "b•••o@example.com" in shown
    assert 'href="/registro/verificar/">Escribí mal el correo: corregirlo' in shown


def test_a_person_sees_their_own_pause_and_until_when(as_ana, ana):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert "Su cuenta no tiene ninguna pausa" in html(as_ana, BLOCKED)
        lock("ANA@example.com")
        shown = html(as_ana, BLOCKED)
        assert "Hubo varios intentos errados con su usuario o su correo. Se podrá ingresar de nuevo a la" in shown
        assert "(dentro de 5 minutos)" in shown or "(dentro de 6 minutos)" in shown
        assert "Ingreso bloqueado por intentos errados" in shown
        assert 'href="/recuperar/">Recuperar la contraseña la levanta ahora' in shown
        clock.shift(timedelta(minutes=6))
        assert "Se podrá ingresar de nuevo" not in html(as_ana, BLOCKED)


def test_nobody_sees_anothers_pause(client, ana):
    lock("ana")
    sign_in(client, UserFactory(username="bruno"))
    shown = html(client, BLOCKED)
    assert "Su cuenta no tiene ninguna pausa" in shown
    assert "Ingreso bloqueado" not in shown


def test_the_rule_that_is_told_is_the_one_in_force(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "30/m/ip,7/9m/key"}
    assert "Después de 7 intentos errados con los mismos datos, el ingreso queda en pausa 9 minutos" in html(
        client, BLOCKED
    )


def test_what_else_holds_a_person_back_is_told(as_ana, ana):
    ana.email_changed_at = timezone.now()
    ana.is_reviewer = True
    ana.save()
    shown = html(as_ana, BLOCKED)
    assert "cambió hace menos de 24 horas" in shown
    assert "Su rol pide una llave de acceso" in shown
    assert 'href="/cuenta/seguridad/">Activar una' in shown
    assert "revisa documentos" in shown
    assert "solo puede cambiar la contraseña" not in shown
    ana.must_change_password = True
    ana.save()
    assert "solo puede cambiar la contraseña" in (shown := html(as_ana, BLOCKED))
    assert 'href="/cuenta/contrasena/">Cambiarla' in shown


def test_a_person_sees_their_roles_and_who_gives_them(as_ana, ana):
    mine = MembershipFactory(user=ana, role=Role.READER, supplier__name="Vías del Sur")
    MembershipFactory(supplier=mine.supplier, user=UserFactory(full_name="Rosa Administradora"))
    MembershipFactory(supplier=mine.supplier, user=UserFactory(full_name="Luis Lector"), role=Role.READER)
    gone = UserFactory(full_name="Cuenta Cerrada", is_active=False)
    MembershipFactory(supplier=mine.supplier, user=gone)
    body = EntityMembershipFactory(user=ana, role=EntityRole.ADMINISTRATOR, entity__name="Alcaldía de Prueba").entity
    EntityMembershipFactory(user=ana, entity=body, role=EntityRole.BUYER)
    EntityMembershipFactory(user=UserFactory(full_name="Ajena"))
    places = {place.team.name: place for place in as_ana.get(BLOCKED).context["places"]}
    assert places.keys() == {"Vías del Sur", "Alcaldía de Prueba"}
    assert [str(role) for role in places["Vías del Sur"].roles] == ["Consulta"]
    assert places["Vías del Sur"].administrators == ["Rosa Administradora"]
    assert not places["Vías del Sur"].administers
    assert [str(role) for role in places["Alcaldía de Prueba"].roles] == ["Administra el equipo", "Compra"]
    assert places["Alcaldía de Prueba"].administers
    shown = html(as_ana, BLOCKED)
    assert "Los roles los da usted." in shown
    for absent in ("Luis Lector", "Cuenta Cerrada", "Ajena"):
        assert absent not in shown


def test_without_a_team_the_next_step_is_offered(as_ana):
    assert 'href="/proveedor/nuevo/"' in html(as_ana, BLOCKED)


def test_the_roles_cost_the_same_for_one_team_and_for_three(as_ana, ana):
    counts = []
    for more in (1, 2):
        for _time in range(more):
            MembershipFactory(user=ana)
            EntityMembershipFactory(user=ana)
        as_ana.get(BLOCKED)
        with CaptureQueriesContext(connection) as queries:
            assert len(as_ana.get(BLOCKED).context["places"]) in {2, 6}
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_person_sees_their_own_last_acts_each_with_its_way_to_disown_it(as_ana, ana):
    for device in ("Uno", "Dos", "Tres", "Cuatro", "Cinco", "Seis"):
        Activity.objects.create(user=ana, kind=Activity.Kind.NEW_DEVICE, device=device)
    Activity.objects.create(user=UserFactory(), kind=Activity.Kind.NEW_DEVICE, device="Ajeno")
    now = timezone.now()
    for key, seen in (("viva", now), ("vieja", now - timedelta(days=2))):
        PersonSession.objects.create(user=ana, session_key=key, device="x", seen_at=seen)
    shown = as_ana.get(SUSPICIOUS)
    lines = shown.context["entries"]
    assert [line.entry.device for line in lines] == ["Seis", "Cinco", "Cuatro", "Tres", "Dos"]
    for line in lines:
        assert f'href="{line.disown_url}"' in shown.content.decode()
    assert shown.context["sessions"] == 2  # that and this one
    assert "Ajeno" not in shown.content.decode()
    assert as_ana.get(lines[0].disown_url).status_code == 200


def test_a_mailbox_that_returns_our_mail_is_told_to_its_owner_alone(as_ana, client):
    returned("ana@example.com")
    other = Client()
    sign_in(other, UserFactory())
    for path in (CODE, BLOCKED):
        assert "Su correo devuelve nuestros mensajes" in html(as_ana, path)
        assert "Su correo devuelve" not in html(other, path)
        assert "Su correo devuelve" not in html(Client(), path)


def test_who_must_choose_a_new_password_still_reads_the_help(as_ana, ana):
    ana.must_change_password = True
    ana.save()
    for path in PAGES:
        assert as_ana.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_it_is_kept_by_a_cache(path, as_ana):
    assert "no-store" in as_ana.get(path)["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/ingresar/", [HELP, "/ayuda/sistemas/"]),
        ("/recuperar/", [f"{HELP}contrasena/"]),
        ("/ingresar/inactiva/", [BLOCKED]),
        ("/no-existe/", ["/ayuda/sistemas/"]),
    ],
)
def test_the_pages_of_the_door_lead_to_the_fitting_symptom(client, path, leads):
    shown = client.get(path).content.decode()
    for address in leads:
        assert f'href="{address}"' in shown


def test_a_lock_the_code_and_the_errors_lead_there_too(ana):
    waiting = attempt()
    assert f'href="{HELP}"' in html(waiting, "/ingresar/codigo/")
    strict = Client(enforce_csrf_checks=True)
    assert f'href="{HELP}pagina/"' in strict.post("/ingresar/", {"login": "x"}).content.decode()
    person = Client()
    sign_in(person, ana)
    refused = person.get("/revision/")
    assert refused.status_code == 403
    assert f'href="{BLOCKED}"' in refused.content.decode()
    assert f'href="{HELP}pagina/"' in render_to_string("500.html")
