"""Small honest and hostile files, made here: no real paper is among the tests."""

import io
import zlib
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw

LETTER = (612, 792)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def document(pages: int = 1, text: str = "Documento de prueba", size: tuple[float, float] = LETTER) -> Pdf:
    """An open PDF, to be changed and then given to `saved`."""
    made = Pdf.new()
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number in range(1, pages + 1):
        made.add_blank_page(page_size=size)
        page = made.pages[-1].obj
        words = f"BT /F1 18 Tf 72 {size[1] - 90} Td ({text} - {number}) Tj ET".encode("latin-1", "replace")
        page.Contents = Stream(made, words)
        page.Resources = Dictionary(Font=Dictionary(F1=font))
    return made


def saved(made: Pdf, **options: Any) -> bytes:
    """Its bytes."""
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def pdf(pages: int = 1, text: str = "Documento de prueba", **options: Any) -> bytes:
    """An honest PDF with one line on each page."""
    return saved(document(pages, text), **options)


def picture(size: tuple[int, int] = (640, 480), mode: str = "RGB", text: str = "Prueba") -> Image.Image:
    """A sheet with a line of text, lighter at one side so that turning it can be seen."""
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((0, 0, size[0] // 8, size[1]), fill=(40, 70, 160))
    draw.text((size[0] // 4, size[1] // 3), text, fill="black")
    return sheet if mode == "RGB" else sheet.convert(mode)


def jpeg(size: tuple[int, int] = (640, 480), *, mode: str = "RGB", orientation: int = 0, **options: Any) -> bytes:
    """An honest photograph; with an EXIF orientation when one is given."""
    out = io.BytesIO()
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    picture(size, mode).save(out, "JPEG", exif=exif, **options)
    return out.getvalue()


def png(size: tuple[int, int] = (640, 480), *, mode: str = "RGB", **options: Any) -> bytes:
    """An honest picture without loss."""
    out = io.BytesIO()
    picture(size, mode).save(out, "PNG", **options)
    return out.getvalue()


def scan(pages: int = 1, *, dots: int = 100, mode: str = "RGB", askew: float = 0.0, quality: int = 75) -> bytes:
    """A PDF of pages that were scanned, a little turned if asked."""
    sheets = []
    for number in range(pages):
        sheet = picture((int(8.5 * dots), 11 * dots), text=f"Hoja {number + 1}")
        sheets.append(sheet.rotate(askew, fillcolor="white").convert(mode))
    out = io.BytesIO()
    options = {} if mode == "1" else {"quality": quality}
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=dots, **options)
    return out.getvalue()


def encrypted_pdf(user: str = "secreta", owner: str = "dueña", *, strength: Literal[2, 3, 4, 6] = 6) -> bytes:
    """A PDF that asks for a password; with user="" one that opens and forbids."""
    return pdf(
        encryption=pikepdf.Encryption(user=user, owner=owner, R=strength, metadata=strength >= 4, aes=strength >= 4)
    )


def signed_pdf(text: str = "Firmado", *, active: bool = False) -> bytes:
    """A PDF with a signature's dictionary whose ByteRange spans all but the signature itself."""
    made = document(1, text)
    signature = made.make_indirect(
        Dictionary(
            Type=Name.Sig,
            Filter=Name("/Adobe.PPKLite"),
            SubFilter=Name("/adbe.pkcs7.detached"),
            ByteRange=Array([0, 1111111111, 2222222222, 3333333333]),
            Contents=String(bytes(64)),
        )
    )
    field = made.make_indirect(
        Dictionary(
            FT=Name.Sig, T=String("Firma1"), V=signature, Type=Name.Annot, Subtype=Name.Widget, Rect=Array([0, 0, 0, 0])
        )
    )
    made.pages[0].obj.Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
    if active:
        made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    return _with_byte_range(saved(made, object_stream_mode=pikepdf.ObjectStreamMode.disable))


def _with_byte_range(content: bytes) -> bytes:
    start = content.index(b"<" + b"00" * 64 + b">") if b"<" + b"00" * 64 + b">" in content else -1
    length = 130
    if start < 0:  # a string of nulls is written in parentheses
        start = content.index(b"/Contents (") + len(b"/Contents ")
        length = content.index(b")", start) + 1 - start
    rest = len(content) - start - length
    for old, new in ((b"1111111111", start), (b"2222222222", start + length), (b"3333333333", rest)):
        content = content.replace(old, str(new).zfill(10).encode())
    return content


def xfa_pdf(*, dynamic: bool = True) -> bytes:
    """A form of Adobe's: dynamic ones have a page that only says to wait."""
    made = document(1, "Please wait..." if dynamic else "Formulario")
    xfa = Stream(made, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>")
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array([String("template"), made.make_indirect(xfa)]))
    if dynamic:
        made.Root.NeedsRendering = True
    else:
        made.Root.AcroForm.Fields = Array([text_field(made, "nombre", "Ana")])
    return saved(made)


def text_field(made: Pdf, name: str, value: str) -> pikepdf.Object:
    """A text field on the first page, filled in and without an appearance of its own."""
    field = made.make_indirect(
        Dictionary(
            FT=Name.Tx, T=String(name), V=String(value), DA=String("/F1 12 Tf 0 g"), Type=Name.Annot,
            Subtype=Name.Widget, Rect=Array([72, 500, 300, 520]), F=4, P=made.pages[0].obj,
        )
    )  # fmt: skip
    page = made.pages[0].obj
    page.Annots = Array([*page.get("/Annots", []), field])
    return field


def form_pdf(value: str = "Ana Prueba") -> bytes:
    """A form with one field filled in, its appearance left to the reader."""
    made = document(1, "Formulario")
    field = text_field(made, "nombre", value)
    made.Root.AcroForm = Dictionary(
        Fields=Array([field]), NeedAppearances=True, DA=String("/F1 12 Tf 0 g"),
        DR=Dictionary(Font=Dictionary(F1=made.pages[0].obj.Resources.Font.F1)),
    )  # fmt: skip
    return saved(made)


def script_pdf(script: str = "app.launchURL('http://malo.example')") -> bytes:
    """A PDF that runs a script as it opens."""
    made = document(1)
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(script))
    return saved(made)


def attachment_pdf(name: str = "factura.exe", content: bytes = b"MZ\x90\x00 programa") -> bytes:
    """A PDF with a file inside."""
    made = document(1)
    made.attachments[name] = content
    return saved(made)


def bomb_pdf(megabytes: int = 2000) -> bytes:
    """A page whose content unpacks to so many megabytes of spaces."""
    made = document(1)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * 1_000_000) for _ in range(megabytes)) + packer.flush()
    made.pages[0].obj.Contents = Stream(made, packed, Filter=Name.FlateDecode)
    return saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def bomb_png(width: int = 30_000, height: int = 30_000) -> bytes:
    """A picture of few bytes that says it has so many pixels."""
    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
        for kind, body in (
            (b"IHDR", header), (b"IDAT", zlib.compress(bytes(2_000_000), 9)), (b"IEND", b""),
        )
    )  # fmt: skip


def svg() -> bytes:
    """A drawing with a script."""
    return b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
