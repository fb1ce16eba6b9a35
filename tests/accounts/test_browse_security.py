"""Second factors in a real browser: enrolled, used at the next sign-in, every page looked at by axe."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import Authenticator, User
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, app_code, sign_in
from tests.accounts.soft_passkey import give_passkey
from tests.fixtures.walks import Walk, both_manners, with_script, without_script

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(walk) -> User:
    return UserFactory(username="ana", email="ana@example.com", language=walk.manner.language)


def give_password(walk: Walk, login: str = "ana") -> None:
    walk.go("/ingresar/")
    walk.fill("Usuario o correo electrónico", login)
    walk.fill("Contraseña", PASSWORD)
    walk.press("Ingresar")


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


def enrol_app(walk: Walk) -> str:
    """The app's secret."""
    walk.look()
    secret = walk.page.locator("code").inner_text().replace(" ", "")
    walk.fill("Código que muestra la aplicación", app_code(secret))
    walk.press("Activar")
    walk.reads("Su aplicación de autenticación quedó activa.")
    return secret


def make_backup_codes(walk: Walk) -> list[str]:
    walk.look()
    walk.press("Generar diez códigos")
    walk.titled("Guarde sus códigos de respaldo")
    walk.look()
    codes = walk.page.locator("code").all_inner_texts()
    with walk.page.expect_download() as download:
        walk.follow("Descargarlos como texto")
    assert download.value.path().read_text(encoding="utf-8").splitlines()[2:] == codes
    walk.follow("Ya los guardé, continuar")
    return codes


@both_manners
def test_an_app_is_enrolled_signs_in_and_is_removed_and_a_back_up_code_signs_in_too(walk, ana):
    walk.enter(ana)
    walk.go("/cuenta/seguridad/")
    walk.look()
    walk.follow("Activar", walk.say("Aplicación de autenticación"))
    secret = enrol_app(walk)
    codes = make_backup_codes(walk)
    walk.titled("Seguridad de su cuenta")
    walk.look()
    walk.follow("Cambiar", walk.say("Pregunta de seguridad"))
    walk.look()
    Authenticator.objects.update(last_step=-1)  # as if half a minute had passed
    walk.leave()
    give_password(walk)
    walk.look()
    walk.fill("Código de su aplicación", app_code(secret))
    walk.press("Ingresar")
    walk.arrives("/inicio/")
    walk.leave()
    give_password(walk)
    walk.press("Usar un código de respaldo")
    walk.look()
    walk.fill("Código de respaldo", codes[4].upper())
    walk.press("Ingresar")
    walk.arrives("/inicio/")
    walk.go("/cuenta/seguridad/respaldo/")
    walk.look()
    walk.go("/ingresar/confirmar/?unsent=1&strong=1")
    walk.look()
    walk.go("/cuenta/seguridad/")
    walk.follow("Cambiar", walk.say("Aplicación de autenticación"))
    walk.look()
    walk.follow("Quitar la aplicación que tengo")
    walk.look()
    walk.press("Quitar la aplicación")
    walk.reads("Quitó su aplicación de autenticación.")


def add_passkey(walk: Walk) -> None:
    walk.go("/cuenta/seguridad/llaves/")
    walk.look()
    walk.follow("Agregar una llave")
    walk.look()
    walk.press("Crear la llave")
    expect(walk.page.get_by_role("alert").first).to_contain_text(walk.say("Nombre de la llave"))
    walk.fill("Nombre de la llave", "portátil")
    walk.press("Crear la llave")
    walk.reads("Agregó la llave de acceso «%(name)s».", name="portátil")


@with_script
@pytest.mark.usefixtures("passkeys_here")
def test_a_passkey_is_added_signs_in_confirms_and_is_removed(walk, ana):
    page = walk.page
    walk.enter(ana)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    virtual_passkeys(page)
    add_passkey(walk)
    walk.go("/cuenta/seguridad/llaves/")
    walk.look()
    walk.follow("Administrar", "portátil")
    walk.look()
    walk.fill("Nombre de la llave", "portátil de la oficina")
    walk.press("Guardar el nombre")
    expect(page.get_by_role("link", name="portátil de la oficina")).to_be_visible()
    walk.leave()
    give_password(walk)
    walk.look()
    walk.press("Usar mi llave de acceso")
    walk.arrives("/inicio/")
    walk.go("/ingresar/confirmar/?next=/cuenta/seguridad/")
    walk.look()
    walk.fill("Contraseña", "otra-clave")
    walk.press("Confirmar con mi llave de acceso")
    expect(page.get_by_role("alert").first).to_contain_text(walk.say("Esa no es su contraseña."))
    walk.fill("Contraseña", PASSWORD)
    walk.press("Confirmar con mi llave de acceso")
    walk.arrives("/cuenta/seguridad/")
    walk.go("/cuenta/seguridad/llaves/")
    walk.follow("Administrar")
    walk.follow("Quitar esta llave")
    walk.look()
    walk.press("Quitar la llave")
    walk.reads("Todavía no tiene llaves de acceso")
    assert complaints == []


@pytest.mark.usefixtures("passkeys_here")
def test_a_cancelled_passkey_says_so_and_can_be_tried_again(walk, ana):
    walk.enter(ana)
    refuse = "navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    walk.page.add_init_script(refuse)
    walk.go("/cuenta/seguridad/llaves/nueva/")
    walk.fill("Nombre de la llave", "portátil")
    walk.press("Crear la llave")
    expect(walk.page.get_by_text("No se completó")).to_be_visible()
    expect(walk.button("Crear la llave")).to_be_enabled()


@without_script
def test_without_script_a_passkey_is_set_aside_and_the_mailbox_offered(walk, ana, mailbox):
    give_passkey(ana)
    give_password(walk)
    walk.reads(
        "Las llaves de acceso necesitan que el navegador ejecute scripts, y aquí no se ejecutan. "
        "Use otra de las formas de esta página."
    )
    walk.look()
    expect(walk.page.get_by_role("button", name=walk.say("Usar mi llave de acceso"))).to_be_hidden()
    walk.press("Recibir un código por correo")
    walk.fill("Código", mailbox.code("ana@example.com"))
    walk.press("Ingresar")
    walk.arrives("/inicio/")


@both_manners
def test_who_has_power_over_others_is_led_through_enrolling(walk, mailbox):
    UserFactory(username="rosa", email="rosa@example.com", is_reviewer=True, language=walk.manner.language)
    give_password(walk, "rosa")
    walk.fill("Código", mailbox.code("rosa@example.com"))
    walk.press("Ingresar")
    walk.arrives("/cuenta/seguridad/")
    walk.look()
    walk.follow("Activar una aplicación de autenticación")
    enrol_app(walk)
    walk.follow("Ahora no")
    walk.arrives("/inicio/")


def test_the_pages_of_who_has_an_app_ask_for_its_code(walk):
    app = AuthenticatorFactory()
    client = Client()
    sign_in(client, app.user, app)
    walk.hold(client)
    walk.go("/ingresar/confirmar/")
    expect(walk.field("Código de su aplicación")).to_be_visible()
    walk.look()
