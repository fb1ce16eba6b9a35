"""¿Qué es esto?: every page of a person says where it is explained, and asks the database nothing for it."""

import pytest
from django.test import Client
from django.urls import reverse

from support.context_help import EXPLANATIONS, Explanation, explanation_of, help_for
from support.glossary import TERMS
from support.guides import GUIDES
from tests.onboarding.factories import MembershipFactory
from tests.secop.test_reach_every_address import PRIVATE

# What begins so is not explained, and why.
EXCEPTIONS = {
    "accounts:identity_": "parts of the page that asks for a proof, which help the sign-in",
    "support:": "it is the help, or what staff do with it",
    "webhooks:": "for machines",
}
NOT_EXPLAINED = tuple(EXCEPTIONS)


def test_every_page_of_a_person_is_explained():
    left = [name for name, _parameters in PRIVATE if explanation_of(name) is None]
    assert [name for name in left if not name.startswith(NOT_EXPLAINED)] == []


def test_every_explanation_is_used():
    names = [name for name, _parameters in PRIVATE]
    unused = {key for key in EXPLANATIONS if not any(name.startswith(key) for name in names)}
    assert {key for key in unused if key.partition(":")[0] in {"desk", "onboarding"}} == set()


@pytest.mark.django_db
def test_each_leads_to_a_section_that_is_there_and_to_words_that_are_known():
    pages = {slug: Client().get(reverse("support:guide", args=[slug])).content.decode() for slug in GUIDES}
    for name, explanation in EXPLANATIONS.items():
        assert set(explanation.terms) <= TERMS.keys(), name
        if isinstance(explanation, Explanation) and explanation.section:
            assert f'id="{explanation.section}"' in pages[explanation.guide], name


@pytest.mark.django_db
def test_a_page_says_it_once_at_its_end(client: Client):
    client.force_login(MembershipFactory().user)
    page = client.get(reverse("interests:interest_new")).content.decode()
    assert page.count("¿Qué es esto?") == 1
    assert page.index("¿Qué es esto?") > page.index("</h1>")
    assert 'href="/ayuda/guias/areas-de-interes/#crear"' in page
    assert 'id="foot-1" popover' in page


@pytest.mark.django_db
def test_the_pages_of_the_help_do_not_explain_themselves(client: Client):
    assert "¿Qué es esto?" not in client.get(reverse("support:help")).content.decode()


def test_it_needs_no_query():
    # No database here: a query would fail.
    assert "/ayuda/guias/entidad/#directorio" in help_for("interests:directory")
    assert help_for("support:help") == ""
