"""A change of terms, walked by whom it interrupts; and the pages that say what counts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Consent, User
from accounts.queries import legal
from tests.accounts.factories import UserFactory
from tests.fixtures.legal import Publish
from tests.fixtures.walks import Walk, both_manners

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_database")]


@both_manners
def test_a_change_of_terms_interrupts_once_and_loses_nothing(walk: Walk, publish: Publish) -> None:
    ana = UserFactory()
    walk.enter(ana)
    walk.go("/cuenta/avisos/")
    walk.page.locator("[name=quiet_from]").fill("22:00")
    walk.page.locator("[name=quiet_until]").fill("06:00")
    publish(
        text="- Usarlo es gratuito y siempre lo será. Nadie puede cobrarle por registrarse, buscar ni recibir avisos.",
        english="- It is free to use and always will be. Nobody can charge you to register, search or receive alerts.",
    )
    walk.page.locator("main form:has([name=quiet_from]) button").last.click()
    walk.titled("Cambió lo que usted aceptó")
    walk.reads("Guardamos lo que estaba enviando. Al aceptar se lo mostramos y podrá enviarlo con un botón.")
    expect(walk.button("Acepto y sigo")).to_be_in_viewport()
    walk.look()
    walk.page.locator("main details summary").click()
    expect(walk.page.locator("ins").first).to_be_visible()
    expect(walk.page.locator("del").first).to_be_visible()
    walk.look()
    walk.press("Acepto y sigo")
    walk.arrives("/cuenta/continuar/")
    walk.press("Enviar lo que escribí")
    walk.arrives("/cuenta/avisos/")
    assert str(User.objects.get(pk=ana.pk).quiet_from) == "22:00:00"
    assert Consent.objects.filter(user=ana, version="2.0").count() == 1
    walk.go("/cuenta/")
    walk.reads("Lo que aceptó")
    walk.look()


@both_manners
def test_who_does_not_accept_may_take_their_data_or_leave(walk: Walk, publish: Publish) -> None:
    walk.enter(UserFactory())
    publish()
    walk.go("/inicio/")
    walk.follow("Descargar sus datos")
    walk.arrives("/cuenta/mis-datos/")
    walk.go("/inicio/")
    walk.press("Salir sin decidir")
    walk.page.wait_for_load_state()
    walk.go("/inicio/")
    assert "/ingresar/" in walk.page.url


@both_manners
def test_the_texts_their_versions_and_what_changed_are_read_by_anybody(walk: Walk, publish: Publish) -> None:
    publish(at=timezone.now() + timedelta(days=9))
    assert legal.in_force()["terms"] == "1.0"
    walk.go("/ayuda/terminos/")
    walk.look()
    walk.follow(walk.say("Versión %(version)s", version="2.0"))
    walk.reads("Todavía no rige.")
    walk.look()
    walk.follow("Ver cada cambio")
    walk.look()
    for path in ("/ayuda/datos-personales/", "/ayuda/cookies/", "/ayuda/accesibilidad/", "/ayuda/teclado/"):
        walk.go(path)
        walk.look()


@both_manners
def test_a_newcomer_sees_three_steps_and_puts_them_away(walk: Walk) -> None:
    walk.enter(UserFactory())
    walk.go("/inicio/")
    walk.reads("Sus primeros tres pasos")
    walk.look()
    walk.press("Entendido, no mostrarlo más")
    walk.arrives("/inicio/")
    expect(walk.page.get_by_text(walk.say("Sus primeros tres pasos"))).to_have_count(0)
