"""A supplier's papers in a real browser: given, refused, returned and replaced; every page looked at by axe."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from onboarding.models import DocumentVersion, PersonType, Review
from tests.accounts.factories import UserFactory
from tests.files import makers
from tests.journeys import steps
from tests.onboarding.factories import MembershipFactory, SupplierFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(live_portal):
    person = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña")
    supplier = SupplierFactory(person_type=PersonType.NATURAL_NO_ACCOUNTS, name="Ana Peña")
    MembershipFactory(user=person, supplier__name="Vías del Sur S. A. S.")
    MembershipFactory(user=person, supplier=supplier)
    return person


@pytest.fixture
def visit(browser, browser_context_args, live_portal, mailbox, ana):
    """A new browser, signed in as Ana."""

    def opened(*, script=True, language="es-co", **more):
        context = browser.new_context(**browser_context_args, java_script_enabled=script, **more)
        page = context.new_page()
        steps.sign_in(page, live_portal, mailbox, login="ana", email="ana@example.com")
        context.add_cookies([{"name": "django_language", "value": language, "url": live_portal}])
        return page

    return opened


def file(name, content, kind="application/pdf"):
    return {"name": name, "mimeType": kind, "buffer": content}


def send_back(version):
    """As its reviewer does."""
    version.approved, version.decided_at = False, timezone.now()
    version.save()
    Review.objects.create(version=version, reviewer=UserFactory(), approved=False, reasons=["illegible"])


def upload_link(page, slug):
    return page.locator(f"a[href*='tipo={slug}']").first


def give(page, *files):
    page.locator("[name=files]").set_input_files(list(files))
    page.locator("main form[enctype] button.govuk-button").click()


def at_the_library(page):
    """Once every file was sent and looked into, which a busy machine takes its time for."""
    page.wait_for_url(re.compile(r"/proveedor/documentos/\?proveedor="), timeout=60_000)


@pytest.mark.parametrize(
    ("language", "script"), [("es-co", True), ("en", False)], ids=["Spanish with script", "English without script"]
)
def test_a_person_gives_papers_sees_their_states_and_replaces_what_came_back(
    visit, live_portal, axe, ana, language, script
):
    look = axe if script else lambda _page: None  # axe is a script
    page = visit(script=script, language=language)
    page.goto(f"{live_portal}/proveedor/")
    look(page)
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("a.govuk-task-list__link[href^='/proveedor/documentos/']").click()
    look(page)
    upload_link(page, "identification").click()
    look(page)
    expect(page.locator("#id_files_helptext")).to_contain_text("20 MB")
    give(page, file("frente.jpg", makers.jpeg(), "image/jpeg"), file("reverso.png", makers.png(), "image/png"))
    at_the_library(page)
    look(page)
    assert DocumentVersion.objects.waiting().count() == 2

    upload_link(page, "no-accounts-statement").click()
    give(page, file("secreto.pdf", makers.encrypted_pdf()))
    if script:
        refused = page.locator(".uploads__item--refused")
        expect(refused).to_contain_text("secreto.pdf")
        expect(refused).to_contain_text("contraseña")
        look(page)
        give(page, file("constancia.pdf", makers.pdf()))
    else:
        expect(page.locator(".paper__line--red")).to_have_count(1)
        page.locator(".paper__line--red a[href$='/reemplazar/']").click()
        give(page, file("constancia.pdf", makers.pdf()))
    at_the_library(page)
    statement = DocumentVersion.objects.waiting().get(document__document_type__slug="no-accounts-statement")

    send_back(statement)
    page.goto(f"{live_portal}/proveedor/")
    look(page)
    page.locator(".next-step a").click()
    expect(page.locator(".notice--warning")).to_be_visible()
    look(page)
    give(page, file("otra.pdf", makers.pdf(text="otra")))
    at_the_library(page)
    expect(page.locator(".paper__line--red")).to_have_count(0)
    page.locator(f"a[href='/proveedor/documentos/{statement.document.code}/']").click()
    expect(page.locator("main .rows > .row")).to_have_count(statement.number + 1)
    look(page)
    page.locator("a[href$='/quitar/']").click()
    look(page)
    page.locator("main form button").click()
    at_the_library(page)
    upload_link(page, "no-accounts-statement").wait_for()


def test_a_connection_that_is_cut_loses_nothing_and_is_tried_again(visit, live_portal, axe):
    page = visit()
    page.goto(f"{live_portal}/proveedor/documentos/")
    upload_link(page, "no-accounts-statement").click()
    page.route("**/nuevo/**", lambda route: route.abort())
    give(page, file("constancia.pdf", makers.pdf()))
    failed = page.locator(".uploads__item--failed")
    expect(failed).to_contain_text("Se cortó la conexión")
    axe(page)
    page.unroute("**/nuevo/**")
    failed.get_by_role("button", name="Reintentar").click()
    at_the_library(page)
    assert DocumentVersion.objects.waiting().count() == 1


def test_a_session_that_ended_is_said_and_the_file_stays(visit, live_portal, ana):
    page = visit()
    page.goto(f"{live_portal}/proveedor/documentos/")
    upload_link(page, "no-accounts-statement").click()
    page.context.clear_cookies(name="sessionid")
    give(page, file("constancia.pdf", makers.pdf()))
    failed = page.locator(".uploads__item--failed")
    expect(failed).to_contain_text("Su sesión se cerró")
    expect(failed.get_by_role("button", name="Reintentar")).to_be_visible()
    assert not DocumentVersion.objects.exists()


def test_limits_dates_and_too_many_files_are_said_beside_their_field(visit, live_portal, axe, ana):
    firm = ana.suppliers.get(name__startswith="Vías")
    page = visit()
    page.goto(f"{live_portal}/proveedor/documentos/?proveedor={firm.code}")
    upload_link(page, "existence-certificate").click()
    axe(page)
    give(page, file("certificado.pdf", makers.pdf()))
    expect(page.locator("#id_issued_on_script_error")).to_contain_text("Escriba la fecha en que lo expidieron")
    axe(page)
    page.locator("[name=issued_on]").fill(timezone.localdate().isoformat())
    page.locator(".uploads__retry").click()
    at_the_library(page)
    big = file("enorme.pdf", b"%PDF-1.4" + b"0" * (20 * 1024 * 1024))
    upload_link(page, "statements-opening").click()
    give(page, big)
    expect(page.locator(".uploads__item--refused")).to_contain_text("Pesa más de lo permitido")


def test_a_phone_offers_its_camera_and_a_computer_does_not(visit, live_portal, axe):
    page = visit(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    page.goto(f"{live_portal}/proveedor/documentos/")
    upload_link(page, "identification").click()
    expect(page.locator("[name=photo]")).to_have_attribute("capture", "environment")
    expect(page.locator("[name=photo]")).to_be_visible()
    axe(page)
    page.locator("[name=photo]").set_input_files([file("foto.jpg", makers.jpeg(), "image/jpeg")])
    page.locator("main form[enctype] button.govuk-button").click()
    at_the_library(page)
    assert DocumentVersion.objects.waiting().count() == 1
    computer = visit()
    computer.goto(f"{live_portal}/proveedor/documentos/")
    upload_link(computer, "identification").click()
    expect(computer.locator("[name=photo]")).to_be_hidden()


def test_the_calendar_gives_a_private_address(visit, live_portal, axe):
    page = visit()
    page.goto(f"{live_portal}/calendario/")
    axe(page)
    page.locator("form[action='/calendario/direccion/'] button").click()
    address = page.locator("a.portal-hash").get_attribute("href")
    assert address
    axe(page)
    assert page.request.get(f"{live_portal}/calendario.ics?{address.partition('?')[2]}").ok
