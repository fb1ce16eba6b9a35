"""Pictures of every page, for people to look at: 1280 and 360 pixels wide, light and dark.

`make shots` uses the portal that is running at this PORT and PORTAL_DIR, or runs one meanwhile. The pictures are
PORTAL_DIR/shots/<page>-<width>-<light|dark>.png. It signs in as the demo's people do, with the code from the mail.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.error import URLError
from urllib.request import urlopen

from django_otp.oath import totp
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
PORTAL_DIR = Path(os.environ.get("PORTAL_DIR", PROJECT / "var")).resolve()
ADDRESS = f"http://localhost:{os.environ.get('PORT', '8000')}"
SHOTS = PORTAL_DIR / "shots"
SCREENS: tuple[ViewportSize, ...] = ({"width": 1280, "height": 900}, {"width": 360, "height": 740})
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
# Where `make run` keeps the demo's sign-ins (secop.local.preparation.DEMO_FILE).
DEMO_FILE = "demo.txt"
START_SECONDS = 180
MAIL_SECONDS = 30


@dataclass(frozen=True)
class Shot:
    """One page: the name of its picture, its path, and a link to follow from there (a CSS selector), if any."""

    name: str
    path: str
    follow: str = ""


ERRORS = ("400", "403", "403_csrf", "404", "429", "500", "503")
VISITOR = (
    Shot("portada", "/"),
    Shot("procesos", "/procesos/"),
    Shot("procesos-busqueda", "/procesos/?q=mantenimiento"),
    Shot("procesos-nada", "/procesos/?q=zzzzzzzz"),
    Shot("procesos-error", "/procesos/?valor_min=mucho"),
    Shot("proceso", "/procesos/", "a.row__link"),
    Shot("codigos", "/codigos/"),
    Shot("codigos-busqueda", "/codigos/?q=cemento"),
    Shot("ayuda", "/ayuda/"),
    Shot("verificar", "/verificar/"),
    Shot("terminos", "/ayuda/terminos/"),
    Shot("datos-personales", "/ayuda/datos-personales/"),
    Shot("accesibilidad", "/ayuda/accesibilidad/"),
    Shot("registro", "/registro/"),
    Shot("ingresar", "/ingresar/"),
    Shot("recuperar", "/recuperar/"),
    Shot("consulta", "/consulta/"),
    Shot("consulta-sin-respuesta", "/consulta/?nit=999000001"),
    Shot("componentes", "/dev/componentes/"),
    Shot("correo-local", "/dev/correo/"),
    *(Shot(f"error-{name}", f"/dev/errores/{name}/") for name in ERRORS),
)
CONTRACTOR = (
    Shot("inicio", "/inicio/"),
    Shot("avisos", "/avisos/"),
    Shot("oportunidades", "/oportunidades/"),
    Shot("oportunidades-guardadas", "/oportunidades/?estado=guardadas"),
    Shot("oportunidad", "/oportunidades/", "main a.row__link"),
    Shot("silencios", "/oportunidades/silencios/"),
    Shot("direcciones-privadas", "/oportunidades/direcciones/"),
    Shot("invitaciones", "/invitaciones/"),
    Shot("invitacion", "/invitaciones/", "main a.row__link"),
    Shot("intereses", "/intereses/"),
    Shot("intereses-nuevo", "/intereses/nuevo/"),
    Shot("calendario", "/calendario/"),
    Shot("proveedor", "/proveedor/"),
    *(
        Shot(f"proveedor-{name.replace('/', '-')}", f"/proveedor/{name}/")
        for name in (
            *("nuevo", "documentos", "documentos/nuevo", "datos", "datos/contacto", "datos/oferta", "datos/tipo"),
            *("cuenta-bancaria", "perfil", "representantes", "representantes/nuevo", "finanzas", "finanzas/nuevas"),
            *("finanzas/rup", "experiencia", "experiencia/nueva", "experiencia/importar", "equipo", "reclamar"),
        )
    ),
    Shot("proveedor-documento", "/proveedor/documentos/", "main .paper a"),
    Shot("cuenta", "/cuenta/"),
    *(
        Shot(f"cuenta-{name.replace('/', '-')}", f"/cuenta/{name}/")
        for name in (
            *("datos", "correo", "contrasena", "seguridad", "seguridad/aplicacion", "seguridad/llaves"),
            *("seguridad/respaldo", "seguridad/pregunta", "sesiones", "actividad", "avisos", "mis-datos"),
        )
    ),
)
ENGLISH = (Shot("home-en", "/"), Shot("processes-en", "/procesos/"), Shot("sign-in-en", "/ingresar/"))
JOINT = (Shot("plural", "/proveedor/plural/"),)
ENTITY = (
    Shot("entidad", "/entidad/"),
    Shot("entidad-equipo", "/entidad/equipo/"),
    Shot("entidad-proveedores", "/entidad/proveedores/"),
    Shot("entidad-invitaciones", "/entidad/invitaciones/"),
    Shot("entidad-invitacion", "/entidad/invitaciones/", "main a.row__link"),
    Shot("entidad-invitacion-nueva", "/entidad/invitaciones/nueva/"),
    Shot("entidad-cerradas", "/entidad/invitaciones/?estado=cerradas"),
)
REVIEWER = (
    Shot("revision", "/revision/"),
    Shot("revision-documento", "/revision/", "main a.row__link"),
)
ADMINISTRATOR = (
    Shot("revision-por-dia", "/revision/estadisticas/"),
    Shot("administracion", "/administracion/"),
    Shot("administracion-verificaciones", "/administracion/accounts/identitycheck/"),
    Shot("administracion-mensajes", "/administracion/messaging/message/sin-entregar/"),
)
PEOPLE = {
    "juridica": CONTRACTOR,
    "plural": JOINT,
    "compras": ENTITY,
    "revision": REVIEWER,
    "admin": ADMINISTRATOR,
}


def main() -> int:
    """Take every picture; returns 1 where a page answered with an unexpected error or did not fit its screen."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("No hay Chromium: instálelo (Debian: apt-get install chromium) para tomar las imágenes.\n")
        return 1
    SHOTS.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    with running_portal(), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        faults += take(browser, VISITOR)
        faults += take(browser, ENGLISH, {"django_language": "en"})
        for name, shots in PEOPLE.items():
            faults += take(browser, shots, {"sessionid": signed_in(browser, name)})
        browser.close()
    sys.stdout.write("\n".join([f"Imágenes en {SHOTS}", *faults, ""]))
    return 1 if faults else 0


