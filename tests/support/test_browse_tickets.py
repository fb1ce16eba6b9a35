"""A request for help, walked from both sides."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client

from support.models import Kind, Ticket
from tests.accounts.factories import UserFactory
from tests.files import makers
from tests.fixtures.mailbox import Mailbox
from tests.fixtures.walks import Walk, both_manners
from tests.support.asking import CONTACT, FIGURES, FOLLOW, QUEUE, staff, ticket_of

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "marta@example.com"
LONG = "x" * 4000


def link_in(mailbox: Mailbox) -> str:
    found = re.search(r"https?://\S+/ayuda/seguimiento/\S+/", mailbox.text(EMAIL))
    assert found
    return urlsplit(found[0]).path


@both_manners
def test_somebody_asks_and_staff_answer(walk: Walk, mailbox: Mailbox, tmp_path):
    picture = tmp_path / "pantalla.png"
    picture.write_bytes(makers.png())
    ticket_of(kind=Kind.ABUSE)
    boss = Client()
    staff(boss, full_name="Beatriz Ruano")
    ask(walk, picture)
    helper = walk.another()
    helper.hold(boss)
    attend(helper)
    follow(walk, link_in(mailbox))


def unfold(walk: Walk, name: str) -> None:
    """Open what stands folded under that line."""
    walk.page.locator("summary").filter(has_text=walk.say(name)).click()


def ask(walk: Walk, picture: Path) -> None:
    """A visitor, from a page of the portal to the confirmation."""
    walk.go("/ayuda/terminos/")
    walk.page.get_by_role("contentinfo").get_by_role("link", name=walk.say("Contacto")).click()
    walk.titled("Escríbanos")
    walk.look()
    assert walk.field("Página").input_value() == "/ayuda/terminos/"
    walk.press("Enviar la solicitud")
    walk.reads("Cuéntenos qué pasa: sin eso no podemos ayudarle.")
    walk.look()
    walk.fill("Cuéntenos qué pasa", f"Se quedó en blanco.\n\n{LONG}")
    walk.fill("Nombre completo", "Marta Peña Ruiz")
    walk.field("Tipo de documento").select_option("cc")
    walk.fill("Número de documento", "1.032.456.789")
    walk.fill("Teléfono", "601 3344080")
    walk.fill("Correo electrónico", EMAIL)
    walk.field("¿En qué sistema pasa?").select_option("sigep-ii")
    walk.press("Enviar la solicitud")
    walk.reads("%(name)s tiene su propio soporte", name="SIGEP II")
    walk.look()
    walk.field("¿En qué sistema pasa?").select_option("portal")
    walk.field("Archivos").set_input_files(picture)
    walk.press("Enviar la solicitud")
    walk.titled("Recibimos su solicitud")
    walk.look()


def attend(helper: Walk) -> None:
    """Staff, from the queue to the answer."""
    helper.go(QUEUE)
    helper.titled("Solicitudes de ayuda")
    helper.look()
    helper.follow("Necesito ayuda")
    helper.titled("Necesito ayuda")
    helper.press("Tomarla")
    helper.reads("Está a su cargo.")
    helper.look()
    helper.press("Ver el número de documento")
    helper.reads("1032456789")
    unfold(helper, "Dejar una nota al equipo")
    helper.fill("Nota interna", "Parece la memoria")
    helper.press("Guardar la nota")
    helper.field("Empezar de una plantilla").select_option(index=1)
    helper.press("Usarla")
    helper.press("Enviar la respuesta")
    helper.reads("Respondida")
    helper.look()
    helper.go(FIGURES)
    helper.titled("Ayuda por día")
    helper.look()


def follow(walk: Walk, page: str) -> None:
    """The visitor, from the mail to the end, and by the code."""
    walk.go(page)
    walk.titled("Su solicitud")
    walk.reads("Le respondimos. Lea la respuesta abajo; si falta algo, contéstenos.")
    walk.look()
    walk.fill("Su mensaje", "Gracias, ya funciona")
    walk.press("Enviar el mensaje")
    walk.reads("Recibimos su mensaje.")
    walk.press("Ya está resuelta: cerrarla")
    walk.reads("Está cerrada. Si no quedó resuelta, ábrala de nuevo.")
    walk.look()
    walk.go(FOLLOW)
    walk.fill("Código de la solicitud", "2222 2222 2222 2222")
    walk.press("Ver la solicitud")
    walk.reads(
        "No encontramos una solicitud con ese código. Revíselo, o ábrala con el enlace del correo que le enviamos."
    )
    walk.look()
    code = Ticket.objects.get(kind=Kind.HELP).shown_code
    walk.fill("Código de la solicitud", code.lower())
    walk.press("Ver la solicitud")
    walk.titled("Su solicitud")


def test_a_request_to_delete_data_is_answered_with_what_the_law_asks(walk: Walk):
    boss = Client()
    staff(boss)
    ticket = ticket_of(kind=Kind.DATA_DELETION)
    walk.enter(UserFactory())
    walk.go(f"{CONTACT}?tipo=data_deletion")
    walk.reads("Con su cuenta puede hacerlo usted, sin esperar:")
    walk.look()
    walk.go(FOLLOW)
    walk.reads("No ha hecho ninguna solicitud con su cuenta")
    walk.look()
    helper = walk.another()
    helper.hold(boss)
    helper.go(f"{QUEUE}{ticket.code}/")
    unfold(helper, "Cerrarla")
    helper.press("Cerrar la solicitud")
    helper.reads("Dígalo: la ley pide responder qué se borró y qué se conserva.")
    helper.look()
    helper.fill("Qué borramos", "El perfil y los avisos")
    helper.fill("Qué nos hace conservar la ley, y por cuánto tiempo", "El registro de actos")
    helper.press("Cerrar la solicitud")
    helper.reads("Solicitud cerrada. La persona recibe un correo con el enlace.")
    helper.look()
