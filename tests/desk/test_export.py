"""Mis datos: everything that is kept about a person, from every room, for them alone."""

import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone, translation

from accounts.models import Activity, BackupCode, Consent, LoginCode, User
from accounts.personal_data import Section
from accounts.services.activity import Origin
from accounts.services.profile import change
from desk.services import export
from groundwork.files import pdf
from groundwork.messaging.models import Message
from interests.models import Mute, State
from interests.services import mutes
from procurement.models import EntityMembership, EntityRole
from tests.accounts.factories import ANSWER, PASSWORD, AuthenticatorFactory, UserFactory, sign_in
from tests.interests.factories import AlertSubscriptionFactory, InterestFactory, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory

pytestmark = pytest.mark.django_db

PAGE, JSON, PDF = "/cuenta/mis-datos/", "/cuenta/mis-datos/json/", "/cuenta/mis-datos/pdf/"
# Tables about people that need no section, and why.
ELSEWHERE: dict[str, str] = {
    "accounts.LoginCode": "a digest that is deleted the next day; its mail is among the messages",
    "account.EmailConfirmation": "allauth's own, not in use",
    "admin.LogEntry": "what staff did in the administration, which is theirs to answer for",
    "django_otp_webauthn.WebAuthnUserHandle": "a random number for the browser",
    "interests.Interest": "has a section, as its supplier's",
}
OURS = {
    *("accounts", "account", "onboarding", "procurement", "interests", "support"),
    *("messaging", "django_otp_webauthn", "admin"),
}


@pytest.fixture
def ana(client):
    ana = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña", firm="Vías del Sur")
    sign_in(client, ana)
    return ana


def download(client) -> dict[str, Any]:
    response = client.post(JSON)
    assert response.status_code == 200
    return json.loads(response.content)["sections"]


def test_every_table_about_people_has_its_section_or_a_reason():
    told: set[type[Model]] = {table for section in export.sections() for table in section.tables}
    about = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and model not in told
        and any(field.is_relation and field.related_model is User and field.concrete for field in model._meta.fields)
    ]
    assert set(about) - set(ELSEWHERE) == set()


def test_each_section_says_what_why_and_until_when_under_its_own_key():
    sections = export.sections()
    assert len({section.key for section in sections}) == len(sections)
    assert all(section.title and section.purpose and section.kept and section.columns for section in sections)


def test_the_file_has_what_every_room_keeps(client, ana):
    supplier = MembershipFactory(user=ana, supplier__name="Suministros del Sur").supplier
    area = InterestFactory(supplier=supplier, name="Vías", created_by=ana)
    AlertSubscriptionFactory(interest=area, user=ana)
    saved = opportunity(area, ProcessFactory(title="Pavimento de la vereda"), state=State.SAVED)
    opportunity(area, ProcessFactory(title="Puente nuevo"))
    opportunity(area, ProcessFactory(title="Túnel nuevo"), assigned_to=ana)
    saved.notes.create(author=ana, text="Falta la póliza")
    mutes.mute(saved, Mute.Kind.MODALITY, by=ana)
    EntityMembership.objects.create(entity=EntityFactory(name="Alcaldía de Tunja"), user=ana, role=EntityRole.BUYER)
    AuthenticatorFactory(user=ana)
    change(ana, {"firm": "Puentes del Norte"}, origin=Origin("Firefox en Linux", "192.0.2.7"))
    Message.objects.create(kind="x", to=ana.email, recipient=ana, subject="Hola", text="Hola", dedupe_key="x")
    data = download(client)
    assert data["profile"]["rows"][0]["full_name"] == "Ana Peña"
    assert {row["document"] for row in data["consents"]["rows"]} == set(Consent.Document.labels)
    assert {row["what"] for row in data["activity"]["rows"]} >= {"Ingresó", "Cambió sus datos", "Descargó sus datos"}
    assert [row["address"] for row in data["activity"]["rows"] if row["device"] == "Firefox en Linux"] == ["192.0.2.7"]
    assert len(data["sessions"]["rows"]) == 1
    assert len(data["factors"]["rows"]) == 2
    assert [row["supplier"] for row in data["supplier_teams"]["rows"]] == ["Suministros del Sur"]
    assert [row["entity"] for row in data["entity_teams"]["rows"]] == ["Alcaldía de Tunja"]
    assert [row["name"] for row in data["areas"]["rows"]] == ["Vías"]
    assert [row["active"] for row in data["alerts"]["rows"]] == [True]
    decisions = {row["title"]: row["in_your_charge"] for row in data["decisions"]["rows"]}
    assert decisions == {"Pavimento de la vereda": False, "Túnel nuevo": True}
    assert [row["text"] for row in data["opportunity_notes"]["rows"]] == ["Falta la póliza"]
    assert [row["name"] for row in data["silences"]["rows"]] == ["Mínima cuantía"]
    [message] = data["messages"]["rows"]
    assert (message["subject"], message["state"]) == ("Hola", "en cola")


