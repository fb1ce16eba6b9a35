"""What a UNSPSC code says by itself: its level, what is above it and what is below it.

A code is always eight digits here, two for each of segment, family, class and product; the levels
below the code's own are zeros ("80110000" is a family). Nothing in this module needs the database.
"""

import re

LENGTH = 8
SEGMENT, FAMILY, CLASS, PRODUCT = 1, 2, 3, 4

_WRITTEN = re.compile(r"(?:UNSPSC[\s.:_-]*|V\d{1,2}[\s.:_-]+)?(\d{2}(?:[\s.-]?\d{2}){0,3})", re.IGNORECASE | re.ASCII)


def parse_code(text: str) -> str | None:
    """The eight digits of a code as people and the open data write it, or None if it is no code.

    Understands "V1.80111600", "80111600", "801116", "8011", "80" and "80.11.16.00".
    """
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        return None
    code = re.sub(r"\D", "", written[1]).ljust(LENGTH, "0")
    pairs = [code[start : start + 2] for start in range(0, LENGTH, 2)]
    used = level_of(code)
    return code if pairs[0] >= "10" and "00" not in pairs[:used] else None


def level_of(code: str) -> int:
    """SEGMENT, FAMILY, CLASS or PRODUCT: the number of pairs of digits before the closing zeros."""
    for level in (PRODUCT, CLASS, FAMILY):
        if code[2 * level - 2 : 2 * level] != "00":
            return level
    return SEGMENT


def below(code: str) -> tuple[str, str]:
    """The lowest and the highest code that the code covers, itself included; a product covers itself."""
    prefix = code[: 2 * level_of(code)]
    return prefix.ljust(LENGTH, "0"), prefix.ljust(LENGTH, "9")


def parent_of(code: str) -> str | None:
    """The code one level up; None for a segment."""
    level = level_of(code)
    return None if level == SEGMENT else code[: 2 * level - 2].ljust(LENGTH, "0")


def ancestors_of(code: str) -> list[str]:
    """The codes above it, the segment first; empty for a segment."""
    return [code[: 2 * level].ljust(LENGTH, "0") for level in range(SEGMENT, level_of(code))]
