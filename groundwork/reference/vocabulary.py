"""The words that a search in memory knows, and which of them a typed word may mean. Needs no database."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from groundwork.reference.text import stem

# How sure a match is, against 1 for the very word.
SYNONYM, BEGINNING, MISSPELT = 0.85, 0.7, 0.8
# Words this short are typed right or are another word; in long ones, two letters may be wrong.
SHORTEST_BEGINNING, SHORTEST_MISSPELT, LONG_WORD = 3, 4, 8
_MOST_MISSPELT = 10


class Vocabulary:
    """Stems, and what else people call some of them."""

    def __init__(self, stems: Iterable[str], synonyms: Mapping[str, Iterable[str]]) -> None:
        """Synonyms are folded words, as people type them, each with the words that the texts have for it."""
        self._known = frozenset(stems)
        self._sorted = sorted(self._known)
        self._synonyms = {stem(word): [stem(other) for other in others] for word, others in synonyms.items()}

    def near(self, stemmed: str, *, begun: str) -> dict[str, float]:
        """The stems that a word may mean, each with how sure that is: its own stem, and `begun`, what it begins."""
        near: dict[str, float] = {}
        exact = stemmed in self._known
        if not exact and len(stemmed) >= SHORTEST_MISSPELT:
            most = 2 if len(stemmed) >= LONG_WORD else 1
            for known, distance, _index in process.extract(
                stemmed, self._sorted, scorer=OSA.distance, score_cutoff=most, limit=_MOST_MISSPELT
            ):
                near[known] = MISSPELT * (1 - distance / max(len(stemmed), len(known)))
        if len(begun) >= SHORTEST_BEGINNING:
            for known in self.beginning(begun):
                near[known] = max(near.get(known, 0.0), BEGINNING * len(begun) / len(known))
        for known in self._synonyms.get(stemmed, ()):
            if known in self._known:
                near[known] = SYNONYM
        if exact:
            near[stemmed] = 1.0
        return near

    def beginning(self, letters: str) -> list[str]:
        """The stems that begin with those letters, in their order."""
        start, end = bisect_left(self._sorted, letters), bisect_left(self._sorted, letters + "{")
        return self._sorted[start:end]
