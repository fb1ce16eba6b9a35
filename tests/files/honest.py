"""Some five hundred honest files as people have them: made by several programs, scanned, signed, filled in."""

import io
import itertools
import random
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String
from PIL import Image

from tests.files import makers


class Honest(NamedTuple):
    """A file that must be taken, and its pages."""

    family: str
    content: bytes
    pages: int = 1


def every() -> Iterator[Honest]:
    """All of them, family by family."""
    for family in FAMILIES:
        yield from family()


def versions() -> Iterator[Honest]:
    """PDF 1.3 to 2.0, packed in each way, of one to fifty pages."""
    for version, mode, linear, pages in itertools.product(
        ("1.3", "1.4", "1.5", "1.6", "1.7", "2.0"),
        (ObjectStreamMode.disable, ObjectStreamMode.preserve, ObjectStreamMode.generate),
        (False, True),
        (1, 3, 50),
    ):
        content = makers.pdf(
            pages, force_version=version, object_stream_mode=mode, linearize=linear, compress_streams=pages > 1
        )
        yield Honest("version", content, pages)


def forbidding() -> Iterator[Honest]:
    """Those that open without a password and forbid to print or copy."""
    for strength in (2, 3, 4, 6):
        for owner in ("dueña", "x"):
            yield Honest("forbidding", makers.encrypted_pdf(user="", owner=owner, strength=strength))


def scans() -> Iterator[Honest]:
    """Pages that a scanner made: askew, in colour, grey and black and white, at several resolutions."""
    for mode, askew, dots in itertools.product(("RGB", "L", "1", "CMYK"), (-3.0, -0.7, 0.0, 1.5, 4.0), (72, 110)):
        yield Honest("scan", makers.scan(2, dots=dots, mode=mode, askew=askew), 2)
    for turn, quality in itertools.product((0, 90, 180, 270, -90), (30, 60, 90)):
        with pikepdf.open(io.BytesIO(makers.scan(1, dots=72, quality=quality))) as made:
            made.pages[0].obj.Rotate = turn
            yield Honest("turned", makers.saved(made))


def photographs() -> Iterator[Honest]:
    """JPEG as cameras and programs write it."""
    for orientation, progressive, mode in itertools.product(range(9), (False, True), ("RGB", "L", "CMYK")):
        yield Honest("jpeg", makers.jpeg((320, 200), mode=mode, orientation=orientation, progressive=progressive))
    for quality, subsampling, size in itertools.product((40, 95), (0, 1, 2), ((1, 1), (7, 900), (1600, 1200))):
        yield Honest("jpeg", makers.jpeg(size, quality=quality, subsampling=subsampling))
    out = io.BytesIO()
    makers.picture((300, 200)).save(out, "JPEG", exif=_exif(), comment="De viaje", dpi=(300, 300))
    yield Honest("jpeg", out.getvalue())
    yield Honest("jpeg", out.getvalue() + bytes(500))  # some cameras fill up the block
    several = io.BytesIO()
    makers.picture((300, 200)).save(several, "MPO", save_all=True, append_images=[makers.picture((150, 100))])
    yield Honest("jpeg", several.getvalue())


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Cámara", "Modelo 1", "2026:11:24 10:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    return exif


def pictures() -> Iterator[Honest]:
    """PNG of every depth, with and without transparency."""
    for mode, size, optimize in itertools.product(
        ("RGB", "RGBA", "L", "LA", "1", "P", "I;16"), ((1, 1), (320, 200), (1200, 900)), (False, True)
    ):
        image = makers.picture(size).convert("L") if mode == "I;16" else makers.picture(size)
        out = io.BytesIO()
        (image.convert("I").convert("I;16") if mode == "I;16" else image.convert(mode)).save(
            out, "PNG", optimize=optimize, dpi=(200, 200)
        )
        yield Honest("png", out.getvalue())
    for index in range(6):
        out = io.BytesIO()
        makers.picture((64, 64)).convert("P", palette=Image.Palette.ADAPTIVE, colors=2 ** (index + 1)).save(
            out, "PNG", transparency=0, bits=min(8, index + 1) if index + 1 in {1, 2, 4, 8} else 8
        )
        yield Honest("png", out.getvalue())
    moving = io.BytesIO()
    makers.picture((64, 64)).save(moving, "PNG", save_all=True, append_images=[makers.picture((64, 64), text="b")])
    yield Honest("png", moving.getvalue())


