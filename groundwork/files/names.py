"""File names as people gave them, made harmless for screens, headers and disks."""

import unicodedata
from pathlib import PurePosixPath

from groundwork.files.policies import EXTENSIONS

LONGEST = 120
# Control, format (turning the direction of text included), private, unassigned, line and paragraph separators.
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
FORBIDDEN = set('<>:"|?*\\/')


def harmless(name: str) -> str:
    """The last part of a path in one line of visible characters, its extension kept; empty when nothing is left."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in UNSEEN and c not in FORBIDDEN)
    shown = " ".join(shown.split()).strip(". ")
    stem, suffix = PurePosixPath(shown).stem, PurePosixPath(shown).suffix
    if len(suffix) > 10:  # noqa: PLR2004  # no extension of a document is as long
        stem, suffix = shown, ""
    return stem[: LONGEST - len(suffix)].rstrip(". ") + suffix


def with_extension_of(name: str, media_type: str) -> str:
    """The name with the extension that its content asks for, whatever it claims."""
    extension = EXTENSIONS.get(media_type, "")
    path = PurePosixPath(name)
    alike = {".jpg": {".jpg", ".jpeg"}}.get(extension, {extension})
    if path.suffix.lower() in alike:
        return name
    # "acta.pdf.exe" and "acta.exe" lose what they pretend; "acta 2.1" keeps its number.
    stem = path.stem if path.suffix[1:].isalpha() else name
    return f"{stem or 'archivo'}{extension}"
