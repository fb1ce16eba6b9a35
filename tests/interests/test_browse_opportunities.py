"""The Gestor de Oportunidades in a real browser: by keys with a script, by boxes and buttons without."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from interests.models import Fit, Opportunity, State
from onboarding.models import Supplier
from procurement.models import Modality, ProcessChange
from tests.accounts.factories import UserFactory
from tests.fixtures.walks import Walk, with_script, without_script
from tests.interests.factories import ROADS, InterestFactory, commodity, opportunity
from tests.onboarding.factories import MembershipFactory, PastContractFactory
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/oportunidades/"


@pytest.fixture
def three(supplier) -> list[Opportunity]:
    """Opportunities of a road builder: one that closes tomorrow and has changed, two with time."""
    commodity(ROADS, "Asfaltado")
    Supplier.objects.filter(pk=supplier.pk).update(size=Supplier.Size.SMALL, offers=[ROADS])
    PastContractFactory(supplier=supplier)
    interest = InterestFactory(supplier=supplier, name="Roads", value_min=20_000_000)
    body = EntityFactory(name="IDU Pasto")
    found = [
        opportunity(
            interest,
            ProcessFactory(
                codes=("72141001",),
                title=title,
                entity=body,
                modality=Modality.LESSER,
                closes_at=timezone.now() + timedelta(days=days, hours=2),
                **town("52001", "Pasto", "Nariño"),
            ),
        )
        for title, days in (("Placa huella Catambuco", 1), ("Puente Buesaco", 12), ("Túnel Daza", 20))
    ]
    interest.matches.update(value=Fit.MATCHED, place=Fit.UNKNOWN)
    ProcessChange.objects.create(process=found[0].process, before={"budget": "1"}, after={"budget": "50000000"})
    return found


@pytest.fixture
def eva(supplier):
    return MembershipFactory(supplier=supplier, user=UserFactory(full_name="Eva Ruiz")).user


@with_script
def test_keys_go_about_the_list_and_every_change_is_announced(walk: Walk, ana, three) -> None:
    walk.enter(ana)
    walk.go(LIST)
    page, said = walk.page, walk.page.locator("#dicho")
    walk.look()
    page.keyboard.press("?")
    walk.reads("oportunidad siguiente, anterior")
    for key in ("j", "j", "k", "g"):
        page.keyboard.press(key)
    expect(said).to_have_text(walk.say("La oportunidad quedó guardada."))
    expect(page.locator("#estados [href*=guardadas] .tabs__count")).to_have_text("1")
    expect(page.locator("[data-row] a").first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name=re.compile("Puente")).first).to_be_checked()
    page.keyboard.press("p")
    expect(said).to_have_text(walk.say("La oportunidad quedó en preparación."))
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(said).to_have_text(walk.say("La oportunidad quedó descartada."))
    walk.look()
    walk.press("Apagar los atajos")
    page.keyboard.press("k")
    expect(walk.button("Encender los atajos")).to_be_focused()
    states = [one.state for one in Opportunity.objects.order_by("pk")]
    assert states == [State.SAVED, State.PREPARING, State.DISCARDED]


@without_script
def test_without_a_script_several_are_decided_silenced_and_handed_over(walk: Walk, ana, eva, three) -> None:
    walk.enter(ana)
    walk.go(LIST)
    walk.follow("Elegir todas")
    walk.page.get_by_role("checkbox", name=re.compile("Túnel")).uncheck()
    walk.look()
    walk.page.locator(".bulk button[value=preparing]").click()
    expect(walk.page.locator("#estados [href*=preparacion] .tabs__count")).to_have_text("2")
    walk.page.locator("[data-row] summary").click()
    walk.look()
    walk.page.locator("[data-row] button[value=entity]").click()
    walk.reads("No hay oportunidades nuevas a la vista")
    walk.follow("Ver sus silencios")
    walk.look()
    walk.press("Quitar el silencio")
    walk.reads("No ha silenciado nada")
    walk.go(f"{LIST}?estado=preparacion")
    walk.page.get_by_role("checkbox", name=re.compile("Puente")).check()
    walk.page.locator("#pasar").select_option("Eva Ruiz")
    walk.page.locator(".bulk button[value=hand-over]").click()
    walk.page.get_by_role("link", name="Puente Buesaco").click()
    walk.titled("Puente Buesaco")
    walk.reads("Está a cargo de %(person)s.", person="Eva Ruiz")
    walk.fill("Nota para su equipo", "OK")
    walk.press("Guardar la nota")
    walk.reads("Su nota quedó guardada.")
    walk.look()
    walk.go(f"{LIST}?estado=preparacion")
    walk.follow("RSS y calendario")
    walk.press("Crear las direcciones")
    walk.look()
    assert Opportunity.objects.filter(assigned_to=eva).count() == 1
