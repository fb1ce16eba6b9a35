"""An invitation to quote from both sides in a real browser: written, sent, answered, compared."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from groundwork.reference.business_days import add_business_days, colombian_today
from interests.models import Invitation, Invitee
from onboarding.models import Supplier
from procurement.models import EntityRole
from tests.accounts.factories import UserFactory
from tests.fixtures.walks import MANNERS, Walk
from tests.interests.factories import InterestFactory, QuoteFactory, priced
from tests.onboarding.factories import MembershipFactory, SupplierFactory
from tests.procurement.factories import EntityFactory, EntityMembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_database")]

LOOKED_AT = [MANNERS["Spanish, script"], MANNERS["English, no script"]]


def member_of(name: str, username: str) -> User:
    """Who administers a supplier that public bodies may find."""
    supplier = SupplierFactory(name=name)
    InterestFactory(supplier=supplier, visible=True)
    person: User = MembershipFactory(supplier=supplier, user=UserFactory(username=username)).user
    return person


@pytest.mark.parametrize("walk", LOOKED_AT, ids=["Spanish, script", "English, no script"], indirect=True)
def test_an_invitation_is_written_sent_answered_and_compared(walk: Walk) -> None:
    buyer = EntityMembershipFactory(entity=EntityFactory(name="Casa Municipal"), role=EntityRole.BUYER).user
    ana, rival = member_of("Papeles Andes", "ana"), member_of("Papeles Luna", "luna")
    write_and_send(walk, buyer)
    answer(walk.another(), ana)
    priced(QuoteFactory(invitee=Invitee.objects.get(supplier__memberships__user=rival)), "21000", vat=19)
    follow(walk)
    compare(walk)


def write_and_send(walk: Walk, buyer: User) -> None:
    walk.enter(buyer)
    walk.go("/entidad/invitaciones/")
    walk.look()
    codes = "&".join(f"proveedor={supplier.code}" for supplier in Supplier.objects.order_by("pk"))
    walk.go(f"/entidad/invitaciones/nueva/?{codes}")
    walk.titled("Invitar a cotizar")
    walk.fill("Qué se va a cotizar", "Papel A4")
    walk.fill("Mensaje", "Lorem ipsum dolor sit amet.")
    if walk.script:  # each pause saves, and the page goes on as the draft's own
        expect(walk.page.locator("#saved")).to_contain_text("Guardado")
        walk.page.wait_for_url("**/editar/")
        walk.page.reload()
        expect(walk.field("Qué se va a cotizar")).to_have_value("Papel A4")
    else:
        walk.press("Guardar el borrador")
    walk.page.locator("[name=item-0-description]").fill("Papel")
    walk.page.locator("[name=item-0-unit]").fill("kg")
    walk.page.locator("[name=item-0-quantity]").fill("0")
    walk.press("Revisar antes de enviar")
    walk.reads("La cantidad es mayor que cero.")
    walk.look()
    walk.page.locator("[name=item-0-quantity]").fill("10")
    walk.press("Revisar antes de enviar")
    walk.titled("Revise antes de enviar")
    walk.look()
    walk.press("Enviar la invitación")
    walk.titled("Papel A4")
    walk.look()


def answer(walk: Walk, ana: User) -> None:
    walk.enter(ana)
    walk.go("/invitaciones/")
    walk.look()
    walk.page.get_by_role("link", name="Papel A4").click()
    walk.look()
    walk.fill("Su pregunta", "¿Lorem?")
    walk.press("Enviar la pregunta")
    with walk.late("**/htmx*.js"):  # on a slow line she types before the script is there
        walk.page.get_by_role("link", name=walk.say("Escribir la respuesta")).click()
        walk.titled("Escribir la respuesta")
        walk.page.locator("[name=price-1-unit_price]").fill("20.000")
    if walk.script:  # each pause saves, and the server's own sums come back
        expect(walk.page.locator("#totals")).to_contain_text("$\u00a0238.000")
    walk.press("Revisar antes de enviar")
    walk.reads("Diga hasta cuándo es válida.")
    walk.look()
    walk.page.get_by_role("link", name=walk.say("Cambiar algo")).click()
    day = add_business_days(colombian_today(timezone.now()), 30)
    walk.fill("Válida hasta", day.isoformat())
    walk.fill("Plazo de entrega", "30 d")
    walk.look()
    walk.press("Revisar antes de enviar")
    walk.press("Enviar la respuesta")
    walk.titled("Respuesta enviada")
    walk.look()
    withdraw_and_send_again(walk)


def withdraw_and_send_again(walk: Walk) -> None:
    walk.follow("Retirar la respuesta")
    walk.titled("Retirar la respuesta")
    walk.look()
    walk.press("Retirar la respuesta")
    walk.reads("Retiró su respuesta; puede enviar otra")
    walk.look()
    walk.follow("Escribir la respuesta")
    walk.press("Revisar antes de enviar")  # it begins as the one that was withdrawn
    walk.press("Enviar la respuesta")
    walk.titled("Respuesta enviada")


def follow(walk: Walk) -> None:
    invitation = Invitation.objects.get()
    walk.go(reverse("interests:invitation_detail", args=[invitation.code]))
    walk.look()
    walk.go(reverse("interests:quote_comparison", args=[invitation.code]))
    walk.titled("Todavía no se puede comparar")
    walk.look()
    walk.go(reverse("interests:invitation_detail", args=[invitation.code]))
    walk.follow("Responder", of="¿Lorem?")
    walk.fill("Respuesta", "Lorem.")
    walk.look()
    walk.press("Enviar la respuesta")
    walk.titled("Papel A4")
    for verb in ("extend", "cancel"):
        walk.go(reverse(f"interests:invitation_{verb}", args=[invitation.code]))
        walk.look()


def compare(walk: Walk) -> None:
    Invitation.objects.update(answers_by=timezone.now())
    invitation = Invitation.objects.get()
    walk.go(reverse("interests:quote_comparison", args=[invitation.code]))
    walk.titled("Comparación")
    expect(walk.page.get_by_role("row", name="Papeles Andes").first).to_contain_text(walk.say("El más bajo"))
    walk.look()
