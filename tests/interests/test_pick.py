"""The pickers without a script: everything typed is kept, nothing is judged, nothing is saved."""

import pytest

from groundwork.reference.models import Commodity
from interests.models import Interest
from tests.interests.factories import ROADS, commodity
from tests.onboarding.factories import PastContractFactory, RupRegistrationFactory
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


def test_entities_are_excluded_by_the_same_words(as_ana):
    chosen, excluded, other = (EntityFactory(name=f"Hospital {name}") for name in ("Uno", "Dos", "Tres"))
    typed = {"entities": [chosen.code], "entities_excluded": [excluded.code], "excluded_search": "hospital"}
    pickers = as_ana.post(NEW, typed | {"do": "excluded"}).context["pickers"]
    assert [choice.value for choice in pickers.chosen_excluded] == [excluded.code]
    assert [choice.value for choice in pickers.found_excluded] == [other.code]


def test_a_pasted_list_is_taken_and_what_is_wrong_with_it_stays_in_its_box(as_ana):
    commodity("81101500", "Ingeniería civil")
    Commodity.objects.filter(code="81101500").update(retired=True)
    pasted = "V1.72141001\n7214\n7214\n81101500\n99999999\nvías"
    response = as_ana.post(NEW, {"name": "Vías", "code_list": pasted, "do": "paste"})
    assert response.context["answer"].problems == [
        "No existen en el clasificador: 99999999, vías.",
        "Ya no están vigentes: 81101500.",
    ]
    chosen = [choice.value for choice in response.context["pickers"].chosen_codes]
    assert chosen == ["72140000", "72141001"]
    form = response.context["form"]
    assert form.initial["code_list"] == "99999999\nvías\n81101500"
    assert form.initial["name"] == "Vías"


@pytest.mark.parametrize("field", ["code_list", "code_search"])
def test_ten_thousand_pasted_codes_are_refused_with_numbers_and_stay_as_they_were(as_ana, field):
    many = [f"{72_200_000 + number}" for number in range(10_000)]
    Commodity.objects.bulk_create(
        Commodity(code=code, title=code, search_text=code, source="prueba", parent_id=ROADS)
        for code in many[11::10]
        if "00" not in code
    )
    there = Commodity.objects.filter(code__in=many).count()
    response = as_ana.post(NEW, {field: "\n".join(many), "do": "paste" if field == "code_list" else "codes"})
    problems = response.context["answer"].problems
    assert f"Su lista tiene {there} códigos y un área admite 500" in problems[0]
    assert problems[1].startswith("No existen en el clasificador: 72200000, 72200001")
    assert response.context["form"].initial["code_list"].split() == many
    assert not response.context["pickers"].chosen_codes
    refused = as_ana.post(NEW, {"name": "Vías", "code_list": "\n".join(many), "do": "save"})
    assert "un área admite 500" in refused.context["form"].errors["code_list"][0]
    assert refused.context["form"]["code_list"].value().split() == many
    assert not Interest.objects.exists()


def test_a_pasted_list_is_saved_even_when_nobody_pressed_its_button(as_ana):
    as_ana.post(NEW, {"name": "Vías", "codes": [ROADS], "code_list": "72141001", "do": "save"})
    assert Interest.objects.get().codes == [ROADS, "72141001"]


def test_codes_of_the_experience_the_rup_and_the_offer_are_proposed_with_where_they_come_from(as_ana, supplier):
    for code in ("81101500", "81101501", "44121600"):
        commodity(code, f"Título de {code}")
    Commodity.objects.filter(code="44121600").update(retired=True)
    PastContractFactory(supplier=supplier, commodities=["81101500", ROADS])
    PastContractFactory(supplier=supplier, commodities=["81101500", "44121600"])
    PastContractFactory(commodities=["72141001"])
    supplier.offers = ["81101501"]
    supplier.save()
    RupRegistrationFactory().classes.create(code="72141100")
    registration = RupRegistrationFactory(supplier=supplier)
    for code in (ROADS, "44121600", "43211500"):
        commodity(code, f"Título de {code}")
        registration.classes.create(code=code)
    response = as_ana.get(NEW)
    assert [(one.code, one.source) for one in response.context["proposed"]] == [
        ("81101500", "De 2 contratos"),
        (ROADS, "De 1 contrato y de su RUP"),
        ("81101501", "De lo que ofrece"),
        ("43211500", "De su RUP"),
    ]
    assert "De 1 contrato y de su RUP" in response.content.decode()
    left = as_ana.post(NEW, {"codes": ["81101500"], "do": "codes"}).context["proposed"]
    assert [one.code for one in left] == [ROADS, "81101501", "43211500"]


def test_what_is_proposed_beyond_the_first_is_folded_away_and_can_be_marked(as_ana, supplier):
    registration = RupRegistrationFactory(supplier=supplier)
    for number in range(11, 28):
        commodity(f"7214{number}00", f"Clase {number}")
        registration.classes.create(code=f"7214{number}00")
    page = as_ana.get(NEW).content.decode()
    assert page.count('value="7214') == 17
    assert page.index("Ver los demás códigos") < page.index('value="72142700"')


@pytest.mark.parametrize("part", ["codes", "municipalities", "entities", "excluded"])
def test_with_a_script_only_the_picker_is_answered(as_ana, part):
    response = as_ana.post(NEW, {"do": part}, headers={"HX-Request": "true"})
    content = response.content.decode().strip()
    assert content.startswith(("<section", "<div"))
    assert f'id="{part}"' in content
    assert "<html" not in content
