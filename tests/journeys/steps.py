"""What a person does in the browser, step by step, the same for every journey."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.fixtures.mailbox import Mailbox
from tests.procurement import secop_rows

PASSWORD = "guadua-neblina-trocha-58"
ANSWER = "Escuela Normal"
FITTING = "Mantenimiento de la red vial terciaria"
OTHER = "Suministro de papelería"
CLOSED = "Mantenimiento de vías ya cerrado"


def register(page: Page, portal: str, mailbox: Mailbox, *, email: str, username: str) -> None:
    """From the empty form to the first page of a signed-in person."""
    page.goto(f"{portal}/registro/")
    page.get_by_label("Nombre completo").fill("Elena de Demostración")
    page.get_by_label("Correo electrónico").fill(email)
    page.get_by_label("Nombre de usuario").fill(username)
    page.get_by_label("Empresa o entidad").fill("Suministros de la Sabana")
    page.get_by_label("Teléfono").fill("601 334 4080")
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_label("Pregunta de seguridad").fill("¿Cómo se llamaba su primera escuela?")
    page.get_by_label("Respuesta de seguridad").fill(ANSWER)
    page.locator("[name=terms]").check()
    page.locator("[name=data_policy]").check()
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Revise antes de enviar")
    expect(page.get_by_text(email)).to_be_visible()
    page.get_by_role("button", name="Crear la cuenta").click()
    enter_code(page, mailbox, email)


def sign_in(page: Page, portal: str, mailbox: Mailbox, *, login: str, email: str, password: str = PASSWORD) -> None:
    """Password, then the code from the mail."""
    page.goto(f"{portal}/ingresar/")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name="Ingresar").click()
    page.wait_for_url(re.compile("/ingresar/codigo/"))
    enter_code(page, mailbox, email)


def enter_code(page: Page, mailbox: Mailbox, email: str) -> None:
    """Type the newest code that reached the address, and go on."""
    form = page.locator("form", has=page.locator("[name=code]"))
    mailbox.wait(email)
    page.locator("[name=code]").fill(mailbox.code(email))
    if page.locator("[name=code]").is_visible():
        form.get_by_role("button").first.click()
    page.wait_for_load_state()


def add_code(page: Page, words: str, code: str) -> None:
    """Look for words in the picker and choose a code among what they find; the words find it, not its number."""
    page.get_by_label("Códigos UNSPSC").fill(words)
    page.get_by_role("button", name="Buscar códigos").click()
    page.locator(f".picker__found [name=codes][value='{code}']").check()


def add_supplier(page: Page) -> None:
    """Say who offers, on the page that asks it."""
    page.get_by_label("Persona jurídica").check()
    page.get_by_label("Nombre o razón social").fill("Suministros de la Sabana S. A. S.")
    page.get_by_label("NIT").fill("999.000.001-2")
    page.get_by_role("button", name="Registrar proveedor").click()
    page.wait_for_load_state()


def add_interest(page: Page) -> None:
    """Roads in Boyacá for more than a hundred million, on the page that asks it."""
    page.locator("[name=name]").fill("Vías de Boyacá")
    add_code(page, "construccion de carretera", "72141000")
    page.locator("[name=value_min]").fill("100000000")
    page.get_by_text("Elegir departamentos").click()
    page.get_by_label("Boyacá", exact=True).check()
    page.get_by_role("button", name="Guardar el área").click()
    page.wait_for_load_state()


def open_data(folder: Path) -> Path:
    """A file as the open data gives it: one row that fits the area, one of another thing, one closed by then."""
    place = {"departamento_entidad": "Boyacá", "ciudad_entidad": "Tunja", "ciudad_de_la_unidad_de": "Tunja"}

    def row(title: str, code: str, closing: str) -> dict[str, object]:
        return secop_rows.row(
            **place,
            precio_base="150000000",
            nombre_del_procedimiento=title,
            descripci_n_del_procedimiento=title,
            codigo_principal_de_categoria=f"V1.{code}",
            fecha_de_recepcion_de=f"{closing}T00:00:00.000",
        )

    file = folder / "procesos.jsonl"
    rows = [
        row(FITTING, "72141000", "2026-07-30"),
        row(OTHER, "44121600", "2026-07-30"),
        row(CLOSED, "72141000", "2026-07-05"),
    ]
    file.write_bytes(secop_rows.as_lines(rows))
    return file
