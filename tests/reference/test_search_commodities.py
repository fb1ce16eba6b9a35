import threading
import time

import pytest
from django.core.management import call_command
from django.db import connection

from groundwork.reference.models import Commodity
from groundwork.reference.queries.commodities import ancestors, children, search_commodities
from groundwork.reference.services import classifier
from tests.reference.factories import CommodityFactory

pytestmark = pytest.mark.django_db

TITLES = {
    "44000000": "Equipos, papelería y suministros de oficina",
    "44120000": "Papelería y suministros de oficina",
    "44121500": "Suministros de correo",
    "72000000": "Servicios de construcción, instalación y mantenimiento",
    "72140000": "Construcción de vías y obra pesada",
    "72141000": "Servicios de construcción de autopistas y carreteras",
    "72141003": "Servicio de mantenimiento de calles y carreteras",
    "76000000": "Servicios de aseo, descontaminación y manejo de residuos",
    "76110000": "Servicios de aseo y limpieza",
    "76111500": "Servicios de limpieza y mantenimiento de edificios",
    "78000000": "Servicios de transporte",
    "78180000": "Mantenimiento y reparación de vehículos",
}


@pytest.fixture
def tree(db):
    for code, title in TITLES.items():
        CommodityFactory(code=code, title=title)


def codes_of(words: str, **options) -> list[str]:
    return [hit.commodity.code for hit in search_commodities(words, **options)]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("papeleria", "44120000"),
        ("PAPELERÍA", "44120000"),
        ("papelerías", "44120000"),
        ("mantenimeinto de vias", "72141003"),
        ("servicios de aseo", "76110000"),
        ("servicio de limpiezas", "76110000"),
        ("contratar la prestación de servicios de aseo", "76110000"),
        ("vehiculo", "78180000"),
        ("vehicluos", "78180000"),
    ],
)
def test_words_find_their_heading_in_spite_of_accents_plurals_and_mistakes(words, first, tree):
    assert codes_of(words)[0] == first


def test_the_beginning_of_a_word_is_enough(tree):
    assert "44120000" in codes_of("papel")


def test_a_word_of_the_trade_finds_what_the_title_says_otherwise(tree):
    assert "76111500" in codes_of("aseo")


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("7611", ["76110000", "76111500"]),
        ("V1.76111500", ["76111500"]),
        ("76", ["76000000", "76110000", "76111500"]),
        ("7614", []),
        ("761115", ["76111500"]),
        ("76.11.15", ["76111500"]),
        ("44121", ["44121500"]),
        ("72140000", ["72140000", "72141000", "72141003"]),
    ],
)
def test_digits_find_the_code_and_what_it_covers(digits, found, tree):
    assert codes_of(digits) == found


@pytest.mark.parametrize("words", ["", "   ", "zxqwv", "¿?", "\x00", "a" * 5000])
def test_nothing_answers_nonsense(words, tree):
    assert search_commodities(words) == []


def test_the_best_come_first_and_no_more_than_asked(tree):
    hits = search_commodities("servicios de mantenimiento", limit=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 100 for hit in hits)


def test_only_the_levels_asked_for(tree):
    assert set(codes_of("servicios", levels=[Commodity.Level.SEGMENT])) == {"72000000", "76000000", "78000000"}
    assert set(codes_of("72", levels=[Commodity.Level.SEGMENT])) == {"72000000"}


def test_a_hit_says_what_is_above_it(tree):
    (hit,) = [hit for hit in search_commodities("calles") if hit.commodity.code == "72141003"]
    assert [heading.code for heading in hit.path] == ["72000000", "72140000", "72141000"]


def test_retired_codes_are_not_found(tree):
    Commodity.objects.filter(code="76110000").update(retired=True)
    assert "76110000" not in codes_of("aseo")
    assert "76110000" not in codes_of("7611")


def test_a_new_edition_is_searched_at_once_and_the_kept_one_costs_two_queries(db, django_assert_num_queries):
    classifier.load({"10000000": "Animales"}, source="one", official=False)
    assert codes_of("plantas") == []
    classifier.load({"10000000": "Plantas"}, source="two", official=False)
    assert codes_of("plantas") == ["10000000"]
    with django_assert_num_queries(2):
        assert codes_of("plantas") == ["10000000"]


@pytest.mark.django_db(transaction=True)
def test_threads_may_search_while_an_edition_loads():
    classifier.load(TITLES, source="one", official=False)
    wrong: list[list[str]] = []

    def search() -> None:
        try:
            answers = [codes_of("aseo") for _ in range(20)]
            wrong.extend(found for found in answers if found[:1] != ["76110000"])
        finally:
            connection.close()

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(5):
        classifier.load(TITLES, source=f"edition {number}", official=False)
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_tree_is_walked_by_code(tree):
    assert [heading.code for heading in Commodity.objects.roots()] == ["44000000", "72000000", "76000000", "78000000"]
    assert [heading.code for heading in children("72000000")] == ["72140000"]
    assert [heading.code for heading in ancestors("72141003")] == ["72000000", "72140000", "72141000"]
    assert [heading.code for heading in Commodity.objects.under("7214")] == ["72140000", "72141000", "72141003"]


def test_the_whole_classifier_answers_in_some_milliseconds():
    call_command("load_reference", verbosity=0)
    search_commodities("papeleria")
    for words, expected in {
        "papeleria": "44120000",
        "servicios de aseo": "76110000",
        "mantenimeinto de vias": "72141003",
        "computadores": "43211500",
        "cemento": "30111600",
    }.items():
        started = time.process_time()
        found = codes_of(words)
        assert time.process_time() - started < 0.05
        assert expected in found[:5], (words, found[:5])
