"""A page of the help as its reader meets it: heading by heading, with the address of each."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# Not what the page says, but what leads elsewhere or asks something.
_LEFT_OUT = {"nav", "form", "script", "style", "svg", "template"}
_CLASSES_LEFT_OUT = {"no-print", "work__aside", "action-bar", "govuk-visually-hidden"}
_HEADINGS = {"h1", "h2", "h3"}
_VOID = {"br", "img", "input", "source", "hr", "meta", "link", "wbr"}
# Words on two sides of these do not belong together.
_BREAKS = {"p", "li", "dt", "dd", "td", "th", "br", "h1", "h2", "h3", "h4", "summary", "div", "section", "button"}


@dataclass
class Section:
    """What stands under one heading; `anchor` leads there, empty for the top of the page."""

    heading: str = ""
    anchor: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


def sections_of(html: str) -> list[Section]:
    """The sections of a page's main part, the one of its h1 first."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [section for section in reader.sections if section.heading or section.text]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sections = [Section()]
        self._open: list[tuple[str, str]] = []  # each tag with its id
        self._left_out_at: int | None = None
        self._main_at: int | None = None
        self._heading_at: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self._write(" ")
            return
        given = {name: value or "" for name, value in attrs}
        self._open.append((tag, given.get("id", "")))
        depth = len(self._open)
        if tag == "main" and self._main_at is None:
            self._main_at = depth
        elif self._is_left_out(tag, given) and self._left_out_at is None:
            self._left_out_at = depth
        if tag in _HEADINGS and self._reads():
            self._heading_at = depth
            if tag != "h1":
                self.sections.append(Section(anchor=given.get("id") or self._around()))
        if tag in _BREAKS:
            self._write(" ")

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in _VOID:
            depth, (opened, _id) = len(self._open), self._open.pop()
            self._main_at = None if self._main_at == depth else self._main_at
            self._left_out_at = None if self._left_out_at == depth else self._left_out_at
            self._heading_at = None if self._heading_at == depth else self._heading_at
            if opened == tag:
                break
        if tag in _BREAKS:
            self._write(" ")

    def handle_data(self, data: str) -> None:
        self._write(data)

    @staticmethod
    def _is_left_out(tag: str, given: dict[str, str]) -> bool:
        return tag in _LEFT_OUT or "popover" in given or bool(_CLASSES_LEFT_OUT & set(given.get("class", "").split()))

    def _reads(self) -> bool:
        return self._main_at is not None and self._left_out_at is None

    def _around(self) -> str:
        """The id of the section that the heading opens."""
        return next((anchor for tag, anchor in reversed(self._open[:-1]) if tag == "section" and anchor), "")

    def _write(self, data: str) -> None:
        if not self._reads():
            return
        if self._heading_at is None:
            self.sections[-1].pieces.append(data)
        else:
            section = self.sections[-1]
            section.heading = " ".join(f"{section.heading} {data}".split())
