"""Searching the help: what people type leads to the page that answers, in both languages."""

import pytest
from django.test import Client
from django.urls import reverse

from support import tasks
from support.queries import search
from support.queries.search import shelf

pytestmark = pytest.mark.django_db

GUIDES = "/ayuda/guias/"
GLOSSARY = "/ayuda/glosario/"
IN_SPANISH = [
    ("qué documentos necesito", f"{GUIDES}documentos/"),
    ("documento", f"{GUIDES}documentos/"),
    ("como registrarme", f"{GUIDES}registro/"),
    ("crear cuenta", f"{GUIDES}registro/"),
    ("areas de interes", f"{GUIDES}areas-de-interes/"),
    ("alertas al correo", f"{GUIDES}areas-de-interes/"),
    ("responder una invitación", f"{GUIDES}invitaciones/"),
    ("comparar cotizaciones", f"{GUIDES}entidad/"),
    ("minima cuantia pasos", f"{GUIDES}modalidades/"),
    ("licitasion publica", f"{GUIDES}modalidades/"),
    ("subasta inversa", f"{GUIDES}modalidades/"),
    ("unspsc", f"{GLOSSARY}#unspsc"),
    ("que es el rup", f"{GLOSSARY}#rup"),
    ("consorsio", f"{GLOSSARY}#consorcio"),
    ("UNION TEMPORAL", f"{GLOSSARY}#union-temporal"),
    ("SMMLV", f"{GLOSSARY}#smmlv"),
    ("habilitantes", f"{GLOSSARY}#requisito-habilitante"),
    ("política de datos personales", "/ayuda/datos-personales/"),
    ("accesibilidad", "/ayuda/accesibilidad/"),
    ("revisar documentos", f"{GUIDES}revision/"),
]
IN_ENGLISH = [
    ("which documents do I need", f"{GUIDES}documentos/"),
    ("register", f"{GUIDES}registro/"),
    ("areas of interest", f"{GUIDES}areas-de-interes/"),
    ("answer an invitation", f"{GUIDES}invitaciones/"),
    ("modalities", f"{GUIDES}modalidades/"),
    ("consortium", f"{GLOSSARY}#consorcio"),
    ("acessibility", "/ayuda/accesibilidad/"),
]


@pytest.fixture(autouse=True)
def _read_anew():
    shelf.forget()
    yield
    shelf.forget()


def answers(words: str, language: str = "es-co") -> list[str]:
    """The addresses that the page of results leads to, in their order."""
    client = Client()
    client.cookies["django_language"] = language
    found = client.get(reverse("support:search"), {"q": words}).context["found"]
    return [one.entry.url for one in found]


def missed(cases: list[tuple[str, str]], language: str) -> dict[str, list[str]]:
    """The cases whose answer is not among the first three, with what came instead."""
    found = {words: answers(words, language) for words, _wanted in cases}
    return {
        words: found[words][:4]
        for words, wanted in cases
        if not any(url.startswith(wanted) for url in found[words][:3])
    }


def test_what_people_type_leads_to_the_page_that_answers():
    assert missed(IN_SPANISH, "es-co") == {}


def test_it_does_in_english_too():
    assert missed(IN_ENGLISH, "en") == {}


def test_most_answers_are_the_first_one():
    first = [answers(words)[0].startswith(wanted) for words, wanted in IN_SPANISH]
    assert sum(first) >= 0.75 * len(first)


@pytest.mark.parametrize("words", ["xyzzyq", "¿?", "el de la", "<script>qwxyz(1)</script>"])
def test_what_nothing_answers_offers_a_person_with_the_words(words):
    page = Client().get(reverse("support:search"), {"q": words})
    assert page.context["found"] == []
    assert "<script>qwxyz" not in page.content.decode()
    assert "Lo que más se pregunta" in page.content.decode()


def test_the_words_found_are_marked_in_the_snippet():
    page = Client().get(reverse("support:search"), {"q": "código de respaldo"}).content.decode()
    assert "<mark>respaldo</mark>" in page


def test_accents_case_and_plurals_do_not_count():
    assert answers("adenda") == answers("ADENDAS") == answers("adéndas") != []


def test_a_page_is_one_result_however_many_of_its_sections_answer():
    pages = [url.split("#")[0] for url in answers("documentos") if not url.startswith(GLOSSARY)]
    assert len(pages) == len(set(pages))


def test_too_many_words_are_refused_with_words_to_correct_it():
    page = Client().get(reverse("support:search"), {"q": "documentos " * 30})
    assert page.status_code == 200
    assert "bastan unas pocas palabras" in page.content.decode()
    assert page.context["found"] == []


def test_once_read_a_search_asks_the_database_nothing(django_assert_num_queries):
    answers("documentos")
    with django_assert_num_queries(0):
        answers("invitaciones")


def test_what_the_task_read_serves_every_process_in_both_languages(monkeypatch):
    assert tasks.read_help() > 100

    def draw() -> None:
        raise AssertionError("A page was drawn.")

    monkeypatch.setattr(search, "read_help", draw)
    assert answers("rup", "es-co")
    assert answers("rup", "en")


def test_a_symptom_at_the_door_is_found_by_its_own_page():
    assert any(url.startswith("/ayuda/ingreso/") for url in answers("no me llega el código")[:3])