def _furnished(made: Pdf, rng: random.Random) -> None:
    """Links, a table of contents, notes, labels, layers, metadata: what office programs put in."""
    page = made.pages[0].obj
    made.Root.Lang = String("es-CO")
    with made.open_metadata() as metadata:
        metadata["dc:title"] = "Certificado"
    if rng.random() < 0.7:
        address = Dictionary(S=Name.URI, URI=String("https://example.com/consulta"))
        page.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 72, 200, 90]), A=address)])
    if rng.random() < 0.5:
        with made.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Capítulo 1", 0))
    if rng.random() < 0.5:
        made.Root.OpenAction = Array([page, Name.Fit])
    if rng.random() < 0.4:
        layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("Sello")))
        made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([]), OFF=Array([layer])))
        page.Resources.Properties = Dictionary(MC0=layer)
    if rng.random() < 0.4:
        stamp = Stream(
            made, b"0 0 1 rg 0 0 90 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 90, 20])
        )
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([400, 700, 490, 720]), F=4, AP=Dictionary(N=stamp)
        )
        page.Annots = Array([*page.get("/Annots", []), made.make_indirect(note)])
    if rng.random() < 0.3:
        made.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r)]))
        made.Root.MarkInfo = Dictionary(Marked=True)
    if rng.random() < 0.3:
        made.attachments["anexo.txt"] = b"un anexo cualquiera"


def office() -> Iterator[Honest]:
    """What word processors export."""
    for seed in range(120):
        rng = random.Random(seed)  # noqa: S311  # the same files each time
        made = makers.document(
            rng.randint(1, 8), f"Certificado {seed}", rng.choice([(612, 792), (595, 842), (842, 595)])
        )
        _furnished(made, rng)
        yield Honest("office", makers.saved(made, linearize=seed % 3 == 0), len(made.pages))


def forms() -> Iterator[Honest]:
    """Forms that somebody filled in, the older ones with a static XFA beside."""
    for number in range(30):
        made = makers.document(1, "Formulario")
        fields = [makers.text_field(made, f"campo{n}", f"Valor {n} con tilde á") for n in range(number % 5 + 1)]
        made.Root.AcroForm = Dictionary(
            Fields=Array(fields), DA=String("/F1 12 Tf 0 g"), NeedAppearances=number % 2 == 0,
            DR=Dictionary(Font=Dictionary(F1=made.pages[0].obj.Resources.Font.F1)),
        )  # fmt: skip
        if number % 6 == 5:
            made.Root.AcroForm.XFA = Array([String("form"), made.make_indirect(Stream(made, b"<xdp/>"))])
        yield Honest("form", makers.saved(made))
    made = makers.document(1)
    box = made.make_indirect(
        Dictionary(
            FT=Name.Btn, T=String("acepto"), V=Name.Yes, AS=Name.Yes, Type=Name.Annot, Subtype=Name.Widget,
            Rect=Array([10, 10, 20, 20]),
        )
    )  # fmt: skip
    made.pages[0].obj.Annots = Array([box])
    made.Root.AcroForm = Dictionary(Fields=Array([box]))
    yield Honest("form", makers.saved(made))


def signed() -> Iterator[Honest]:
    """Signed ones, and those with a place for a signature to come."""
    for number in range(12):
        yield Honest("signed", makers.signed_pdf(f"Contrato {number}"))
    for _number in range(4):
        made = makers.document(1)
        field = makers.text_field(made, "Firma", "")
        field.FT = Name.Sig
        del field["/V"]
        made.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=1)
        yield Honest("unsigned", makers.saved(made))


