"""Somebody looks for help: the home, a search, a guide with its pictures, a word, and the foot of a page."""

import pytest
from playwright.sync_api import expect

from support.queries.search import shelf
from tests.fixtures.walks import Walk, both_manners
from tests.onboarding.factories import MembershipFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_database")]


@pytest.fixture(autouse=True)
def _read_anew():
    shelf.forget()
    yield
    shelf.forget()


@both_manners
def test_somebody_finds_what_they_need(walk: Walk):
    walk.go("/ayuda/")
    walk.titled("Ayuda")
    walk.look()
    walk.fill("Buscar en la ayuda", walk.say("Área de interés"))
    walk.press("Buscar")
    walk.look()
    expect(walk.page.locator("mark").first).to_be_visible()
    walk.page.get_by_role("main").locator("a.row__link[href*='areas-de-interes']").first.click()
    walk.titled("Áreas de interés y alertas")
    walk.look()
    picture = walk.page.locator("main img").first
    picture.scroll_into_view_if_needed()
    walk.page.wait_for_function("img => img.complete && img.naturalWidth > 0", arg=picture.element_handle())
    word = walk.page.locator("main .term").first
    meaning = walk.page.locator("main [popover]").first
    expect(meaning).not_to_be_visible()
    word.press("Enter")
    expect(meaning).to_be_visible()
    walk.page.keyboard.press("Escape")
    expect(meaning).not_to_be_visible()
    word.click()
    meaning.get_by_role("link").click()
    walk.titled("Glosario")
    walk.look()
    assert walk.page.url.endswith("#unspsc")


@both_manners
def test_every_guide_reads_well(walk: Walk):
    walk.go("/ayuda/guias/")
    walk.look()
    for slug in ("registro", "leer-un-proceso", "modalidades", "invitaciones", "entidad", "revision"):
        walk.go(f"/ayuda/guias/{slug}/")
        walk.look()
    walk.go("/ayuda/guias/documentos/")
    walk.examine(walk.page)  # it quotes the watermark, which is in Spanish


@both_manners
def test_what_nothing_answers_leads_to_a_person(walk: Walk):
    walk.go("/ayuda/buscar/?q=xyzzyq")
    walk.reads("La ayuda no dice nada de «%(words)s»", words="xyzzyq")
    walk.look()
    walk.follow("Pedir ayuda")
    walk.titled("Escríbanos")


@both_manners
def test_a_page_says_at_its_foot_what_it_is(walk: Walk):
    walk.enter(MembershipFactory().user)
    walk.go("/intereses/")
    walk.look()
    foot = walk.page.locator(".explanation")
    expect(foot).to_contain_text(walk.say("¿Qué es esto?"))
    foot.locator(".term").first.click()
    walk.look()
    walk.page.keyboard.press("Escape")
    foot.get_by_role("link").first.click()
    walk.titled("Áreas de interés y alertas")
