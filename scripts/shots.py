"""Pictures of every page, for people to look at: 1280 and 360 pixels wide, light and dark; and those of the guides.

`make shots` uses the portal that is running at this PORT and PORTAL_DIR, or runs one meanwhile. The pictures are
PORTAL_DIR/shots/<page>-<width>-<light|dark>.png, those of the guides static/help/. `make shots ARGS=guias` takes
the latter alone, `make shots ARGS=paginas` the former; any other words are names of pages, or how they begin.
It signs in as the demo's people do, with the code from the mail.
"""

import io
import os
import re
import shutil
import subprocess
import sys
import time
from base64 import b32decode
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django_otp.oath import totp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FloatRect, Page, ViewportSize, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from scripts.pages import ENGLISH, PEOPLE, VISITOR, Shot
from support.pictures import FOLDER, LANGUAGES, PICTURES, WIDTH, path_of  # the project's own, found by then

PORTAL_DIR = Path(os.environ.get("PORTAL_DIR", PROJECT / "var")).resolve()
ADDRESS = f"http://localhost:{os.environ.get('PORT', '8000')}"
SHOTS = PORTAL_DIR / "shots"
SCREENS: tuple[ViewportSize, ...] = ({"width": 1280, "height": 900}, {"width": 360, "height": 740})
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
# Where `make run` keeps the demo's sign-ins (secop.local.preparation.DEMO_FILE).
DEMO_FILE = "demo.txt"
START_SECONDS = 180
MAIL_SECONDS = 30
# On a busy machine a page may take its time; only a refused connection tells that no portal runs.
ANSWER_SECONDS = 60
GUIDES, PAGES = "guias", "paginas"
HELP = PROJECT / "static" / FOLDER
HEAVIEST = 40 * 1024
COLOURS = 64
MARGIN = 16


@dataclass(frozen=True)
class GuidePicture:
    """A picture of support.pictures: whose page, where, and the part whose top is the picture's.

    On the way there: links to follow, or who begins to sign in, or a field to fill and a button to press, until
    something shows.
    """

    name: str
    whose: str
    path: str
    part: str = "h1"
    follow: tuple[str, ...] = ()
    enters: str = ""
    fill: tuple[str, str] = ("", "")
    press: str = ""
    shows: str = ""


GUIDE_PICTURES = (
    GuidePicture("registro", "", "/registro/"),
    GuidePicture("codigo", "", "/ingresar/", enters="natural"),
    GuidePicture("proceso", "", "/procesos/", follow=("a.row__link",)),
    GuidePicture("expediente", "juridica", "/proveedor/"),
    GuidePicture(
        *("area", "juridica", "/intereses/nuevo/"),
        part="#codes",
        fill=("#id_code_search", "pavimentación"),
        press="button[value=codes]",
        shows="#codes .picker__found",
    ),
    GuidePicture("oportunidades", "juridica", "/oportunidades/", part=".rows"),
    GuidePicture("invitacion", "juridica", "/invitaciones/", follow=("main a.row__link",)),
    GuidePicture(
        *("comparacion", "compras", "/entidad/invitaciones/?estado=cerradas"),
        follow=("main a.row__link", "main a.govuk-button"),
    ),
    GuidePicture("revision", "revision", "/revision/"),
)


def main(wanted: Collection[str] = ()) -> int:
    """Take the pictures asked for, all by default; returns 1 where a page failed or did not fit its screen."""
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
        for name, shots in {"": VISITOR, "en": ENGLISH, **PEOPLE}.items():
            pages = chosen(shots, wanted)
            pictures = [one for one in GUIDE_PICTURES if one.whose == name] if takes(GUIDES, wanted) else []
            if pages or pictures:
                cookies = {"sessionid": signed_in(browser, name)} if name in PEOPLE else {}
                faults += take(browser, pages, cookies | ({"django_language": "en"} if name == "en" else {}))
                faults += [fault for one in pictures for fault in guide_pictures(browser, one, cookies)]
        browser.close()
    sys.stdout.write("\n".join([f"Imágenes en {SHOTS} y {HELP}", *faults, ""]))
    return 1 if faults else 0


def takes(what: str, wanted: Collection[str]) -> bool:
    """Whether the pages or the guides are among what was asked for."""
    return not wanted or what in wanted


def chosen(shots: tuple[Shot, ...], wanted: Collection[str]) -> tuple[Shot, ...]:
    """Those of the pages that were asked for by their names, or all of them."""
    if takes(PAGES, wanted):
        return shots
    return tuple(shot for shot in shots if shot.name.startswith(tuple(wanted)))


