"""Every Spanish text: short sentences, "usted", Spanish words, and none of the field's without its meaning."""

import re
from functools import cache

import pytest
from django.utils import translation

from onboarding.models import DocumentType
from secop.translations import marked_texts
from support.glossary import TERMS

LONGEST = 32  # words, of one sentence
NOT_SAID = re.compile(r"<[^>]*>|%\(\w+\)[sd]|\{\w*\}")
END_OF_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n")
FAMILIAR = re.compile(
    r"\b(tú|tus?|ti|te|contigo|puedes|debes|tienes|quieres|necesitas|eres|estás|haz|vos|vosotros|os)\b", re.IGNORECASE
)
FOREIGN = re.compile(
    r"\b(login|logout|password|click|link|online|email|e-mail|mail|upload|download|token|hash|dashboard|feedback|"
    r"checkbox|cluster|backend|frontend|newsletter|banner|ticket|aperturar|accesar|clickear|loguearse|loguear)\b",
    re.IGNORECASE,
)
OFFICIALESE = re.compile(
    r"\b(mediante el cual|en virtud de|a efectos de|asimismo|no obstante|so pena de|sírvase|dicho documento|"
    r"el presente|la presente|el precitado|de conformidad con|a través del cual|previo a)\b",
    re.IGNORECASE,
)
# What only people of the field say, as it is inflected.
JARGON = (
    *(r"adendas?", r"habilitantes?", r"pliegos?", "CDP", "UNSPSC", "DIVIPOLA", r"consorcios?", "SMMLV", "RUP"),
    *(r"mipymes?", r"interventorías?", r"garantías? de seriedad", r"mínima cuantía", r"menor cuantía", r"subsan\w+"),
    *(r"inhabilidad\w*", r"estampillas?", r"anticipos?", r"liquidación", r"licitación", r"adjudica\w*", r"RUT"),
    *("PILA", "REDAM", "PPT", "UVT", "DIAN", r"en firme", r"antecedentes", r"supervisor(?:es|a|as)?", r"cronogramas?"),
)


@cache
def texts() -> tuple[str, ...]:
    """Each text that the portal shows, without its tags and what is filled in."""
    found = (one for entry in marked_texts() for one in ([entry.id] if isinstance(entry.id, str) else entry.id))
    return tuple(NOT_SAID.sub("…", text) for text in found if text)


@pytest.fixture
def asked() -> list[str]:
    """What is said of each document that suppliers give."""
    return [text for told in DocumentType.objects.values_list("name", "help") for text in told]


def test_no_sentence_is_longer_than_is_read_at_once():
    sentences = [sentence for text in texts() for sentence in END_OF_SENTENCE.split(text)]
    assert len(sentences) > len(texts()) > 4_000
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST] == []


@pytest.mark.parametrize("words", [FAMILIAR, FOREIGN, OFFICIALESE], ids=["familiar", "foreign", "officialese"])
def test_none_has_a_word_that_the_house_does_not_say(words):
    assert [text for text in texts() if words.search(text)] == []


@pytest.mark.parametrize(
    "text", ["¿Ya tienes cuenta?", "Haga click aquí", "So pena de rechazo", "Revisa tu correo", "La presente decisión"]
)
def test_such_a_word_would_be_seen(text):
    assert any(words.search(text) for words in (FAMILIAR, FOREIGN, OFFICIALESE))


@pytest.mark.parametrize("words", JARGON)
@pytest.mark.django_db
def test_each_word_of_the_field_that_is_used_stands_in_the_glossary(words, asked):
    used = re.compile(rf"\b{words}\b", re.IGNORECASE)
    with translation.override("es-co"):
        names = [str(term.name) for term in TERMS.values()]
    assert any(used.search(text) for text in (*texts(), *asked))
    assert any(used.search(name) for name in names)
