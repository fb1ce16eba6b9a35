"""Plain text that people write for pages: "## " a heading, "- " a point of a list, an empty line between paragraphs.

Nothing in it is markup: it becomes blocks, which components/prose.html draws and escapes. An address of the portal
in it, such as /ayuda/contacto/, is a link.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["heading", "point", "paragraph"]
Mark = Literal["", "added", "removed"]

ADDRESS = re.compile(r"(?<![\w/:.-])(/(?:[a-z0-9-]+/)+)")
WORDS = re.compile(r"\s+|[^\s]+")
MARKS: dict[str, Kind] = {"## ": "heading", "- ": "point"}
# Two paragraphs that share less than this are two, not one that was changed.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: a link when it has an address, and what became of it between two versions."""

    text: str
    url: str = ""
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a point of a list, in its pieces."""

    kind: Kind
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it was added or removed."""
        return any(piece.mark for piece in self.pieces)


Line = tuple[Kind, str]


def blocks(text: str) -> list[Block]:
    """The text as it is drawn."""
    return [Block(kind, tuple(_linked(words))) for kind, words in _lines(text)]


def differences(before: str, after: str) -> list[Block]:
    """The later text with what was taken out of the earlier one still in it, and each change marked."""
    old, new = list(_lines(before)), list(_lines(after))
    found: list[Block] = []
    for kind, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [_whole(line, "") for line in new[j:j_end]]
        else:
            found += _replaced(old[i:i_end], new[j:j_end])
    return found


def only_changed(marked: Iterable[Block]) -> list[Block]:
    """The blocks of `differences` that changed, each under the heading that it stands under."""
    found: list[Block] = []
    heading: Block | None = None
    for block in marked:
        if block.kind == "heading":
            heading = block
        if not block.changed:
            continue
        if heading is not None and heading is not block:
            found.append(heading)
        heading = None
        found.append(block)
    return found


def _lines(text: str) -> Iterator[Line]:
    paragraph: list[str] = []
    for line in [*text.splitlines(), ""]:
        mark = next((mark for mark in MARKS if line.startswith(mark)), "")
        if (mark or not line.strip()) and paragraph:
            yield "paragraph", " ".join(paragraph)
            paragraph = []
        if mark:
            yield MARKS[mark], line.removeprefix(mark).strip()
        elif line.strip():
            paragraph.append(line.strip())


def _linked(words: str, mark: Mark = "") -> Iterator[Piece]:
    for number, part in enumerate(ADDRESS.split(words)):
        if part:
            yield Piece(part, part if number % 2 else "", mark)


def _whole(line: Line, mark: Mark) -> Block:
    kind, words = line
    return Block(kind, tuple(_linked(words, mark)))


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Block]:
    """Each new line beside the first old one that is like it; what is left over was removed or added."""
    waiting = list(old)
    for line in new:
        place = next((place for place, earlier in enumerate(waiting) if _alike(earlier, line)), None)
        if place is None:
            yield _whole(line, "added")
            continue
        yield from (_whole(gone, "removed") for gone in waiting[:place])
        yield Block(line[0], tuple(_changed(waiting[place][1], line[1])))
        del waiting[: place + 1]
    yield from (_whole(gone, "removed") for gone in waiting)


def _alike(old: Line, new: Line) -> bool:
    return old[0] == new[0] and SequenceMatcher(None, _words(old[1]), _words(new[1]), autojunk=False).ratio() >= ALIKE


def _changed(old: str, new: str) -> Iterator[Piece]:
    before, after = _words(old), _words(new)
    for kind, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from _linked("".join(after[j:j_end]))
            continue
        if i < i_end:
            yield from _linked("".join(before[i:i_end]), "removed")
        if j < j_end:
            yield from _linked("".join(after[j:j_end]), "added")


def _words(text: str) -> list[str]:
    return WORDS.findall(text)
