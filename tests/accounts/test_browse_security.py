"""Second factors in a real browser: enrolled, used at the next sign-in, every page looked at by axe."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Authenticator
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code, sign_in
from tests.accounts.soft_passkey import give_passkey

pytestmark = pytest.mark.django_db(transaction=True)


def carry_session(context: BrowserContext, live_portal: str, client: Client, *, language: str = "") -> None:
    """Have the browser hold the session of a test client."""
    cookies = [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_portal}]
    if language:
        cookies.append({"name": "django_language", "value": language, "url": live_portal})
    context.add_cookies(cookies)  # type: ignore[arg-type]  # Playwright's own shape of a cookie


def give_password(page: Page, live_portal: str, login: str) -> None:
    page.goto(f"{live_portal}/ingresar/")
    page.get_by_label("Usuario o correo electrónico").fill(login)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ingresar", exact=True).click()


def leave(page: Page, live_portal: str) -> None:
    page.context.clear_cookies()
    page.goto(live_portal)


def virtual_passkeys(page: Page) -> None:
    """Chromium's own authenticator, which is always there and always agrees."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.fixture
def passkeys_here(settings, live_portal: str) -> None:
    """Passkeys are bound to the address of the portal: here, that of the live server."""
    settings.OTP_WEBAUTHN_ALLOWED_ORIGINS = [live_portal]
    assert live_portal.startswith("http://localhost:")


