"""RSS of one's new opportunities, by a private address that opens nothing else."""

from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from accounts.models import User
from interests.models import Mute, State
from onboarding.services import feeds
from tests.accounts.factories import sign_in
from tests.interests.factories import ROADS, InterestFactory, opportunity
from tests.procurement.factories import ProcessFactory, town

pytestmark = pytest.mark.django_db

FEED, PAGE = "/oportunidades/rss/", "/oportunidades/direcciones/"


@pytest.fixture
def interest(supplier):
    return InterestFactory(supplier=supplier, name="Vías de la casa")


def made(interest, title: str, **facts):
    state = facts.pop("state", State.NEW)
    return opportunity(interest, ProcessFactory(codes=(ROADS,), title=title, **facts), state=state)


def text(item: ET.Element, name: str) -> str:
    return item.findtext(name) or ""


def items(key: str) -> list[ET.Element]:
    response = Client().get(FEED, {"clave": key})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/rss+xml")
    assert "no-store" in response["Cache-Control"]
    return ET.fromstring(response.content).findall("./channel/item")  # noqa: S314  # our own


def test_the_new_ones_are_there_the_latest_first_and_lead_to_their_page(interest, ana):
    made(interest, "Placa huella", **town("25777", "Supatá", "Cundinamarca"))
    last = made(interest, "Puente\x01 nuevo")
    made(interest, "Guardada", state=State.SAVED)
    found = items(feeds.renew(ana))
    assert [text(item, "title") for item in found] == ["Puente nuevo", "Placa huella"]
    assert text(found[0], "link").endswith(f"/oportunidades/{last.code}/")
    assert "Supatá, Cundinamarca" in text(found[1], "description")
    assert "cierra el" in text(found[1], "description")


def test_not_a_word_is_about_the_person_or_their_supplier(interest, ana, supplier):
    one = made(interest, "Placa huella")
    one.assigned_to = ana
    one.save()
    key = feeds.renew(ana)
    content = Client().get(FEED, {"clave": key}).content.decode()
    for secret in (ana.full_name, ana.email, ana.username, supplier.name, interest.name, key):
        assert secret not in content


def test_what_the_person_silenced_is_not_there(interest, ana, supplier):
    one = made(interest, "Placa huella")
    Mute.objects.create(user=ana, supplier=supplier, kind=Mute.Kind.ENTITY, value=str(one.process.entity_id))
    made(interest, "Otra")
    assert [text(item, "title") for item in items(feeds.renew(ana))] == ["Otra"]


def test_nobody_elses_are_there(interest, stranger):
    made(interest, "Placa huella")
    assert items(feeds.renew(stranger)) == []


def test_it_speaks_the_persons_language(interest, ana):
    User.objects.filter(pk=ana.pk).update(language="en")
    content = Client().get(FEED, {"clave": feeds.renew(ana)}).content.decode()
    assert "<language>en</language>" in content


@pytest.mark.parametrize("key", ["", "x", "a" * 43])
def test_a_key_that_is_nobodys_opens_nothing(ana, key):
    feeds.renew(ana)
    assert Client().get(FEED, {"clave": key}).status_code == 404


def test_a_closed_account_has_none(ana):
    key = feeds.renew(ana)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert Client().get(FEED, {"clave": key}).status_code == 404


def test_the_addresses_are_made_shown_again_and_replaced_together(as_ana, ana):
    assert FEED not in as_ana.get(PAGE).content.decode()
    assert as_ana.post(PAGE).url == PAGE
    key = feeds.key_of(ana)
    content = as_ana.get(PAGE).content.decode()
    assert f"{FEED}?clave={key}" in content
    assert f"/calendario.ics?clave={key}" in content
    as_ana.post(PAGE)
    assert Client().get(FEED, {"clave": key}).status_code == 404
    assert Client().get("/calendario.ics", {"clave": key}).status_code == 404


def test_the_list_leads_there(as_ana, interest):
    made(interest, "Placa huella")
    assert f'href="{PAGE}"' in as_ana.get("/oportunidades/").content.decode()


def test_a_visitor_has_no_address(client):
    assert client.get(PAGE).url.startswith("/ingresar/")
    assert client.post(PAGE).url.startswith("/ingresar/")


def test_the_feed_costs_the_same_queries_however_many(interest, ana, client, django_assert_num_queries):
    sign_in(client, ana)
    key = feeds.renew(ana)
    made(interest, "Placa huella")
    for more in (0, 2):
        for number in range(more):
            made(interest, str(number))
        with django_assert_num_queries(3):
            assert len(items(key)) == 1 + more
