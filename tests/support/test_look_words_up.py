"""The glossary, and its words where they are used."""

import re

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse

from support.glossary import TERMS


@pytest.mark.django_db
def test_every_word_has_its_place_under_its_letter(client: Client):
    page = client.get(reverse("support:glossary")).content.decode()
    assert len(TERMS) > 60
    for term in TERMS.values():
        assert f'id="{term.slug}">{term.name}</h3>' in page
        assert f'id="letra-{term.letter.lower()}"' in page
    order = [page.index(f'id="{slug}"') for slug in ("acta-de-cierre", "adenda", "requisito-habilitante", "rup")]
    assert order == sorted(order)


def test_what_the_law_defines_says_where():
    assert "Ley 1474 de 2011" in TERMS["minima-cuantia"].source
    assert sum(bool(term.source) for term in TERMS.values()) > 15


def test_a_word_opens_its_meaning_without_script_and_leads_to_the_glossary():
    template = engines["django"].from_string('{% load help %}{% term "rup" %} {% term "rup" "el registro" %}')
    html = template.render({})
    targets = re.findall(r'popovertarget="([^"]+)"', html)
    assert len(set(targets)) == 2
    assert all(f'id="{target}" popover' in html for target in targets)
    assert f'href="{reverse("support:glossary")}#rup"' in html
    assert str(TERMS["rup"].meaning) in html
    assert ">el registro<" in html
    assert ": qué significa</span>" in html


@pytest.mark.django_db
def test_the_words_of_a_page_and_of_its_parts_have_places_of_their_own(client: Client):
    page = client.get(reverse("support:guide", args=["modalidades"])).content.decode()
    places = re.findall(r' id="([^"]+)"', page)
    assert len(places) == len(set(places))
