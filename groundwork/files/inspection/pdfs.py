"""PDFs: their pages copied into a new document, and nothing else; signed ones are only looked through."""

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Object, ObjectStreamMode, Pdf, StreamDecodeLevel

from groundwork.files.inspection import active
from groundwork.files.inspection.kinds import PDF
from groundwork.files.inspection.orders import Order, RefusedError, Report
from groundwork.files.inspection.streams import MOST_OF_ONE, Budget

MOST_OBJECTS = 300_000
DEEPEST = 50
SPACE = b" \t\r\n\x0c\x00\x1a"
END = b"%%EOF"
OBJECT = re.compile(rb"\d+ \d+ obj\b|\bxref\b|\bendobj\b|\bendstream\b")
# What another file would begin with, were it hung on behind the end.
OTHER_FILE = re.compile(
    rb"PK\x03\x04|PK\x05\x06|\x7fELF|MZ\x90\x00|\xff\xd8\xff|\x89PNG|<\s*(html|script|svg|!doctype|iframe|\?php)",
    re.IGNORECASE,
)
KEPT_OF_A_PAGE = {
    "/Type", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group",
}  # fmt: skip
INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
KEPT_OF_RESOURCES = {
    "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet", "/Properties",
}  # fmt: skip
LETTER = (0, 0, 612, 792)
QUARTER = 90
# However a malformed document shows itself to the code that walks it.
BROKEN = (
    pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, NotImplementedError,
    RuntimeError,
)  # fmt: skip


def work(order: Order, content: bytes) -> Report:
    """The document made anew, or none where a signature keeps it as it is."""
    _bound_qpdf()
    notes = _look_at_the_end(content)
    try:
        with Pdf.open(io.BytesIO(content), suppress_warnings=True) as source:
            return _made_anew(order, content, source, notes)
    except pikepdf.PasswordError as fault:
        raise RefusedError("encrypted") from fault
    except RecursionError:
        raise
    except BROKEN as fault:
        raise RefusedError("encrypted" if "encrypt" in str(fault).lower() else "damaged") from fault


def _bound_qpdf() -> None:
    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=300,
        parser_max_nesting=100,
        parser_max_container_size=1_000_000,
        max_stream_filters=4,
        flate_max_memory=MOST_OF_ONE,
        png_max_memory=MOST_OF_ONE,
        tiff_max_memory=MOST_OF_ONE,
        run_length_max_memory=MOST_OF_ONE,
        dct_max_memory=MOST_OF_ONE,
        dct_max_progressive_scans=100,
    )


def _look_at_the_end(content: bytes) -> list[str]:
    """Whether all of it came, and nothing else with it."""
    last = content.rfind(END)
    if last < 0:
        raise RefusedError("cut")
    behind = content[last + len(END) :].strip(SPACE)
    if OTHER_FILE.search(behind):
        raise RefusedError("mixed")
    if OBJECT.search(behind):
        raise RefusedError("cut")
    return ["trailing"] if behind else []


def _made_anew(order: Order, content: bytes, source: Pdf, notes: list[str]) -> Report:
    if len(source.get_xref_table()) > MOST_OBJECTS:
        raise RefusedError("too_complex")
    pages = len(source.pages)
    if not pages:
        raise RefusedError("no_pages")
    if pages > order.max_pages:
        raise RefusedError("too_many_pages")
    form = source.Root.get("/AcroForm")
    form = form if isinstance(form, Dictionary) else Dictionary()
    budget = Budget(order.max_unpacked, order.max_pixels)
    if _is_signed(form):
        _require_inert(content, source, notes)
        _clean_pages(source, budget)  # in memory only: for what it counts
        return Report(media_type=PDF.media_type, pages=pages, is_signed=True, notes=notes)
    notes += _notes(source, form)
    _flatten(source, form)
    _clean_pages(source, budget)
    return Report(media_type=PDF.media_type, pages=pages, notes=sorted(set(notes)), content=_copied(source))


def _is_signed(form: Object) -> bool:
    """Whether a signature is in place: a field alone, for one to come, is not."""
    return any(
        isinstance(field.get("/V"), Dictionary) and "/ByteRange" in field.V and "/Contents" in field.V
        for field in _fields(form)
    )


