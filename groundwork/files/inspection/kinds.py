"""What bytes are, by what they say themselves; never by a name or by what the browser claims."""

import re
from dataclasses import dataclass

HEAD = 4096


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind that may be taken (`name`), or one that never is (`refusal`)."""

    name: str = ""
    media_type: str = ""
    refusal: str = ""


PDF = Kind("pdf", "application/pdf")
JPEG = Kind("jpeg", "image/jpeg")
PNG = Kind("png", "image/png")
UNKNOWN = Kind(refusal="unknown_type")
# Before any space or mark of byte order is set aside: they begin with their own bytes.
STARTS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"PK\x03\x04", Kind(refusal="archive")),  # told apart further on
    (b"PK\x05\x06", Kind(refusal="archive")),
    (b"Rar!\x1a\x07", Kind(refusal="archive")),
    (b"7z\xbc\xaf\x27\x1c", Kind(refusal="archive")),
    (b"\x1f\x8b", Kind(refusal="archive")),
    (b"BZh", Kind(refusal="archive")),
    (b"\xfd7zXZ\x00", Kind(refusal="archive")),
    (b"\x28\xb5\x2f\xfd", Kind(refusal="archive")),
    (b"MSCF", Kind(refusal="archive")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind(refusal="office")),
    (b"{\\rtf", Kind(refusal="rtf")),
    (b"MZ", Kind(refusal="program")),
    (b"\x7fELF", Kind(refusal="program")),
    (b"\xfe\xed\xfa", Kind(refusal="program")),
    (b"\xcf\xfa\xed\xfe", Kind(refusal="program")),
    (b"\xca\xfe\xba\xbe", Kind(refusal="program")),
    (b"#!", Kind(refusal="program")),
    (b"L\x00\x00\x00\x01\x14\x02\x00", Kind(refusal="program")),  # a Windows shortcut
    (b"GIF8", Kind(refusal="other_picture")),
    (b"BM", Kind(refusal="other_picture")),
    (b"II*\x00", Kind(refusal="other_picture")),
    (b"MM\x00*", Kind(refusal="other_picture")),
    (b"II+\x00", Kind(refusal="other_picture")),
    (b"\x00\x00\x01\x00", Kind(refusal="other_picture")),
    (b"8BPS", Kind(refusal="other_picture")),
    (b"\x00\x00\x00\x0cjP  ", Kind(refusal="other_picture")),
    (b"\xff\x0a", Kind(refusal="other_picture")),
    (b"ID3", Kind(refusal="media")),
    (b"OggS", Kind(refusal="media")),
    (b"\x1aE\xdf\xa3", Kind(refusal="media")),
    (b"%!PS", Kind(refusal="postscript")),
    (b"\xc5\xd0\xd3\xc6", Kind(refusal="postscript")),
    (b"-----BEGIN PKCS7", Kind(refusal="signed_envelope")),
)
HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
PDF_HEADER = re.compile(rb"%PDF-[12]\.\d")
# Signed data in DER: a sequence whose first element is the identifier 1.2.840.113549.1.7.2.
SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
MARKUP = re.compile(
    rb"<\s*(!doctype\s+)?(html|head|body|script|iframe|svg|\?xml|meta|img|a|div|table)\b", re.IGNORECASE
)
MAIL = re.compile(rb"(?im)\A(received|return-path|from|delivered-to|mime-version|message-id): ")
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
SPACE = b" \t\r\n\x0c\x00"
MARKS_OF_ORDER = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def kind_of(content: bytes) -> Kind:
    """The kind of these bytes. A PDF begins at the first byte that is no space: one inside another file is none."""
    for start, kind in STARTS:
        if content.startswith(start):
            return _packed(content) if start.startswith(b"PK") else kind
    return _boxed(content) or _written(content)


def _packed(content: bytes) -> Kind:
    """ZIP and the documents that are ZIPs, by the first names inside."""
    if b"[Content_Types].xml" in content or b"word/" in content[:HEAD] or b"xl/" in content[:HEAD]:
        return Kind(refusal="office")
    if b"mimetypeapplication/vnd.oasis.opendocument" in content[:HEAD]:
        return Kind(refusal="open_document")
    return Kind(refusal="archive")


def _boxed(content: bytes) -> Kind | None:
    """Formats whose sign is not at their first byte."""
    if content[4:8] == b"ftyp":
        if content[8:12] in HEIF:
            return Kind(refusal="heic")
        return Kind(refusal="other_picture" if content[8:12] in {b"avif", b"avis"} else "media")
    if content[:4] == b"RIFF":
        return Kind(refusal="other_picture" if content[8:12] == b"WEBP" else "media")
    if content[:1] == b"0" and SIGNED_DATA in content[:32]:
        return Kind(refusal="signed_envelope")
    if content[257:262] == b"ustar":
        return Kind(refusal="archive")
    return None


def _written(content: bytes) -> Kind:
    """PDF and what is text."""
    for mark in MARKS_OF_ORDER:
        content = content.removeprefix(mark)
    head = content[:HEAD].lstrip(SPACE)
    if PDF_HEADER.match(head):
        return PDF
    plain = head.replace(b"\x00", b"")  # text in two bytes a letter is read as well
    if found := MARKUP.search(plain):
        return _marked_up(plain, found)
    if MAIL.match(plain):
        return Kind(refusal="mail")
    if plain and not CONTROLS.search(plain) and _reads_as_text(plain):
        return Kind(refusal="text")
    return UNKNOWN


def _marked_up(plain: bytes, found: re.Match[bytes]) -> Kind:
    lowered = plain.lower()
    if b"<svg" in lowered or b"<!doctype svg" in lowered or b":svg" in lowered:
        return Kind(refusal="svg")
    if b"<html" in lowered or b"xhtml" in lowered:
        return Kind(refusal="html")
    return Kind(refusal="xml" if found[2].lower() == b"?xml" else "html")


def _reads_as_text(plain: bytes) -> bool:
    try:
        plain[:-4].decode()
    except UnicodeDecodeError:
        return False
    return True
