"""What the words of a search find."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from procurement.queries.filters import Search
from procurement.queries.searching import find
from procurement.queries.words import parse
from tests.procurement.factories import EntityFactory, ProcessFactory

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    page = find(Search(tsquery=parse(text)), at=timezone.now()).page
    return sorted(process.title for process in page.items)


@pytest.mark.parametrize("word", ["licitacion", "licitación", "licitaciones", "LICITACIÓN", "licitacio\u0301n"])
@pytest.mark.parametrize("title", ["Licitación de la vía", "LICITACION DE LA VIA", "Licitaciones de vías"])
def test_accents_plural_and_case_do_not_count(word: str, title: str) -> None:
    ProcessFactory.create(title=title)
    ProcessFactory.create(title="Compra de uniformes")
    assert found(word) == [title]


@pytest.mark.parametrize("word", ["señalizacion", "senalización"])
def test_the_letter_ene_may_be_written_without_its_tilde(word: str) -> None:
    ProcessFactory.create(title="Señalización vial")
    assert found(word) == ["Señalización vial"]


def test_all_the_words_must_be_there() -> None:
    ProcessFactory.create(title="Mantenimiento de vías")
    ProcessFactory.create(title="Mantenimiento de equipos")
    assert found("mantenimiento vías") == ["Mantenimiento de vías"]


def test_a_phrase_asks_for_its_words_together() -> None:
    ProcessFactory.create(title="Obra civil del puente")
    ProcessFactory.create(title="Registro civil y obra de arte")
    assert found('"obra civil"') == ["Obra civil del puente"]


def test_a_word_may_be_left_out() -> None:
    ProcessFactory.create(title="Suministro de alimentos escolares")
    ProcessFactory.create(title="Suministro de alimentos hospitalarios")
    assert found("alimentos -escolares") == ["Suministro de alimentos hospitalarios"]


def test_the_description_the_reference_and_the_buyer_are_searched_too() -> None:
    ProcessFactory.create(title="A", description="Compra de drones")
    ProcessFactory.create(title="B", reference="SA-MC-0042")
    ProcessFactory.create(title="C", entity=EntityFactory.create(name="Alcaldía de Supatá"))
    assert (found("dron"), found("SA-MC-0042"), found("supata")) == (["A"], ["B"], ["C"])


@pytest.mark.parametrize("word", ["oferta", "ofertas", "propuesta", "propuestas"])
def test_offer_and_proposal_are_one_word(word: str) -> None:
    ProcessFactory.create(title="Evaluación de la oferta")
    ProcessFactory.create(title="Evaluación de la propuesta")
    ProcessFactory.create(title="Otra cosa")
    assert len(found(word)) == 2
    assert len(found(f"{word} evaluación")) == 2
    assert found(f"evaluación -{word}") == []


@pytest.mark.parametrize(("one", "many"), [("obra", "obras"), ("vía", "vías"), ("uso", "usos"), ("arma", "armas")])
def test_short_words_are_one_with_their_plurals(one: str, many: str) -> None:
    """The stemmer takes each of these for two words."""
    ProcessFactory.create(title=f"Compra: {one}")
    ProcessFactory.create(title=f"Compra: {many}")
    ProcessFactory.create(title="Otra cosa")
    assert len(found(one)) == len(found(many)) == 2
    assert len(found(f'"compra {one}"')) == 2


@pytest.mark.parametrize("text", ["de la", "y", '"de los"', "...", "()", "&|!"])
def test_words_that_say_nothing_are_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        parse(text)
    assert refusal.value.code == "too_common"


@pytest.mark.parametrize("text", ["-obra", "-obra -vía", "-'obra'"])
def test_only_what_to_leave_out_is_refused(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        parse(text)
    assert refusal.value.code == "only_exclusions"


@pytest.mark.parametrize("text", ["", "   "])
def test_no_words_ask_nothing(text: str) -> None:
    assert not parse(text)