def fits(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_an_app_is_enrolled_and_signs_in_and_a_back_up_code_does_too(
    browser, browser_context_args, live_portal, axe, mailbox, script
):
    UserFactory(username="ana", email="ana@example.com")
    context = browser.new_context(**browser_context_args, java_script_enabled=script)
    page = context.new_page()

    def look(page: Page) -> None:
        if script:
            axe(page)
            fits(page)

    give_password(page, live_portal, "ana")
    page.get_by_label("Código", exact=True).fill(mailbox.code("ana@example.com"))
    page.get_by_role("button", name="Ingresar", exact=True).click()
    page.wait_for_url(f"{live_portal}/inicio/")
    page.goto(f"{live_portal}/cuenta/seguridad/")
    look(page)
    page.get_by_role("link", name="Activar Aplicación de autenticación").click()
    look(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Código que muestra la aplicación").fill(app_code(secret))
    page.get_by_role("button", name="Activar").click()
    expect(page.get_by_text("quedó activa")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Generar diez códigos").click()
    expect(page.get_by_role("heading", name="Guarde sus códigos de respaldo")).to_be_visible()
    look(page)
    codes = page.locator("code").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Descargarlos como texto").click()
    assert download.value.path().read_text(encoding="utf-8").splitlines()[2:] == codes
    page.get_by_role("link", name="Ya los guardé, continuar").click()
    expect(page.get_by_text("Quedan 10")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Cambiar Pregunta de seguridad").click()
    look(page)
    Authenticator.objects.update(last_step=-1)  # as if half a minute had passed
    leave(page, live_portal)
    give_password(page, live_portal, "ana")
    look(page)
    page.get_by_label("Código de su aplicación").fill(app_code(secret))
    page.get_by_role("button", name="Ingresar", exact=True).click()
    page.wait_for_url(f"{live_portal}/inicio/")
    leave(page, live_portal)
    give_password(page, live_portal, "ana")
    page.get_by_role("button", name="Usar un código de respaldo").click()
    look(page)
    page.get_by_label("Código de respaldo").fill(codes[4].upper())
    page.get_by_role("button", name="Ingresar", exact=True).click()
    page.wait_for_url(f"{live_portal}/inicio/")
    context.close()


@pytest.mark.usefixtures("passkeys_here")
def test_a_passkey_is_added_signs_in_and_confirms(page, live_portal, axe):
    ana = UserFactory(username="ana", email="ana@example.com")
    client = Client()
    sign_in(client, ana)
    carry_session(page.context, live_portal, client)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    virtual_passkeys(page)
    page.goto(f"{live_portal}/cuenta/seguridad/llaves/")
    axe(page)
    page.get_by_role("link", name="Agregar una llave").click()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Crear la llave").click()
    expect(page.get_by_role("alert").first).to_contain_text("Nombre de la llave")
    page.get_by_label("Nombre de la llave").fill("portátil")
    page.get_by_role("button", name="Crear la llave").click()
    expect(page.get_by_text("Agregó la llave de acceso «portátil»")).to_be_visible()
    page.goto(f"{live_portal}/cuenta/seguridad/llaves/")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Administrar portátil").click()
    axe(page)
    page.get_by_label("Nombre de la llave").fill("portátil de la oficina")
    page.get_by_role("button", name="Guardar el nombre").click()
    expect(page.get_by_role("link", name="Administrar portátil de la oficina")).to_be_visible()
    leave(page, live_portal)
    give_password(page, live_portal, "ana")
    axe(page)
    fits(page)
    page.get_by_role("button", name="Usar mi llave de acceso").click()
    page.wait_for_url(f"{live_portal}/inicio/")
    page.goto(f"{live_portal}/ingresar/confirmar/?next=/cuenta/seguridad/")
    axe(page)
    fits(page)
    page.get_by_label("Contraseña", exact=True).fill("otra-clave")
    page.get_by_role("button", name="Confirmar con mi llave de acceso").click()
    expect(page.get_by_role("alert").first).to_contain_text("Esa no es su contraseña")
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirmar con mi llave de acceso").click()
    page.wait_for_url(f"{live_portal}/cuenta/seguridad/")
    page.goto(f"{live_portal}/cuenta/seguridad/llaves/")
    page.get_by_role("link", name="Administrar").click()
    page.get_by_role("link", name="Quitar esta llave").click()
    axe(page)
    page.get_by_role("button", name="Quitar la llave").click()
    expect(page.get_by_text("Todavía no tiene llaves de acceso")).to_be_visible()
    assert complaints == []


def test_an_app_is_removed(page, live_portal):
    app = AuthenticatorFactory()
    client = Client()
    sign_in(client, app.user, app)
    carry_session(page.context, live_portal, client)
    page.goto(f"{live_portal}/cuenta/seguridad/")
    page.get_by_role("link", name="Cambiar Aplicación de autenticación").click()
    page.get_by_role("link", name="Quitar la aplicación que tengo").click()
    page.get_by_role("button", name="Quitar la aplicación").click()
    expect(page.get_by_text("Quitó su aplicación")).to_be_visible()


@pytest.mark.usefixtures("passkeys_here")
def test_a_cancelled_passkey_says_so_and_can_be_tried_again(page, live_portal):
    ana = UserFactory()
    client = Client()
    sign_in(client, ana)
    carry_session(page.context, live_portal, client)
    page.add_init_script("navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.goto(f"{live_portal}/cuenta/seguridad/llaves/nueva/")
    page.get_by_label("Nombre de la llave").fill("portátil")
    page.get_by_role("button", name="Crear la llave").click()
    expect(page.get_by_text("No se completó")).to_be_visible()
    expect(page.get_by_role("button", name="Crear la llave")).to_be_enabled()


def test_without_script_a_passkey_is_set_aside_and_the_mailbox_offered(
    browser, browser_context_args, live_portal, mailbox
):
    ana = UserFactory(username="ana", email="ana@example.com")
    give_passkey(ana)
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    give_password(page, live_portal, "ana")
    expect(page.get_by_text("Use otra de las formas de esta página")).to_be_visible()
    expect(page.get_by_role("button", name="Usar mi llave de acceso")).to_be_hidden()
    page.get_by_role("button", name="Recibir un código por correo").click()
    page.get_by_label("Código", exact=True).fill(mailbox.code("ana@example.com"))
    page.get_by_role("button", name="Ingresar", exact=True).click()
    page.wait_for_url(f"{live_portal}/inicio/")
    context.close()


def test_who_has_power_over_others_is_led_through_enrolling(page, live_portal, axe, mailbox):
    UserFactory(username="rosa", email="rosa@example.com", is_reviewer=True)
    give_password(page, live_portal, "rosa")
    page.get_by_label("Código", exact=True).fill(mailbox.code("rosa@example.com"))
    page.get_by_role("button", name="Ingresar", exact=True).click()
    page.wait_for_url(f"{live_portal}/cuenta/seguridad/")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Activar una aplicación de autenticación").click()
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Código que muestra la aplicación").fill(app_code(secret))
    page.get_by_role("button", name="Activar").click()
    page.get_by_role("link", name="Ahora no").click()
    page.wait_for_url(f"{live_portal}/inicio/")


@pytest.mark.parametrize("language", ["es-co", "en"])
def test_every_page_passes_axe_in_both_languages_light_and_dark(
    browser, browser_context_args, live_portal, axe: Callable[[Page], None], language
):
    ana = UserFactory(language=language)
    app = AuthenticatorFactory(user=ana)
    client = Client()
    sign_in(client, ana, app)
    scheme = "dark" if language == "en" else "light"
    context = browser.new_context(**browser_context_args, color_scheme=scheme)
    carry_session(context, live_portal, client, language=language)
    page = context.new_page()
    for path in (
        *("", "pregunta/", "aplicacion/", "aplicacion/quitar/", "respaldo/", "llaves/", "llaves/nueva/"),
        *("../../ingresar/confirmar/", "../../ingresar/confirmar/?unsent=1&strong=1"),
    ):
        page.goto(f"{live_portal}/cuenta/seguridad/{path}")
        axe(page)
        fits(page)
    context.close()
