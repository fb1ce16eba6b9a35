"""A supplier's file, whole: from nothing to reviewed, only by following the next step that the portal names."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from accounts.models import Authenticator, User
from groundwork.reference.business_days import colombian_today
from onboarding.models import DocumentVersion, JointMember, PersonType, Supplier
from onboarding.queries.dates import last_cut_off
from onboarding.services import joints
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.files import makers
from tests.onboarding.factories import MembershipFactory, SupplierFactory
from tests.onboarding.reviewing import actor

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STEPS = 25
FIGURES = {
    "current_assets": "1.200.000.000",
    "total_assets": "2.000.000.000",
    "current_liabilities": "800.000.000",
    "total_liabilities": "1.000.000.000",
    "equity": "1.000.000.000",
    "operating_profit": "300.000.000",
    "interest_expense": "0",
}


@pytest.fixture
def reference(live_portal):
    call_command("load_reference", verbosity=0)


@pytest.fixture
def visit(browser, browser_context_args, live_portal) -> Callable[[Client], Page]:
    """A browser with the session of a test client."""

    def opened(client: Client) -> Page:
        context = browser.new_context(**browser_context_args)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_portal}])
        page: Page = context.new_page()
        return page

    return opened


@pytest.mark.parametrize("kind", [kind.value for kind in PersonType])
def test_each_kind_of_supplier_goes_from_nothing_to_reviewed(visit, live_portal, axe, reference, mailbox, kind):
    ana = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña")
    page = visit(session_of(ana))
    page.goto(f"{live_portal}/proveedor/nuevo/")
    axe(page)
    register(page, kind)
    supplier = Supplier.objects.get(memberships__user=ana)
    complete(page, live_portal, axe, supplier)
    assert DocumentVersion.objects.waiting().exists()

    reviewer = visit(session_of(UserFactory(full_name="Vera Luna", is_reviewer=True), strong=True))
    reviewer.goto(f"{live_portal}/revision/")
    axe(reviewer)
    reviewer.get_by_role("button", name="Tomar el siguiente").click()
    axe(reviewer)
    reviewer.get_by_label("En sus palabras").fill("Falta la última hoja.")
    reviewer.get_by_role("button", name="Devolver al proveedor").click()
    reviewer.wait_for_url("**/revision/*")

    page.goto(f"{live_portal}/proveedor/")
    axe(page)
    expect(page.locator(".next-step")).to_contain_text("Corrija lo que le devolvieron")
    assert "devuelto" in " ".join(mailbox.subjects("ana@example.com"))
    complete(page, live_portal, axe, supplier)

    approve_all(reviewer, live_portal)
    page.goto(f"{live_portal}/proveedor/")
    expect(page.locator(".next-step__title")).to_have_text("Su expediente está completo y revisado")
    axe(page)


def session_of(user: User, *, strong: bool = False) -> Client:
    client = Client()
    if strong:
        AuthenticatorFactory(user=user)
    sign_in(client, user, Authenticator.objects.get(user=user) if strong else None)
    return client


def register(page: Page, kind: str) -> None:
    page.locator(f"[name=person_type][value={kind}]").check()
    page.locator("[name=name]").fill("Consorcio del Sur" if kind == PersonType.JOINT else "Ana Peña")
    if kind == PersonType.LEGAL:
        page.locator("[name=nit]").fill("999.000.001-2")
    page.get_by_role("button", name="Registrar proveedor").click()
    page.wait_for_url(re.compile("/proveedor/(?!nuevo)"))


def complete(page: Page, portal: str, axe: Callable[[Page], Any], supplier: Supplier) -> None:
    """Do what the file says is next until it says that nothing is; axe looks at each kind of page once."""
    looked_at: set[str] = set()
    for _step in range(MOST_STEPS):
        page.goto(f"{portal}/proveedor/")
        following = page.locator(".next-step__act")
        if not following.count():
            return
        following.click()
        section = page.url.partition("/proveedor/")[2].partition("/")[0]
        if section not in looked_at:
            axe(page)
            looked_at.add(section)
        DOINGS[section](page, supplier)
    raise AssertionError(f"Still something to do: {page.locator('.next-step').inner_text()}")


def say_data(page: Page, supplier: Supplier) -> None:
    if supplier.is_natural:
        page.get_by_role("link", name="Completar Quién es").click()
        page.locator("[name=identity_type]").select_option("cc")
        page.locator("[name=identity_number]").fill("52.000.111")
        page.get_by_role("button", name="Guardar").click()
    if supplier.person_type == PersonType.JOINT:
        page.get_by_role("link", name="Completar Clase de proponente plural").click()
        page.get_by_label("Consorcio").check()
        page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name="Completar Contacto").click()
    page.wait_for_load_state()  # the script that brings the municipalities has to be there
    page.get_by_label("Departamento").select_option(label="Boyacá")
    page.get_by_label("Municipio").select_option(label="Tunja")
    page.get_by_label("Dirección").fill("Calle de Ejemplo 12")
    page.get_by_label("Correo de contacto").fill("ventas@example.com")
    page.get_by_label("Teléfono").fill("601 334 4080")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Tunja, Boyacá")).to_be_visible()


def say_officers(page: Page, supplier: Supplier) -> None:
    page.get_by_role("link", name="Agregar una persona").click()
    page.get_by_label("Representante legal", exact=True).check()
    page.locator("[name=full_name]").fill("Carmen Díaz Roa")
    page.locator("[name=identity_type]").select_option("cc")
    page.locator("[name=identity_number]").fill("52.000.111")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_label("No tenemos junta directiva").check()
    page.get_by_role("button", name="Guardar la respuesta").click()
    expect(page.get_by_text("no tiene junta directiva")).to_be_visible()


def give_paper(page: Page, supplier: Supplier) -> None:
    if not page.locator("[name=files]").count():  # one of several will do
        page.locator("a[href*='tipo=statements-certified']").first.click()
    today = colombian_today(timezone.now())
    for name, day in (("issued_on", today - timedelta(days=3)), ("cut_off_on", last_cut_off(today))):
        if page.locator(f"[name={name}]").count():
            page.locator(f"[name={name}]").fill(day.isoformat())
    number = DocumentVersion.objects.count()  # each paper another
    paper: FilePayload = {
        "name": "papel.pdf",
        "mimeType": "application/pdf",
        "buffer": makers.pdf(text=f"Papel {number}"),
    }
    page.locator("[name=files]").set_input_files([paper])
    page.get_by_role("button", name="Subir y comprobar").click()
    page.wait_for_url(re.compile(r"/proveedor/documentos/(\?|[0-9a-f-]{36}/$)"), timeout=60_000)


def say_figures(page: Page, supplier: Supplier) -> None:
    page.get_by_role("link", name="Escribir las cifras").first.click()
    page.get_by_label("Certificados por contador").check()
    for name, value in FIGURES.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Guardar y calcular los indicadores").click()
    expect(page.get_by_text("1.200.000.000 / 800.000.000 = 1,50")).to_be_visible()


def join_with_others(page: Page, supplier: Supplier) -> None:
    """Two firms, each of which accepts; the shares make 100."""
    for nit, share in (("9990000012", "60"), ("8001972684", "40")):
        MembershipFactory(supplier=SupplierFactory(nit=nit))
        page.get_by_role("link", name="Agregar un integrante").click()
        page.get_by_label("NIT o número de identificación").fill(nit)
        page.get_by_label("Participación (%)").fill(share)
        page.get_by_label("representa al proponente plural").check()
        page.get_by_role("button", name="Invitar").click()
        expect(page.get_by_text(f"{share} %").first).to_be_visible()
    for part in JointMember.objects.filter(joint=supplier):
        joints.accept(part, by=actor(part.member.memberships.get().user))
    page.reload()
    page.get_by_role("button", name="Conformar el proponente plural").click()
    expect(page.get_by_text("quedó conformado")).to_be_visible()
    assert sum(part.share for part in JointMember.objects.filter(joint=supplier)) == Decimal(100)


def approve_all(page: Page, portal: str) -> None:
    """Every paper that waits, one after another."""
    for _paper in range(DocumentVersion.objects.waiting().count()):
        page.goto(f"{portal}/revision/")
        page.get_by_role("button", name="Tomar el siguiente").click()
        for check in page.locator("[name=checks]").all():
            check.check()
        page.get_by_role("button", name="Legible y completo").click()
        expect(page.get_by_text("Ya le avisamos al proveedor").first).to_be_visible()
    assert not DocumentVersion.objects.waiting().exists()


DOINGS: dict[str, Callable[[Page, Supplier], None]] = {
    "datos": say_data,
    "representantes": say_officers,
    "documentos": give_paper,
    "finanzas": say_figures,
    "plural": join_with_others,
}