def updated() -> Iterator[Honest]:
    """Saved again by programs that only add to the end."""
    for times in range(1, 9):
        content = makers.pdf(2, object_stream_mode=ObjectStreamMode.disable)
        for time in range(times):
            content += _increment(content, time)
        yield Honest("updated", content, 2)


def _increment(content: bytes, time: int) -> bytes:
    previous = int(content[content.rfind(b"startxref") + 9 :].split()[0])
    with pikepdf.open(io.BytesIO(content)) as made:
        size, root = int(made.trailer.Size), made.trailer.Root.objgen[0]
    body = f"{size} 0 obj\n<</Revision {time}>>\nendobj\n".encode()
    table = (
        f"xref\n{size} 1\n{len(content):010} 00000 n \ntrailer\n<</Size {size + 1}/Root {root} 0 R/Prev {previous}>>\n"
        f"startxref\n{len(content) + len(body)}\n%%EOF\n"
    )
    return body + table.encode()


def rough() -> Iterator[Honest]:
    """With the small faults that programs and mail servers leave, and that every reader forgives."""
    for content in (makers.pdf(2, object_stream_mode=ObjectStreamMode.disable), makers.pdf(2), makers.scan(2, dots=72)):
        yield Honest("rough", content + b"\r\n\r\n", 2)
        yield Honest("rough", content + bytes(700), 2)
        yield Honest("rough", content.rstrip(), 2)
        yield Honest("rough", b"\n\n" + content, 2)
        yield Honest("rough", b"\xef\xbb\xbf" + content, 2)
        yield Honest("rough", content + b"\n--frontera-de-correo--\n", 2)
        place = content.rfind(b"startxref")
        yield Honest("rough", content[:place] + b"startxref\n7\n%%EOF\n", 2)


def packings() -> Iterator[Honest]:
    """Pages whose streams are packed as programs of thirty years did."""
    words = b"BT /F1 12 Tf 72 700 Td (Texto) Tj ET\n" * 300
    text = words.hex().encode() + b">"
    for filters, packed in (
        ([Name.FlateDecode], zlib.compress(words)),
        ([Name.ASCIIHexDecode], text),
        ([Name.ASCIIHexDecode, Name.FlateDecode], zlib.compress(words).hex().encode() + b">"),
        ([Name.FlateDecode, Name.FlateDecode], zlib.compress(zlib.compress(words))),
        ([Name.RunLengthDecode], _in_runs(words)),
    ):  # fmt: skip
        for pages in range(1, 5):
            made = makers.document(pages)
            for page in made.pages:
                page.obj.Contents = Stream(made, packed, Filter=Array(filters))
            content = makers.saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
            yield Honest("packing", content, pages)


def _in_runs(words: bytes) -> bytes:
    """As RunLengthDecode reads it: runs of up to 128 bytes as they are, each after its length."""
    runs = (words[start : start + 128] for start in range(0, len(words), 128))
    return b"".join(bytes([len(run) - 1]) + run for run in runs) + b"\x80"


def inherited() -> Iterator[Honest]:
    """Pages that leave their size and their fonts to the node above, as LaTeX does."""
    for pages in range(1, 21):
        made = makers.document(pages)
        made.Root.Pages.MediaBox = Array([0, 0, 612, 792])
        made.Root.Pages.Resources = made.pages[0].obj.Resources
        for page in made.pages:
            del page.obj["/MediaBox"], page.obj["/Resources"]
        yield Honest("inherited", makers.saved(made), pages)


FAMILIES: tuple[Callable[[], Iterator[Honest]], ...] = (
    versions, forbidding, scans, photographs, pictures, office, forms, signed, updated, rough, packings, inherited,
)  # fmt: skip
