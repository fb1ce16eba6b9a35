"""The pickers without a script: everything typed is kept, nothing is judged, nothing is saved."""

import pytest

from interests.models import Interest
from tests.interests.factories import ROADS, commodity
from tests.procurement.factories import EntityFactory, town

pytestmark = pytest.mark.django_db

NEW = "/intereses/nuevo/"


@pytest.fixture(autouse=True)
def classifier() -> None:
    commodity(ROADS, "Construcción de autopistas y carreteras")
    commodity("72141001", "Pavimentación de carreteras")


def test_words_find_codes_and_keep_what_was_typed(as_ana):
    typed = {"name": "", "codes": ["72140000"], "value_min": "20 millones", "code_search": "carretera", "do": "codes"}
    response = as_ana.post(NEW, typed)
    pickers = response.context["pickers"]
    assert {choice.value for choice in pickers.found_codes} == {ROADS, "72141001"}
    assert [choice.value for choice in pickers.chosen_codes] == ["72140000"]
    content = response.content.decode()
    assert 'value="20 millones"' in content
    assert "Revise lo siguiente" not in content
    assert not Interest.objects.exists()


def test_a_chosen_code_is_not_offered_again(as_ana):
    response = as_ana.post(NEW, {"codes": [ROADS], "code_search": "carretera", "do": "codes"})
    assert [choice.value for choice in response.context["pickers"].found_codes] == ["72141001"]


def test_pasted_codes_are_chosen_at_once(as_ana):
    response = as_ana.post(NEW, {"codes": [ROADS], "code_search": "7214, 72141001", "do": "codes"})
    chosen = [choice.value for choice in response.context["pickers"].chosen_codes]
    assert chosen == ["72140000", ROADS, "72141001"]


def test_a_pasted_code_that_does_not_exist_stays_in_sight(as_ana):
    response = as_ana.post(NEW, {"code_search": "99999999", "do": "codes"})
    assert [choice.label for choice in response.context["pickers"].chosen_codes] == ["99999999"]


def test_the_tree_opens_level_by_level(as_ana):
    top = as_ana.post(NEW, {"browse": ""}).context["pickers"]
    assert [choice.value for choice in top.tree] == ["72000000"]
    deeper = as_ana.post(NEW, {"browse": "72140000", "branch": "72000000"}).context["pickers"]
    assert [heading.code for heading in deeper.path] == ["72000000", "72140000"]
    assert [choice.value for choice in deeper.tree] == [ROADS]
    bottom = as_ana.post(NEW, {"do": "codes", "branch": ROADS}).context["pickers"]
    assert [(choice.value, choice.below) for choice in bottom.tree] == [("72141001", False)]


def test_towns_are_found_whatever_their_accents(as_ana):
    town("25777", "Supatá", "Cundinamarca")
    town("15001", "Tunja", "Boyacá")
    response = as_ana.post(NEW, {"municipalities": ["15001"], "municipality_search": "SUPATA", "do": "municipalities"})
    pickers = response.context["pickers"]
    assert [(choice.value, choice.hint) for choice in pickers.found_municipalities] == [("25777", "Cundinamarca")]
    assert [choice.value for choice in pickers.chosen_municipalities] == ["15001"]


def test_entities_are_found_by_words_and_by_number(as_ana):
    hospital = EntityFactory(name="Hospital San Rafael de Tunja")
    for words in ("rafael hospital", hospital.nit):
        found = as_ana.post(NEW, {"entity_search": words, "do": "entities"}).context["pickers"].found_entities
        assert [choice.value for choice in found] == [hospital.code]


@pytest.mark.parametrize("part", ["codes", "municipalities", "entities"])
def test_with_a_script_only_the_picker_is_answered(as_ana, part):
    response = as_ana.post(NEW, {"do": part}, headers={"HX-Request": "true"})
    content = response.content.decode().strip()
    assert content.startswith(("<section", "<div"))
    assert f'id="{part}"' in content
    assert "<html" not in content
