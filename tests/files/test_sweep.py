"""Row 17 of the promised figures: of some six hundred hostile files none is kept with what makes it hostile, of some
five hundred honest ones practically all are taken."""

import io
from collections import Counter

import pikepdf
import pytest
from PIL import Image

from groundwork.files.inspection import inspect, kinds
from groundwork.files.inspection.orders import Order, Report, Task
from tests.files import honest, hostile, makers

FORBIDDEN = (
    b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/EmbeddedFile", b"/Filespec", b"/RichMedia", b"/XFA",
    b"/AcroForm", b"/Annots", b"/SubmitForm", b"/URI", b"/GoToR", b"/ImportData", b"/Rendition",
)  # fmt: skip
# These have nothing that can be taken out: they are refused, all of them.
REFUSED_WHOLE = {"bomb", "loop", "nested", "tangle", "cut", "lie", "signed", "head", "damaged"}


def looked_at(content: bytes) -> Report:
    kind = kinds.kind_of(content)
    if kind.refusal:
        return Report(refusal=kind.refusal)
    return inspect(Order(Task.REBUILD, kind=kind.name), content)


def unpacked(content: bytes) -> bytes:
    """A PDF with nothing packed, so that whatever is in it can be searched for."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as made:
        made.save(out, qdf=True, stream_decode_level=pikepdf.StreamDecodeLevel.specialized)
    return out.getvalue()


def test_no_hostile_file_is_kept_with_its_payload():
    count, wrong = Counter[str](), []
    for number, file in enumerate(hostile.every()):
        report = looked_at(file.content)
        count["refused" if report.refusal else "cleaned"] += 1
        if report.refusal:
            continue
        is_pdf = report.media_type == "application/pdf"
        kept = unpacked(report.content) if is_pdf else report.content
        forbidden = FORBIDDEN if is_pdf else ()
        if (
            file.family in REFUSED_WHOLE
            or report.is_signed
            or any(part in kept for part in (*file.payload, *forbidden))
        ):
            wrong.append((number, file.family, file.name[:20], report.notes))
    assert wrong == []
    assert count.total() >= 500
    assert count["refused"] >= 250
    assert count["cleaned"] >= 250


def test_practically_every_honest_file_is_taken():
    count, wrong = 0, []
    for number, file in enumerate(honest.every()):
        report = looked_at(file.content)
        count += 1
        if report.refusal or report.pages != file.pages or not _opens(report, file):
            wrong.append((number, file.family, report.refusal, report.pages))
    assert count >= 500
    assert len(wrong) / count <= 0.005, wrong


def _opens(report: Report, file: honest.Honest) -> bool:
    """Whether what was made is whole, and a signed one was left as it is."""
    if report.is_signed:
        return file.family == "signed" and report.content == b""
    if report.media_type == "application/pdf":
        with pikepdf.open(io.BytesIO(report.content)) as made:
            return len(made.pages) == file.pages and file.family != "signed"
    with Image.open(io.BytesIO(report.content)) as image:
        image.load()
        return not image.info.get("exif")


# What turns an upright picture into the one that a camera held that way would take.
HELD = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright_whatever_its_camera_noted(orientation):
    with Image.open(io.BytesIO(makers.jpeg((320, 200)))) as upright:
        taken = upright.transpose(Image.Transpose(HELD[orientation])) if orientation in HELD else upright
        exif, out = Image.Exif(), io.BytesIO()
        exif[0x0112] = orientation
        taken.save(out, "JPEG", exif=exif, quality=95)
    report = looked_at(out.getvalue())
    assert report.notes == ([] if orientation == 1 else ["turned"])
    assert _blue_places(report.content) == _blue_places(makers.jpeg((320, 200)))


def _blue_places(content: bytes) -> list[bool]:
    """Which of a grid's points are blue: the makers' sheet has a blue edge at its left."""
    with Image.open(io.BytesIO(content)) as image:
        sheet = image.convert("L").resize((16, 8))
        return [grey < 128 for grey in sheet.tobytes()]