def test_kinds_of_mail_are_said_in_words_and_a_device_is_no_team(client, ana):
    for kind in ("sign-in-code", "new-device", "of-nobody"):
        Message.objects.create(kind=kind, to=ana.email, recipient=ana, subject="x", text="x", dedupe_key=kind)
    assert {row["kind"] for row in download(client)["messages"]["rows"]} == {
        "Códigos para ingresar y para confirmar cambios",
        "Seguridad de su cuenta",
        "of-nobody",
    }
    devices = next(section for section in export.sections() if section.key == "devices")
    with translation.override("en"):
        assert str(devices.columns["device"]) == "Device"


def test_nothing_of_another_person_and_no_secret_is_in_it(client, ana):
    eva = UserFactory(full_name="Eva Ruiz", email="eva@example.com")
    area = InterestFactory(supplier=MembershipFactory(user=eva).supplier, name="Área de Eva")
    AlertSubscriptionFactory(interest=area, user=eva)
    opportunity(area, ProcessFactory(title="Proceso de Eva"), state=State.SAVED)
    app = AuthenticatorFactory(user=ana)
    content = client.post(JSON).content.decode()
    for absent in ("Eva", "eva@example.com", ana.password, ana.security_answer, app.secret, PASSWORD, ANSWER, "argon2"):
        assert absent not in content
    assert not LoginCode.objects.exists()
    assert not BackupCode.objects.exists()


def test_it_leaves_a_trace_and_a_name(client, ana):
    response = client.post(JSON)
    assert response["Content-Disposition"].startswith('attachment; filename="mis-datos-')
    assert response["Content-Type"] == "application/json"
    assert [entry.detail for entry in Activity.objects.filter(user=ana, kind=Activity.Kind.DATA_EXPORTED)] == ["JSON"]


def test_it_asks_for_a_fresh_proof_of_identity(client, ana):
    session = client.session
    session["proved_at"] = 0
    session.save()
    for address in (JSON, PDF):
        assert client.post(address).url.startswith("/ingresar/confirmar/")
    assert not Activity.objects.filter(kind=Activity.Kind.DATA_EXPORTED).exists()


def test_it_is_not_given_without_end(client, ana):
    assert [client.post(JSON).status_code for _time in range(11)] == [200] * 10 + [429]


def test_a_visitor_signs_in_first(client):
    assert client.get(PAGE).url == f"/ingresar/?next={PAGE}"
    assert client.post(JSON).url.startswith("/ingresar/")


def test_it_is_never_given_to_a_link(client, ana):
    assert client.get(JSON).status_code == client.get(PDF).status_code == 405


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_queries_however_much_there_is(client, ana, rows, django_assert_num_queries):
    for number in range(rows):
        area = InterestFactory(supplier=MembershipFactory(user=ana).supplier)
        AlertSubscriptionFactory(interest=area, user=ana)
        opportunity(area, ProcessFactory(), state=State.SAVED)
        EntityMembership.objects.create(entity=EntityFactory(), user=ana, role=EntityRole.BUYER)
        Message.objects.create(kind="x", to=ana.email, recipient=ana, subject="x", text="x", dedupe_key=str(number))
    with django_assert_num_queries(43):
        for section in export.sections():
            list(section.rows(ana))


def test_the_page_reads_nothing_of_it(client, ana, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = client.get(PAGE)
    content = page.content.decode()
    assert all(str(section.title) in content for section in export.sections())


def test_the_pdf_has_it_too(client, ana):
    response = client.post(PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert [entry.detail for entry in Activity.objects.filter(user=ana, kind=Activity.Kind.DATA_EXPORTED)] == ["PDF"]


def test_paper_ends_and_says_how_much_more_there_is(ana, monkeypatch):
    monkeypatch.setattr(export, "ROWS_ON_PAPER", 2)
    section = Section("x", "X", "", "", {"n": "N", "at": "At"}, lambda _user: [(n, None) for n in range(5)])
    table = export._as_table(section, ana)
    assert (table.number, len(table.rows)) == (5, 2)
    assert [cell.text for cell in table.rows[0]] == ["0", "–"]


def test_without_the_systems_libraries_the_person_is_told_so_and_nothing_is_noted(client, ana, monkeypatch):
    monkeypatch.setattr(pdf, "PROCESS", "groundwork.files.no_such_module")
    response = client.post(PDF, follow=True)
    assert "Este servidor no puede hacer archivos PDF ahora." in response.content.decode()
    assert not Activity.objects.filter(kind=Activity.Kind.DATA_EXPORTED).exists()


def test_a_document_fetches_nothing(tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    with pytest.raises(ValidationError):
        pdf.render(f'<html lang="es"><title>x</title><link rel="stylesheet" href="file://{secret}"><p>Hola</p>')


def test_the_portals_own_processes_never_load_the_pdf_library():
    look = "import django; django.setup(); import secop.urls, sys; print('weasyprint' in sys.modules)"
    done = subprocess.run(  # noqa: S603  # our own line of Python
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    assert done.stdout.strip() == "False"


def test_old_mail_bodies_are_not_read_for_it(ana):
    Message.objects.create(
        kind="x", to=ana.email, recipient=ana, dedupe_key="y", cleared_at=timezone.now() - timedelta(days=1)
    )
    [section] = [section for section in export.sections() if section.key == "messages"]
    assert len(list(section.rows(ana))) == 1
