"""What in a PDF does something by itself: found, for signed ones, and cut away, for all the others."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from groundwork.files.inspection.streams import Budget

# An action's /S. /URI and /GoTo are ordinary; an address is looked at.
ACTIONS = {
    "/JavaScript": "javascript", "/Rendition": "media", "/Movie": "media", "/Sound": "media",
    "/RichMediaExecute": "media", "/GoTo3DView": "media", "/Launch": "actions", "/SubmitForm": "actions",
    "/ImportData": "actions", "/GoToR": "actions", "/GoToE": "actions",
}  # fmt: skip
EVERY_ACTION = {
    *ACTIONS, "/GoTo", "/GoToDp", "/Hide", "/Named", "/ResetForm", "/SetOCGState", "/Thread", "/Trans", "/URI",
}  # fmt: skip
SUBTYPES = {
    "/RichMedia": "media", "/Movie": "media", "/Sound": "media", "/Screen": "media", "/3D": "media",
    "/FileAttachment": "attachments",
}  # fmt: skip
KEYS = {
    "/JS": "javascript", "/JavaScript": "javascript", "/AA": "actions", "/EF": "attachments",
    "/EmbeddedFiles": "attachments", "/XFA": "xfa", "/RichMediaContent": "media",
}  # fmt: skip
HARMLESS_ADDRESSES = ("http://", "https://", "mailto:", "tel:")
# In what is shown of a page nothing of this has a place.
CUT = {
    *KEYS, "/A", "/PA", "/AF", "/AcroForm", "/Alternates", "/Annots", "/LastModified", "/Metadata", "/Names", "/Next",
    "/OPI", "/OpenAction", "/Outlines", "/Parent", "/PieceInfo", "/Ref", "/StructParent", "/StructParents",
    "/StructTreeRoot", "/Thumb", "/URI",
}  # fmt: skip
CUT_OF_STREAMS = {"/F", "/FFilter", "/FDecodeParms"}  # bytes that stand in another file
NO_PLACE = {"/Catalog", "/Page", "/Pages", "/Action", "/Filespec", "/EmbeddedFile", "/Annot", "/Sig", "/Outlines"}
MOST_VISITED = 2_000_000


def codes(pdf: Pdf) -> set[str]:
    """What it holds that acts, anywhere, by the codes of groundwork.files.refusals.NOTES."""
    found: set[str] = set()
    for container in _containers(list(pdf.objects)):
        if isinstance(container, Array):
            continue
        keys = set(container.keys())
        found |= {KEYS[key] for key in keys & KEYS.keys()}
        if isinstance(container, Stream) and keys & {"/F"}:
            found.add("attachments")
        found |= _by_name(container.get("/S"), ACTIONS) | _by_name(container.get("/Subtype"), SUBTYPES)
        if container.get("/Type") == "/EmbeddedFile":
            found.add("attachments")
        address = container.get("/URI")
        if isinstance(address, pikepdf.String) and not str(address).strip().lower().startswith(HARMLESS_ADDRESSES):
            found.add("actions")
    return found


def clean(roots: list[Object | None], budget: Budget) -> None:
    """Cut away, in place, all that has no part in how a page looks; count what its streams unpack to."""
    for container in _containers(roots):
        if isinstance(container, Array):
            for number, item in enumerate(container):
                if _has_no_place(item):
                    container[number] = Dictionary()
            continue
        if isinstance(container, Stream):
            budget.spend(container)
        cut = CUT | CUT_OF_STREAMS if isinstance(container, Stream) else CUT
        for key in [key for key, item in container.items() if key in cut or _has_no_place(item)]:
            del container[key]


def _has_no_place(item: Any) -> bool:
    if not isinstance(item, Dictionary | Stream):
        return False
    if str(item.get("/Type", "")) in NO_PLACE or str(item.get("/S", "")) in EVERY_ACTION:
        return True
    return item.get("/Subtype") == Name.PS  # a program in PostScript


def _by_name(name: Any, table: dict[str, str]) -> set[str]:
    return {table[str(name)]} if isinstance(name, Name) and str(name) in table else set()


def _containers(roots: list[Any]) -> Iterator[Any]:
    """Every array, dictionary and stream that is reached, each once; one may be changed while it is in hand."""
    waiting, seen, visited = list(roots), set(), 0
    while waiting:
        item = waiting.pop()
        if not isinstance(item, Array | Dictionary | Stream):
            continue
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        yield item
        inner = list(item) if isinstance(item, Array) else list(dict(item.items()).values())
        visited += len(inner)
        if visited > MOST_VISITED:
            raise MemoryError
        waiting += inner
