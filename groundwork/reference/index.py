"""Search over the classifier's titles in memory: 53,000 of them in some milliseconds, forgiving of spelling.

PostgreSQL's core has no fuzzy matching and the portal asks for no extension, so the words of the titles stand here
in an inverted index, and rapidfuzz finds the ones near to what was typed. Needs no database.
"""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from math import log

from rapidfuzz import fuzz

from groundwork.reference import codes
from groundwork.reference.text import stem, words_of
from groundwork.reference.vocabulary import Vocabulary

MOST_WORDS = 10
LONGEST_WORD = 40
# How many of the best by words are then ordered by how near the whole title is.
FINALISTS = 200
# What makes a score of 100: the words found, how near the whole title is, and how much the heading covers
# (people look for their line of business, which a class says better than one product).
COVERAGE, NEARNESS = 70.0, 22.0
BREADTH = {codes.SEGMENT: 4.0, codes.FAMILY: 7.0, codes.CLASS: 8.0, codes.PRODUCT: 2.0}
# In Spanish the first word says the kind of thing and the next ones qualify it: "transporte escolar".
FIRST_WORD = 1.5
_FILLERS = frozenset(stem(word) for word in ("prestacion", "adquisicion", "compra", "contratar", "contratacion"))
_DIGITS = re.compile(r"(?:V\d{1,2}\.)?(\d{2,8})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Found:
    """A code and how well its title answers the words, from 0 to 100."""

    code: str
    score: float


class TitleIndex:
    """The words of every title, and the titles of every word."""

    def __init__(self, titles: Iterable[tuple[str, str]], synonyms: Mapping[str, Collection[str]]) -> None:
        """Titles are pairs of code and folded words, as the database keeps them, in the order of the codes."""
        self._codes: list[str] = []
        self._texts: list[str] = []
        self._sizes: list[int] = []
        postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        stem_once = cache(stem)
        for position, (code, text) in enumerate(titles):
            words = text.split()
            self._codes.append(code)
            self._texts.append(text)
            self._sizes.append(len(words))
            for stemmed in {stem_once(word) for word in words}:
                postings[stemmed].append(position)
        self._postings = dict(postings)
        self._vocabulary = Vocabulary(self._postings, synonyms)
        self._levels = [codes.level_of(code) for code in self._codes]

    def search(self, words: str, *, limit: int, levels: Collection[int] | None = None) -> list[Found]:
        """The titles that answer the words best, or the codes that begin with the digits typed."""
        code = codes.parse_code(words)
        if code is not None:
            return self._beginning_with(code[: 2 * codes.level_of(code)], limit=limit, levels=levels)
        if half_typed := _DIGITS.fullmatch(words.strip()):
            return self._beginning_with(half_typed[1], limit=limit, levels=levels)
        return self._answering(self._telling(words), limit=limit, levels=levels)

    @staticmethod
    def _telling(words: str) -> list[str]:
        """The words of a query without those of the trade, which say what is done with any code."""
        typed = words_of(words)
        return ([word for word in typed if stem(word) not in _FILLERS] or typed)[:MOST_WORDS]

    def _beginning_with(self, prefix: str, *, limit: int, levels: Collection[int] | None) -> list[Found]:
        """The code typed, then what it covers, the higher levels first."""
        start, end = bisect_left(self._codes, prefix), bisect_left(self._codes, prefix + ":")
        covered = [place for place in range(start, end) if levels is None or self._levels[place] in levels]
        covered.sort(key=lambda place: (self._levels[place], place))
        return [Found(self._codes[place], 100.0) for place in covered[:limit]]

    def _answering(self, words: list[str], *, limit: int, levels: Collection[int] | None) -> list[Found]:
        gained: defaultdict[int, float] = defaultdict(float)
        possible = 0.0
        for order, word in enumerate(words):
            matches, weight = self._titles_of(word[:LONGEST_WORD])
            weight *= FIRST_WORD if order == 0 else 1.0
            possible += weight
            for place, quality in matches.items():
                if levels is None or self._levels[place] in levels:
                    gained[place] += quality * weight
        finalists = nlargest(FINALISTS, gained, key=lambda place: (gained[place], -self._sizes[place]))
        wanted = " ".join(words)
        ranked = [
            Found(self._codes[place], self._score(place, gained[place] / possible, wanted)) for place in finalists
        ]
        ranked.sort(key=lambda found: (-found.score, found.code))
        return ranked[:limit]

    def _score(self, place: int, coverage: float, wanted: str) -> float:
        nearness = fuzz.token_sort_ratio(wanted, self._texts[place]) / 100
        return round(COVERAGE * coverage + NEARNESS * nearness + BREADTH[self._levels[place]], 2)

    def _titles_of(self, word: str) -> tuple[dict[int, float], float]:
        """The titles that hold the word or one near it, with how sure the match is; and how telling the word is."""
        near = self._vocabulary.near(stem(word), begun=word)
        places: dict[int, float] = {}
        for known, quality in sorted(near.items(), key=lambda item: item[1]):
            places.update(dict.fromkeys(self._postings[known], quality))
        # From 1 for a word of every title to 2 for one of a single title, or of none: an answer lacks it, and shows it.
        commonness = max((len(self._postings[known]) for known, quality in near.items() if quality == 1.0), default=1)
        size = max(len(self._codes), 2)
        return places, 2 - log(commonness) / log(size)
