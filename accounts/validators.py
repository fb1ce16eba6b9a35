"""What a name may be made of, whoever types it and wherever."""

import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Scripts that one language writes together.
FAMILIES = (
    frozenset({"LATIN"}),
    frozenset({"CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)
# Django's own validator names the null character.
NULL = "\0"
BREAKS = frozenset({"Zl", "Zp"})
NAME_SIGNS = frozenset(" .,'’´`-‐·()")


def refuse_invisible(text: str) -> None:
    """ValidationError for control characters, line breaks, and those that hide or turn the text round."""
    if any(_is_invisible(character) for character in text):
        raise ValidationError(
            _("Tiene caracteres que no se ven, como saltos de línea o marcas de dirección. Escríbalo de nuevo."),
            code="invisible",
        )


def require_one_script(text: str) -> None:
    """ValidationError for letters of alphabets that no language mixes, with which one name passes for another."""
    scripts = {_script(character) for character in text if character.isalpha()} - {""}
    if len(scripts) > 1 and not any(scripts <= family for family in FAMILIES):
        raise ValidationError(
            _("Mezcla letras de alfabetos distintos que se parecen. Escríbalo todo con el mismo teclado."),
            code="mixed_scripts",
        )


def require_name_characters(text: str) -> None:
    """ValidationError for what is part of nobody's name: digits, signs, drawings."""
    visible = [character for character in text if not _is_invisible(character) and character != NULL]
    strange = next((c for c in visible if not (c in NAME_SIGNS or unicodedata.category(c)[0] in "LM")), "")
    if strange:
        raise ValidationError(
            _("Un nombre lleva letras, espacios, guiones y apóstrofos; «%(sign)s» no."),
            code="not_a_name",
            params={"sign": strange},
        )


# Each says one thing, so that a person reads one reason and not three.
PERSON_NAME: tuple[Callable[[str], None], ...] = (refuse_invisible, require_one_script, require_name_characters)
FIRM_NAME: tuple[Callable[[str], None], ...] = (refuse_invisible, require_one_script)


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    return character != NULL and (category[0] == "C" or category in BREAKS)


def _script(character: str) -> str:
    """The first word of the character's name: LATIN, CYRILLIC, CJK…; empty for letters of every script."""
    word = unicodedata.name(character, "").partition(" ")[0]
    return "" if word in {"MODIFIER", "FEMININE", "MASCULINE", "MICRO"} else word