@contextmanager
def running_portal() -> Iterator[None]:
    """The portal that answers at ADDRESS, or one of our own for as long as the block lasts."""
    if answers():
        yield
        return
    with subprocess.Popen([sys.executable, PROJECT / "manage.py", "run"], cwd=PROJECT) as process:  # noqa: S603  # our own command
        try:
            limit = time.monotonic() + START_SECONDS
            while not answers():
                if process.poll() is not None or time.monotonic() > limit:
                    raise SystemExit("El portal no arrancó: ejecute «make run» para ver por qué.")
                time.sleep(0.5)
            yield
        finally:
            process.terminate()


def answers() -> bool:
    try:
        with urlopen(f"{ADDRESS}/salud/listo", timeout=5) as response:  # noqa: S310  # our own address
            return bool(response.status == HTTPStatus.OK)
    except (URLError, TimeoutError):
        return False


def signed_in(browser: Browser, name: str) -> str:
    """The session cookie of one of the demo's people, got by the pages that anybody uses."""
    _word, address, password, *secret = next(line.split() for line in sign_ins() if f" {name}@" in line)
    context = browser.new_context(locale="es-CO")
    page = context.new_page()
    before = set(mails())
    page.goto(f"{ADDRESS}/ingresar/")
    page.fill("[name=login]", address)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/ingresar/codigo/")
    page.fill("[name=code]", f"{totp(b32decode(secret[0])):06}" if secret else code_sent_to(address, before))
    if name == "juridica":
        page.screenshot(path=SHOTS / "codigo-1280-light.png", full_page=True)
    page.press("[name=code]", "Enter")
    page.wait_for_url(lambda url: "/ingresar/" not in url)
    cookie = next(each["value"] for each in context.cookies() if each["name"] == "sessionid")
    context.close()
    return cookie


def sign_ins() -> list[str]:
    """The lines that `make run` prints and keeps: "demo: ADDRESS PASSWORD [SECRET]"."""
    return (PORTAL_DIR / DEMO_FILE).read_text(encoding="utf-8").splitlines()


def mails() -> list[Path]:
    return sorted((PORTAL_DIR / "mail").glob("*.eml"))


def code_sent_to(address: str, before: set[Path]) -> str:
    """The six digits of the newest mail to that address that was not there before."""
    limit = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < limit:
        for path in reversed([path for path in mails() if path not in before]):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
            if body and address in message["To"] and (found := re.search(r"\b\d{6}\b", body.get_content())):
                return found[0]
        time.sleep(0.2)
    raise SystemExit(f"No llegó el código de {address} en {MAIL_SECONDS} s.")


def take(browser: Browser, shots: tuple[Shot, ...], cookies: dict[str, str] | None = None) -> list[str]:
    """The pictures of those pages on every screen; returns what went wrong, a line each."""
    faults: list[str] = []
    for screen in SCREENS:
        for scheme in SCHEMES:
            context = browser.new_context(viewport=screen, color_scheme=scheme, locale="es-CO")
            for name, value in (cookies or {}).items():
                context.add_cookies([{"name": name, "value": value, "url": ADDRESS}])
            for shot in shots:
                faults += picture(context, shot, f"{shot.name}-{screen['width']}-{scheme}")
            context.close()
    return faults


def picture(context: BrowserContext, shot: Shot, name: str) -> list[str]:
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    response = page.goto(ADDRESS + shot.path)
    if shot.follow and page.locator(shot.follow).count():
        page.locator(shot.follow).first.click()
    page.wait_for_load_state()
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    faults = [f"{name}: {fault}" for fault in faults_of(page, response.status if response else 0, shot, complaints)]
    page.close()
    return faults


def faults_of(page: Page, status: int, shot: Shot, complaints: list[str]) -> Iterator[str]:
    if shot.path.startswith("/dev/errores/"):
        return  # its status is the point
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        yield f"responde {status}"
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wider > 0:
        yield f"se sale {wider} px de la pantalla"
    yield from complaints


if __name__ == "__main__":
    sys.exit(main())
