"""Spanish words made comparable: without case, accents, plurals or gender. Needs no database."""

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST_STEM = 3
_PARTICLES = frozenset(["de", "del", "el", "la", "las", "los", "y"])

# Words that a title or a query may carry or not without changing what it is about.
_STOP_WORDS = frozenset(
    [
        *("a", "al", "como", "con", "de", "del", "e", "el", "en", "la", "las", "lo", "los", "mas", "o", "para"),
        *("por", "que", "se", "sin", "su", "sus", "u", "un", "una", "unas", "unos", "y", "ya"),
    ]
)


def fold(text: str) -> str:
    """Lower case, no accents (ñ becomes n), one space between words, none around them."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def compact(text: str) -> str:
    """Folded, and nothing but its letters and digits: "Bogotá, D.C." and "BOGOTA DC" are one."""
    return "".join(_WORD.findall(fold(text)))


def stem(word: str) -> str:
    """A folded word without its plural and gender: "servicios" and "servicio" -> "servici", "luces" -> "luc".

    Light on purpose (after J. Savoy's stemmer for Spanish): it must never join words of different subjects.
    """
    if len(word) > _SHORTEST_STEM and not word.isdigit():
        word = word.removesuffix("s")
        if len(word) > _SHORTEST_STEM and word.endswith(("a", "e", "o")):
            word = word[:-1]
    return word[:-1] + "c" if word.endswith("z") else word


def words_of(text: str) -> list[str]:
    """The folded words that matter, in their order; all of them when none matters."""
    words = _WORD.findall(fold(text))
    return [word for word in words if word not in _STOP_WORDS] or words


def place_title(name: str) -> str:
    """A place's name as people write it: "VALLE DEL CAUCA" -> "Valle del Cauca", "BOGOTÁ, D.C." -> "Bogotá, D.C."."""

    def written(match: re.Match[str]) -> str:
        word = match[0].lower()
        return word if match.start() and word in _PARTICLES else word.capitalize()

    return _LETTERS.sub(written, " ".join(name.split()))
