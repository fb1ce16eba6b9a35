"""Areas of interest in a real browser: described, tried out, pasted, copied and reviewed; looked at by axe."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from interests.models import Interest
from tests.fixtures.walks import MANNERS, both_manners
from tests.interests.factories import ROADS, InterestFactory, commodity
from tests.onboarding.factories import PastContractFactory
from tests.procurement.factories import EntityFactory, ProcessFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def published(supplier) -> None:
    commodity(ROADS, "Road works")
    commodity("72141001", "Paving")
    EntityFactory(name="Hospital San Rafael")
    PastContractFactory(supplier=supplier, commodities=[ROADS])
    ProcessFactory(codes=(ROADS,), title="Placa huella")


@both_manners
def test_an_area_is_described_tried_out_and_saved(walk, ana):
    walk.enter(ana)
    walk.go("/intereses/nuevo/")
    walk.fill("Nombre del área", "Roads")
    walk.page.locator(f"#proposed-{ROADS}").check()
    walk.page.get_by_text(walk.say("Pegar una lista de códigos")).click()
    walk.fill("Lista de códigos", "72141001 99999999")
    walk.press("Agregar los códigos")
    walk.reads("No existen en el clasificador: %(codes)s.", codes="99999999")
    walk.look()
    walk.fill("Lista de códigos", "")
    walk.page.get_by_text(walk.say("Más filtros: modalidad, MiPyme y lo que no le interesa")).click()
    walk.fill("Entidades que no le interesan", "rafael")
    walk.press("Buscar para excluir")
    walk.page.get_by_role("checkbox", name="Hospital San Rafael").check()
    walk.press("Ver cuántos coincidirían")
    expect(walk.page.locator("#preview").get_by_role("link", name="Placa huella")).to_be_visible()
    walk.look()
    walk.press("Guardar el área")
    walk.reads("Guardamos «%(name)s».", name="Roads")
    saved = Interest.objects.get()
    assert (saved.codes, len(saved.entities_excluded)) == ([ROADS, "72141001"], 1)
    walk.go("/intereses/")
    walk.look()


@pytest.mark.parametrize(
    "walk", [MANNERS["Spanish, no script"], MANNERS["English, script"]], ids=["Spanish", "English"], indirect=True
)
def test_an_old_area_is_reviewed_told_otherwise_and_copied(walk, ana, supplier):
    InterestFactory(supplier=supplier, name="Roads", reviewed_at=timezone.now() - timedelta(days=200))
    walk.enter(ana)
    walk.go("/intereses/")
    walk.look()
    walk.press("Siguen bien")
    walk.reads("Gracias. Le preguntaremos de nuevo en seis meses.")
    walk.page.get_by_text(walk.say("Elegir avisos")).first.click()
    walk.page.get_by_label(walk.say("Avisarme por correo")).select_option("weekly")
    walk.look()
    walk.press("Guardar avisos")
    walk.reads("Le avisaremos por correo de lo que encuentre «%(name)s».", name="Roads")
    walk.press("Duplicar")
    expect(walk.field("Nombre del área")).to_have_value("Roads (2)")
    walk.look()


def test_the_count_follows_what_is_chosen(walk, ana):
    walk.enter(ana)
    walk.go("/intereses/nuevo/")
    walk.page.locator(f"#proposed-{ROADS}").check()
    expect(walk.page.locator("#preview").get_by_role("link", name="Placa huella")).to_be_visible()
