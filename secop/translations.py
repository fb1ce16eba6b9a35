"""The catalogues of translations: found, written and compiled by Babel, without the gettext tools.

Spanish is the language of the source, so its texts are the keys and it needs no catalogue.
"""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_now": None,  # gettext, where `_` is the lazy one
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Folders whose texts are shown to people. What tests and tools say is not.
SOURCES = (
    "accounts",
    "desk",
    "groundwork",
    "interests",
    "onboarding",
    "procurement",
    "secop",
    "support",
    "templates",
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")

Found = tuple[str, str | tuple[str, ...], list[str], str | None]


def _texts_of(path: Path) -> Iterator[Found]:
    """The marked texts of a Python module or a template, with the comments for translators."""
    source = path.read_bytes()
    if path.suffix != ".py":
        # What templatize gives is Python's words among noise; unindented, it can be read as Python.
        lines = templatize(source.decode(), str(path)).splitlines()
        source = "\n".join(line.strip() for line in lines).encode()
    for _line, text, comments, context in extract("python", BytesIO(source), KEYWORDS, ["Translators:"]):
        yield path.relative_to(settings.BASE_DIR).as_posix(), text, comments, context


def marked_texts() -> Catalog:
    """Every text of the portal that is marked for translation."""
    catalogue = Catalog(project="portal", charset="utf-8")
    for folder in SOURCES:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".xml"} and "migrations" not in path.parts:
                for place, text, comments, context in _texts_of(path):
                    catalogue.add(text, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalogue


def catalogue_files() -> list[Path]:
    """The catalogues that the project has, one a language."""
    return sorted(Path(folder) for place in settings.LOCALE_PATHS for folder in Path(place).glob("*/LC_MESSAGES/*.po"))


def read_catalogue(path: Path) -> Catalog:
    """One catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


def write_catalogue(path: Path, catalogue: Catalog) -> None:
    """Keep a catalogue in its file, in an order that small changes of the source leave as it is."""
    with path.open("wb") as file:
        write_po(file, catalogue, width=110, sort_by_file=True, include_lineno=False, ignore_obsolete=True)


def update_catalogue(path: Path) -> None:
    """Give a catalogue the texts that the source has now; what was translated stays, what has gone goes."""
    catalogue = read_catalogue(path)
    made = catalogue.creation_date
    catalogue.update(marked_texts(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = made
    write_catalogue(path, catalogue)


def compile_catalogues() -> int:
    """Compile the catalogues that are newer than what was compiled of them; returns how many were."""
    compiled = 0
    for path in catalogue_files():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".mo.{os.getpid()}")  # Processes that start together don't meet in it.
        with draft.open("wb") as file:
            write_mo(file, read_catalogue(path))
        draft.replace(target)
        compiled += 1
    return compiled


def faults(path: Path) -> list[str]:
    """What keeps a catalogue from being complete: texts missing, untranslated, doubtful, gone, or badly filled."""
    catalogue, wanted = read_catalogue(path), marked_texts()
    found = [f"gone from the source: {_key(entry)!r}" for entry in catalogue if entry.id and not _same(wanted, entry)]
    for text in wanted:
        if not text.id:
            continue
        entry = _same(catalogue, text)
        if entry is None:
            found.append(f"missing: {_key(text)!r}")
        elif not all(_strings(entry)):
            found.append(f"untranslated: {_key(text)!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {_key(text)!r}")
        elif any(_placeholders(string) != _placeholders(_key(text)) for string in _strings(entry)[-1:]):
            found.append(f"other placeholders: {_key(text)!r}")
    return found


def _same(catalogue: Catalog, entry: Message) -> Message | None:
    return catalogue.get(entry.id, entry.context)


def _key(entry: Message) -> str:
    """The text, for a plural its many-form."""
    return entry.id if isinstance(entry.id, str) else entry.id[-1]


def _strings(entry: Message) -> list[str]:
    return [entry.string or ""] if isinstance(entry.string, str | None) else list(entry.string)


def _placeholders(text: str) -> set[str]:
    return {match.group() for match in PLACEHOLDER.finditer(text)}