def _fields(form: Object) -> Iterator[Object]:
    """Every field of the form, each once."""
    waiting, seen = [form.get("/Fields")], set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, Array):
            waiting += list(item)
        elif isinstance(item, Dictionary) and item.objgen not in seen:
            seen |= {item.objgen} if item.is_indirect else set()
            yield item
            waiting.append(item.get("/Kids"))


def _require_inert(content: bytes, source: Pdf, notes: list[str]) -> None:
    """A signed document is given out as it came: it may hold nothing that acts, nor another file."""
    if _was_repaired(source):
        raise RefusedError("damaged")
    if notes or active.codes(source) or not content.startswith(b"%PDF-") or b"/JavaScript" in content:
        raise RefusedError("signed_active")


def _was_repaired(source: Pdf) -> bool:
    return any("reconstruct" in warning for warning in source.get_warnings())


def _notes(source: Pdf, form: Object) -> list[str]:
    """What will be gone, for the person to know; a dynamic form is refused, since its page only says to wait."""
    root, names = source.Root, source.Root.get("/Names")
    names = names if isinstance(names, Dictionary) else Dictionary()
    if "/XFA" in form and (root.get("/NeedsRendering") or not len(form.get("/Fields") or Array())):
        raise RefusedError("xfa")
    opening = root.get("/OpenAction")
    has = {
        "decrypted": source.is_encrypted,
        "repaired": _was_repaired(source),
        "xfa": "/XFA" in form,
        "form": any(True for _field in _fields(form)),
        "javascript": "/JavaScript" in names
        or (isinstance(opening, Dictionary) and opening.get("/S") == "/JavaScript"),
        "actions": isinstance(opening, Dictionary) or "/AA" in root or any("/AA" in page.obj for page in source.pages),
        "attachments": "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root,
        "annotations": any("/Annots" in page.obj for page in source.pages),
    }
    return [note for note, found in has.items() if found]


def _flatten(source: Pdf, form: Object) -> None:
    """What fields and notes show becomes part of the page."""
    if "/XFA" in form:
        del form["/XFA"]
    if any(_is_bare(field) for field in _fields(form)):
        form["/NeedAppearances"] = True
    if form.get("/NeedAppearances"):
        source.generate_appearance_streams()
    if any("/Annots" in page.obj for page in source.pages):
        source.flatten_annotations("all")


def _is_bare(field: Object) -> bool:
    """Whether it has a value and leaves to the reader how to draw it."""
    return field.get("/Subtype") == "/Widget" and "/AP" not in field and ("/V" in field or "/Parent" in field)


def _clean_pages(source: Pdf, budget: Budget) -> None:
    """Leave of each page what it looks like."""
    roots: list[Object | None] = []
    for page in source.pages:
        leaf = page.obj
        for key in INHERITED:
            if key not in leaf and (value := _inherited(leaf, key)) is not None:
                leaf[key] = value
        for key in set(leaf.keys()) - KEPT_OF_A_PAGE:
            if key != "/Parent":
                del leaf[key]
        _square_up(leaf)
        resources = leaf.get("/Resources")
        if isinstance(resources, Dictionary):
            for key in set(resources.keys()) - KEPT_OF_RESOURCES:
                del resources[key]
        roots += [leaf.get(key) for key in ("/Resources", "/Contents", "/Group")]
    layers = source.Root.get("/OCProperties")
    active.clean([*roots, layers], budget)


def _inherited(leaf: Object, key: str) -> Object | None:
    node: Object | None = leaf
    for _level in range(DEEPEST):
        node = node.get("/Parent") if node is not None else None
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
    raise RefusedError("damaged")


def _square_up(leaf: Object) -> None:
    """A sheet that has a size and stands on one of its sides."""
    box = leaf.get("/MediaBox")
    if not isinstance(box, Array) or len(box) != len(LETTER):
        leaf["/MediaBox"] = Array(LETTER)
    if "/Rotate" in leaf and int(leaf["/Rotate"]) % QUARTER:
        del leaf["/Rotate"]


def _copied(source: Pdf) -> bytes:
    """The pages in a new document. Streams go as they are packed: nothing is unpacked on the way."""
    out = io.BytesIO()
    with Pdf.new() as made:
        made.pages.extend(source.pages)
        layers = source.Root.get("/OCProperties")
        if isinstance(layers, Dictionary):  # what was hidden stays hidden
            made.Root["/OCProperties"] = made.copy_foreign(source.make_indirect(layers))
        made.save(
            out,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return out.getvalue()
