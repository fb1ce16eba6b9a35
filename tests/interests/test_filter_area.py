"""Every filter of an area, and when its mail comes, from the form to the row and back."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from interests.models import AlertSubscription, Interest, Mipyme, Opportunity
from interests.services import areas
from tests.interests.factories import ROADS, commodity
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db

NEW = "/intereses/nuevo/"


@pytest.fixture(autouse=True)
def classifier() -> None:
    commodity(ROADS, "Construcción de autopistas y carreteras")


def area(**changes):
    """What the form posts for an area of roads."""
    return {"name": "Vías", "codes": [ROADS], "delivery": "now", "do": "save"} | changes


def edit_url(interest: Interest) -> str:
    return f"/intereses/{interest.code}/"


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_every_filter_is_kept(as_ana):
    town("15001", "Tunja", "Boyacá")
    entity, excluded = EntityFactory(), EntityFactory()
    filters = {
        "departments": ["15"],
        "entities": [entity.code],
        "entities_excluded": [excluded.code],
        "value_min": "20 millones",
        "value_max": "90.000.000",
        "modalities": ["minima", "menor"],
        "mipyme": "only",
        "words": "placa huella\npavimento, vía",
        "words_excluded": "interventoría",
        "visible": "on",
    }
    as_ana.post(NEW, area(**filters))
    saved = Interest.objects.get()
    assert saved.places == ["15"]
    assert (saved.entities, saved.entities_excluded) == ([entity.pk], [excluded.pk])
    assert (saved.value_min, saved.value_max) == (Decimal(20_000_000), Decimal(90_000_000))
    assert (saved.modalities, saved.mipyme, saved.visible) == (["minima", "menor"], Mipyme.ONLY, True)
    assert (saved.words, saved.words_excluded) == (["placa huella", "pavimento", "vía"], ["interventoría"])
    assert saved.wanted == "('huell' & 'plac') | ('paviment') | ('vias' | 'via')"
    assert saved.unwanted == "('interventori')"
    shown = as_ana.get(edit_url(saved)).context["form"].initial
    assert (shown["words"], shown["modalities"], shown["mipyme"], shown["visible"]) == (
        saved.words,
        saved.modalities,
        "only",
        True,
    )
    assert shown["entities_excluded"] == [excluded.code]


def test_an_area_may_ask_only_for_words(as_ana):
    fitting = ProcessFactory(title="Suministro de papelería")
    ProcessFactory(title="Puente")
    as_ana.post(NEW, area(codes=[], words="papelerías"))
    assert Opportunity.objects.get().process == fitting


@pytest.mark.parametrize("field", ["words", "words_excluded"])
@pytest.mark.parametrize("words", ["de la", "vías\nde la", "-puente"])
def test_words_that_find_nothing_are_refused_by_name(as_ana, field, words):
    refused = errors(as_ana.post(NEW, area(**{field: words})))
    entry = words.splitlines()[-1]
    assert refused[field] == [f"«{entry}» está en casi todos los procesos, o no dice qué buscar. Cámbiela o quítela."]
    assert not Interest.objects.exists()


def test_the_service_compiles_the_words_whoever_calls_it(ana, supplier):
    wanted = Interest(supplier=supplier, name="Papel", words=["papelería"])
    areas.save(wanted, by=ana, alert=False)
    wanted.refresh_from_db()
    assert (wanted.wanted, wanted.unwanted) == ("('papeleri')", "")
    wanted.words, wanted.codes = [], [ROADS]
    areas.save(wanted, by=ana, alert=False)
    wanted.refresh_from_db()
    assert wanted.wanted == ""
    wanted.words = ["de la"]
    with pytest.raises(ValidationError, match="de la"):
        areas.save(wanted, by=ana, alert=False)


def test_an_entity_is_not_wanted_and_excluded_at_once(as_ana):
    entity = EntityFactory()
    refused = errors(as_ana.post(NEW, area(entities=[entity.code], entities_excluded=[entity.code])))
    assert refused["entities_excluded"] == ["Una entidad no puede estar entre las elegidas y entre las excluidas."]


def test_one_chooses_when_the_mail_comes(as_ana, ana):
    as_ana.post(NEW, area(delivery="weekly", hour="18", weekday="4"))
    chosen = AlertSubscription.objects.of(ana).active().get()
    assert (chosen.cadence, chosen.hour, chosen.weekday) == ("weekly", 18, 4)
    shown = as_ana.get(edit_url(chosen.interest)).context["form"].initial
    assert (shown["delivery"], shown["hour"], shown["weekday"]) == ("weekly", 18, 4)
    as_ana.post(edit_url(chosen.interest), area(delivery="screen"))
    assert not AlertSubscription.objects.of(ana).active().exists()
