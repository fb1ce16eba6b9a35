"""Review in a real browser: taken, sent back, uploaded again, approved; every page looked at by axe."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Authenticator, User
from onboarding.models import DocumentVersion, DocumentView
from onboarding.services import documents
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.files import makers
from tests.onboarding.factories import MembershipFactory, SupplierFactory
from tests.onboarding.reviewing import QUEUE, another_reviewer, client_of, rut, url, waiting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vera(live_portal) -> User:
    return another_reviewer(full_name="Vera Luna")


@pytest.fixture
def ana(live_portal) -> User:
    supplier = SupplierFactory(name="Vías del Sur S. A. S.", nit="9990000012")
    return MembershipFactory(supplier=supplier, user=UserFactory(full_name="Ana Peña", email="ana@example.com")).user


@pytest.fixture
def given(ana) -> DocumentVersion:
    """Three pages that Ana gave through the pipeline, for a document that identifies somebody."""
    kind = rut()
    kind.is_identity = True
    kind.save()
    upload = SimpleUploadedFile("rut.pdf", makers.pdf(pages=3), content_type="application/pdf")
    version = documents.add(ana.suppliers.get(), kind, upload, by=ana)
    documents.check(version)
    version.refresh_from_db()
    assert version.ready_at
    return version


@pytest.fixture
def visit(browser, browser_context_args, live_portal):
    """A browser that holds the session of a test client."""

    def opened(client: Client, *, script: bool = True, language: str = "es-co") -> Page:
        context = browser.new_context(**browser_context_args, java_script_enabled=script)
        cookies = {"sessionid": client.cookies["sessionid"].value, "django_language": language}
        context.add_cookies([{"name": name, "value": value, "url": live_portal} for name, value in cookies.items()])
        return context.new_page()

    return opened


def client_with_mailbox(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def eventually(holds: Callable[[], bool]) -> None:
    """A picture is on its way when the person goes on: it is written down all the same."""
    for _try in range(100):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("It never held.")


def fits(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_document_is_taken_sent_back_uploaded_again_and_approved(visit, live_portal, axe, mailbox, vera, ana, given):
    page = visit(client_of(vera))

    def look() -> None:
        axe(page)
        fits(page)

    page.goto(f"{live_portal}{QUEUE}")
    look()
    page.get_by_role("button", name="Tomar el siguiente").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("RUT de prueba")
    look()
    page.get_by_role("button", name="Siguiente página").click()
    expect(page.get_by_text("Página 2 de 3")).to_be_visible()
    page.get_by_label("En sus palabras").fill("Falta la última hoja.")
    page.get_by_role("button", name="Devolver al proveedor").click()
    expect(page.get_by_text("Devuelto. Ya le avisamos al proveedor.")).to_be_visible()
    look()
    assert mailbox.subjects("ana@example.com") == ["RUT de prueba: devuelto para que lo corrija"]
    eventually(lambda: {view.what for view in DocumentView.objects.all()} == {"page 1", "page 2"})

    theirs = visit(client_with_mailbox(ana))
    found = re.search(r"http://[^/]+(/proveedor/documentos/\S+)", mailbox.text("ana@example.com"))
    assert found
    theirs.goto(f"{live_portal}{found[1]}")
    expect(theirs.get_by_text("Falta la última hoja.").first).to_be_visible()
    axe(theirs)
    theirs.get_by_role("link", name="Reemplazar por uno nuevo").click()
    new = {"name": "rut.pdf", "mimeType": "application/pdf", "buffer": makers.pdf(pages=4)}
    theirs.locator("[name=files]").set_input_files([new])
    theirs.get_by_role("button", name="Subir y comprobar").click()
    expect(theirs).not_to_have_url(re.compile("reemplazar"), timeout=60_000)

    page.goto(f"{live_portal}{QUEUE}")
    page.get_by_role("button", name="Tomar el siguiente").click()
    expect(page.get_by_text("Páginas: 3 → 4")).to_be_visible()
    expect(page.get_by_text("«Falta la última hoja.»")).to_be_visible()
    look()
    page.get_by_role("button", name="Legible y completo").click()
    expect(page.get_by_text("Marque todo lo que se cumple").first).to_be_visible()
    look()
    for name in ("Se lee completo.", "Es del proveedor."):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Legible y completo").click()
    expect(page.get_by_text("Legible y completo. Ya le avisamos al proveedor.")).to_be_visible()
    assert mailbox.subjects("ana@example.com")[-1] == "RUT de prueba: legible y completo"
    assert given.document.versions.get(superseded_at=None).approved is True


def test_keys_do_what_the_buttons_do_only_outside_fields_and_can_be_turned_off(visit, live_portal, axe, vera, given):
    page = visit(client_of(vera))
    page.goto(f"{live_portal}{url('document', given)}")
    page.get_by_role("button", name="Tomar este documento").click()
    expect(page.get_by_role("button", name="Legible y completo")).to_be_visible()
    page.wait_for_load_state()  # The keys are those of its script.
    count = page.locator("[data-viewer-count]")
    for key, shown in (("n", 2), ("j", 3), ("j", 3), ("k", 2), ("p", 1), ("p", 1)):
        page.keyboard.press(key)
        expect(count).to_have_text(f"Página {shown} de 3")
    expect(page.locator("[data-viewer-picture]")).to_have_attribute("src", url("page", given, 1))
    page.keyboard.press("2")
    expect(page.get_by_label("Es del proveedor.")).to_be_checked()
    page.keyboard.press("n")
    expect(page.get_by_label("Es del proveedor.")).to_be_checked()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Legible y completo")).to_be_focused()
    page.keyboard.press("d")
    expect(page.locator("[name=reasons]").first).to_be_focused()

    words = page.get_by_label("En sus palabras")
    words.press_sequentially("na pan?")
    expect(words).to_have_value("na pan?")
    expect(count).to_have_text("Página 2 de 3")

    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.get_by_text("mostrar estos atajos")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Apagar los atajos").click()
    page.keyboard.press("n")
    expect(count).to_have_text("Página 2 de 3")
    page.reload()
    page.keyboard.press("p")
    expect(count).to_have_text("Página 2 de 3")
    page.keyboard.press("?")
    page.get_by_text("Atajos del teclado").click()
    page.get_by_role("button", name="Encender los atajos").click()
    page.keyboard.press("p")
    expect(count).to_have_text("Página 1 de 3")


def test_the_queue_and_a_document_work_in_english_without_script(visit, live_portal, vera, given):
    page = visit(client_of(vera), script=False, language="en")
    page.goto(f"{live_portal}{QUEUE}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("form[action$='/siguiente/'] button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Test RUT")
    page.get_by_label("It is legible.").check()
    page.locator("[data-turn='1']").click()
    expect(page.locator("[data-viewer-picture]")).to_have_attribute("src", url("page", given, 2))
    expect(page.get_by_label("It is legible.")).to_be_checked()
    expect(page.locator("[data-shortcuts]")).to_be_hidden()
    page.get_by_label("It is the supplier's.").check()
    page.locator("button[value=approve]").click()
    expect(page).to_have_url(f"{live_portal}{QUEUE}")
    given.refresh_from_db()
    assert given.approved is True


@pytest.mark.parametrize("language", ["es-co", "en"])
def test_the_other_pages_of_review_pass_axe(visit, live_portal, axe, vera, language):
    same: dict[str, Any] = {"file__sha256": "d" * 64}
    late = waiting(ago=timedelta(days=9), **same)
    other = waiting(**same)
    waiting(document__document_type__two_reviewers=True, document__supplier__person_type="natural")
    done = waiting()
    now = timezone.now()
    DocumentVersion.objects.filter(pk=done.pk).update(decided_at=now, approved=True)
    done.reviews.create(reviewer=vera, approved=True, at=now)
    page = visit(client_of(vera), language=language)
    for path in (QUEUE, f"{QUEUE}?ver=mios", f"{QUEUE}estadisticas/", url("escalate", late), url("document", done)):
        page.goto(f"{live_portal}{path}")
        axe(page)
        fits(page)
    page.goto(f"{live_portal}{QUEUE}")
    for code in (late.code, other.code):
        page.locator(f"[name=documento][value='{code}']").check()
    page.locator("form[action$='/juntos/'] button").click()
    axe(page)
    fits(page)
    page.locator("[name=words]").fill("Traiga el de este año.")
    page.locator("button[value=return]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2")
    axe(page)
    fits(page)


def test_an_administrator_closes_a_suspicion(visit, live_portal, vera):
    version = waiting()
    page = visit(client_of(vera))
    page.goto(f"{live_portal}{url('escalate', version)}")
    page.get_by_label("Qué sospecha, y por qué").fill("El sello parece pegado.")
    page.get_by_role("button", name="Informar a los administradores").click()
    expect(page.get_by_text("Avisamos a los administradores.")).to_be_visible()
    staff = UserFactory(is_staff=True, is_superuser=True)
    AuthenticatorFactory(user=staff)
    client = Client()
    sign_in(client, staff, Authenticator.objects.get(user=staff))
    desk = visit(client)
    desk.goto(f"{live_portal}/administracion/onboarding/escalation/")
    desk.locator("#result_list .field-raised_at a").first.click()
    expect(desk.get_by_text("El sello parece pegado.")).to_be_visible()
    desk.locator("[name=outcome]").fill("Es auténtico.")
    desk.locator("[name=_save]").click()
    page.goto(f"{live_portal}{url('document', version)}")
    expect(page.get_by_text("encontró: «Es auténtico.»")).to_be_visible()
    expect(page.get_by_role("button", name="Tomar este documento")).to_be_visible()