@contextmanager
def running_portal() -> Iterator[None]:
    """The portal that is at ADDRESS, or one of our own for as long as the block lasts."""
    if is_there():
        yield
        return
    with subprocess.Popen([sys.executable, PROJECT / "manage.py", "run"], cwd=PROJECT) as process:  # noqa: S603  # our own command
        try:
            limit = time.monotonic() + START_SECONDS
            while not is_there(starting=True):
                if process.poll() is not None or time.monotonic() > limit:
                    raise SystemExit("El portal no arrancó: ejecute «make run» para ver por qué.")
                time.sleep(0.5)
            yield
        finally:
            process.terminate()


def is_there(*, starting: bool = False) -> bool:
    """Whether a portal answers. One that is slow or ails is there too: a second beside it would be wrong."""
    try:
        with urlopen(f"{ADDRESS}/salud/listo", timeout=ANSWER_SECONDS) as response:  # noqa: S310  # our own address
            return bool(response.status == HTTPStatus.OK)
    except (HTTPError, TimeoutError) as error:
        if starting:
            return False
        raise SystemExit(f"Hay un portal en {ADDRESS}, y no está listo: {error}.") from error
    except URLError as error:
        if isinstance(error.reason, ConnectionRefusedError):
            return False
        raise


def signed_in(browser: Browser, name: str) -> str:
    """The session cookie of one of the demo's people, got by the pages that anybody uses."""
    context = browser.new_context(locale="es-CO")
    page = context.new_page()
    before = set(mails())
    page.goto(f"{ADDRESS}/ingresar/")
    address, *secret = begin_to_sign_in(page, name)
    page.fill("[name=code]", f"{totp(b32decode(secret[0])):06}" if secret else code_sent_to(address, before))
    if name == "juridica":
        page.screenshot(path=SHOTS / "codigo-1280-light.png", full_page=True)
    page.press("[name=code]", "Enter")
    page.wait_for_url(lambda url: "/ingresar/" not in url)
    cookie = next(each["value"] for each in context.cookies() if each["name"] == "sessionid")
    context.close()
    return cookie


def begin_to_sign_in(page: Page, name: str) -> list[str]:
    """Give the password on the page of the sign-in; returns the address, and the app's secret if there is one."""
    _word, address, password, *secret = next(line.split() for line in sign_ins() if f" {name}@" in line)
    page.fill("[name=login]", address)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/ingresar/codigo/")
    return [address, *secret]


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


def guide_pictures(browser: Browser, one: GuidePicture, cookies: dict[str, str]) -> Iterator[str]:
    """The picture of a guide in both languages and schemes; says which could not be taken, or came out too heavy."""
    drawn = PICTURES[one.name]
    for language in LANGUAGES:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": WIDTH, "height": 900}, color_scheme=scheme, locale="es-CO", reduced_motion="reduce"
            )
            spoken = {"django_language": "en" if language == "en" else "es-co"}
            for name, value in (cookies | spoken).items():
                context.add_cookies([{"name": name, "value": value, "url": ADDRESS}])
            page = context.new_page()
            stand_at(page, one)
            box = page.locator(one.part).first.bounding_box()
            if box is None:
                yield f"guía, {one.name}: no se ve {one.part}"
            else:
                top = max(box["y"] + page.evaluate("window.scrollY") - MARGIN, 0)
                clip: FloatRect = {"x": 0, "y": top, "width": WIDTH, "height": drawn.height}
                shot = page.screenshot(full_page=True, clip=clip)
                yield from save(shot, HELP.parent / path_of(one.name, language, scheme))
            context.close()


def stand_at(page: Page, one: GuidePicture) -> None:
    """Go where the picture is to be taken."""
    page.goto(ADDRESS + one.path)
    if one.enters:
        begin_to_sign_in(page, one.enters)
    for link in one.follow:
        page.locator(link).first.click()
        page.wait_for_load_state()
    if one.press:
        page.fill(*one.fill)
        page.click(one.press)
        page.locator(one.shows).wait_for()
    page.wait_for_load_state("networkidle")


def save(shot: bytes, file: Path) -> Iterator[str]:
    """As WebP with few colours, which is what a page has; says so if it is too heavy even then."""
    file.parent.mkdir(exist_ok=True)
    with Image.open(io.BytesIO(shot)) as image:
        image.convert("RGB").quantize(COLOURS).convert("RGB").save(file, "WEBP", lossless=True, method=6)
    if file.stat().st_size > HEAVIEST:
        yield f"{file.name}: pesa {file.stat().st_size // 1024} KB, más de {HEAVIEST // 1024}"


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
    sys.exit(main(sys.argv[1:]))
