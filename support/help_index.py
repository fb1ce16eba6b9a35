"""The words of the help in memory, forgiving of accents, plurals and spelling. Needs no database."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log

from groundwork.reference.text import fold, stem, words_of
from groundwork.reference.vocabulary import BEGINNING, Vocabulary
from support.help_pages import Kind

MOST_WORDS = 12
MOST_FOUND = 20
# How sure it is that two words of one root mean the same, and how long a root is.
SAME_ROOT, ROOT = 0.55, 5
# What a word is worth where it stands.
IN_TITLE, IN_HEADING, IN_TEXT, OFTEN = 3.0, 2.6, 1.0, 0.25
# A title says first what it is about.
FIRST_WORD = 1.2
# The share of what was asked that an answer must have: with less it answers something else.
ENOUGH = 0.45
SNIPPET = 190
_WORD = re.compile(r"[^\W_]+")
# Words that a person types to ask, whatever about, in both languages.
_ASKING = frozenset(
    stem(word)
    for word in (
        *("como", "cual", "cuando", "donde", "quien", "puedo", "hago", "hacer", "debo", "quiero", "necesito", "mi"),
        *("mis", "es", "son", "me", "no", "hay", "tengo", "esta", "este", "the", "a", "an", "of", "to", "is", "are"),
        *("my", "i", "how", "what", "do", "does", "can", "for", "in", "on", "and", "or", "which", "where", "when"),
        *("need", "want", "it", "with", "from", "have", "get", "not", "t", "s"),
    )
)
# What people type, and what the pages call it.
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "clave": ("contrasena",),
    "password": ("contrasena",),
    "pin": ("codigo", "code"),
    "otp": ("codigo", "code"),
    "token": ("codigo", "code"),
    "email": ("correo", "mail"),
    "mail": ("correo", "email"),
    "correo": ("mail",),
    "spam": ("deseado",),
    "entrar": ("ingresar",),
    "acceder": ("ingresar",),
    "login": ("ingresar", "sign"),
    "log": ("sign",),
    "loguear": ("ingresar",),
    "iniciar": ("ingresar",),
    "celular": ("telefono",),
    "papeles": ("documentos",),
    "papers": ("documents",),
    "certificados": ("documentos",),
    "oferta": ("propuesta",),
    "ofertar": ("presentar", "propuesta"),
    "licitar": ("licitacion", "propuesta"),
    "bid": ("proposal",),
    "modality": ("method",),
    "modalities": ("method",),
    "estafa": ("fraude", "sospechoso"),
    "phishing": ("sospechoso", "suspicious", "fraude"),
    "scam": ("suspicious", "fraud"),
    "falso": ("sospechoso",),
    "fake": ("suspicious",),
    "notificaciones": ("avisos", "alertas"),
    "notifications": ("alerts", "notices"),
    "alarma": ("alertas",),
    "cotizacion": ("cotizar",),
    "quotation": ("quote",),
    "sueldo": ("salario",),
    "wage": ("salary",),
    "empresa": ("juridica",),
    "company": ("legal", "firm"),
    "contractors": ("suppliers",),
    "contratista": ("proveedor",),
    "borrar": ("eliminar", "supresion"),
    "tarifa": ("gratis", "gratuito"),
    "costo": ("gratis", "gratuito"),
    "cuesta": ("gratis", "gratuito"),
    "cost": ("free",),
    "bloqueada": ("bloqueo",),
    "caido": ("estado", "falla"),
    "down": ("status",),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the help that can be found: a page's section, or a page's top."""

    page: str  # the address of what a result stands for; sections of one page share it
    url: str
    kind: Kind
    title: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A result: where it leads, and a piece of its text with the words that answer marked."""

    entry: Entry
    snippet: list[tuple[str, bool]]


class HelpIndex:
    """The places of one language, and the places of every word."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        worth: defaultdict[str, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
        stem_once = cache(stem)
        self._firsts = [next(iter(map(stem_once, words_of(entry.title))), "") for entry in self.entries]
        # Where each word stands in a text, for the snippets: folding them anew would cost more than the search.
        self._standing = [
            [(match.start(), match.end(), stem_once(fold(match[0]))) for match in _WORD.finditer(entry.text)]
            for entry in self.entries
        ]
        for place, entry in enumerate(self.entries):
            for text, gain in ((entry.title, IN_TITLE), (entry.heading, IN_HEADING), (entry.text, IN_TEXT)):
                for word in words_of(text):
                    here = worth[stem_once(word)]
                    here[place] = max(here[place] + OFTEN / 4, gain) if place in here else gain
        self._worth = {word: dict(places) for word, places in worth.items()}
        self._vocabulary = Vocabulary(self._worth, _SYNONYMS)

    def search(self, words: str, *, limit: int = MOST_FOUND) -> list[Found]:
        """What answers the words best; one result for a page, however many of its sections do."""
        asked = self._asked(words)
        gained: defaultdict[int, float] = defaultdict(float)
        had: defaultdict[int, float] = defaultdict(float)
        possible = 0.0
        near = {word: self._near(word) for word in asked}
        for known_ones in near.values():
            weight = self._telling(known_ones)
            possible += weight
            best: dict[int, tuple[float, float]] = {}
            for known, quality in known_ones.items():
                for place, worth in self._worth[known].items():
                    best[place] = max(best.get(place, (0.0, 0.0)), (worth * quality, quality))
            for place, (worth, quality) in best.items():
                gained[place] += worth * weight
                had[place] += min(quality / BEGINNING, 1.0) * weight
        answers = [place for place in gained if had[place] >= ENOUGH * possible]
        marks = frozenset(known for known_ones in near.values() for known in known_ones)

        def score(place: int) -> float:
            first = FIRST_WORD if self._firsts[place] in marks else 1.0
            return gained[place] * had[place] / possible * first

        answers.sort(key=lambda place: (-score(place), place))
        firsts = {self.entries[place].page: place for place in reversed(answers)}
        ordered = sorted(firsts.values(), key=answers.index)[:limit]
        return [Found(self.entries[place], self._snippet(place, marks)) for place in ordered]

    def _asked(self, words: str) -> list[str]:
        typed = list(dict.fromkeys(stem(word) for word in words_of(words)))
        return ([word for word in typed if word not in _ASKING] or typed)[:MOST_WORDS]

    def _telling(self, near: Mapping[str, float]) -> float:
        """From 1 for a word of every place to 2 for one of a single place, or of none."""
        size = max(len(self.entries), 2)
        common = max((len(self._worth[known]) for known, quality in near.items() if quality == 1.0), default=1)
        return 2 - log(max(common, 1)) / log(size)

    def _near(self, word: str) -> dict[str, float]:
        """The words of the help that may be meant, each with how sure that is."""
        if near := self._vocabulary.near(word, begun=word):
            return near
        if len(word) <= ROOT:
            return {}
        # Forms of one verb: "registrarme" and "registro".
        return dict.fromkeys(self._vocabulary.beginning(word[: max(ROOT, len(word) - 4)]), SAME_ROOT)

    def _snippet(self, place: int, marks: frozenset[str]) -> list[tuple[str, bool]]:
        """The piece of the text with the most of those words, in pairs of letters and whether they are marked."""
        text = self.entries[place].text
        hits = [(start, end) for start, end, word in self._standing[place] if word in marks]
        begins = _start(text, [start for start, _end in hits])
        ends = len(text) if len(text) - begins <= SNIPPET else text.rfind(" ", begins, begins + SNIPPET)
        pieces: list[tuple[str, bool]] = [("… ", False)] if begins else []
        at = begins
        for start, end in hits:
            if start >= at and end <= ends:
                pieces += [(text[at:start], False), (text[start:end], True)]
                at = end
        pieces.append((text[at:ends] + (" …" if ends < len(text) else ""), False))
        return [piece for piece in pieces if piece[0]]


def _start(text: str, hits: list[int]) -> int:
    """Where a snippet begins: some words before the place with the most hits in reach."""
    if not hits or len(text) <= SNIPPET:
        return 0
    densest = max(hits, key=lambda hit: (sum(hit <= other < hit + SNIPPET - 40 for other in hits), -hit))
    return 0 if densest < SNIPPET // 2 else text.rfind(" ", 0, max(densest - 30, 0)) + 1
