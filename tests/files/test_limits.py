"""The inspecting process as it is: what a hostile file may take of time and memory, and what an honest one needs."""

import io
import resource
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

from groundwork.files import inspector
from groundwork.files.inspection import inspect, kinds, pdfs
from groundwork.files.inspection.orders import Order, Report, Task
from tests.files import makers

MEGABYTE = 1024
MOST_MEMORY = 256 * MEGABYTE


def run(content: bytes, **options: Any) -> Report:
    order = replace(Order(Task.REBUILD, kind=kinds.kind_of(content).name), **options)
    return inspector.run(order, content)


def large_png() -> bytes:
    """Forty megapixels in colour, few bytes."""
    out = io.BytesIO()
    Image.new("RGB", (8000, 5000), (200, 220, 255)).save(out, "PNG", compress_level=1)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: makers.bomb_pdf(300), "too_complex"),
        (makers.bomb_png, "too_many_pixels"),
        (lambda: nested_forms(28), ""),
    ],
    ids=["unpacks to 300 megabytes", "nine hundred megapixels", "forms within forms"],
)
def test_a_bomb_ends_within_five_seconds_and_its_memory(content, code):
    made = content()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    report = run(made)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert report.refusal == code
    assert report.peak_kilobytes <= MOST_MEMORY
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5


def nested_forms(depth: int) -> bytes:
    """Drawing it takes two to the power of depth steps; copying it does not."""
    made = makers.document(1)
    inner = made.make_indirect(
        Stream(made, b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    )
    for _level in range(depth):
        form = Stream(made, b"/X Do /X Do", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        form.Resources = Dictionary(XObject=Dictionary(X=inner))
        inner = made.make_indirect(form)
    page = made.pages[0].obj
    page.Resources.XObject = Dictionary(X=inner)
    page.Contents = Stream(made, b"/X Do")
    return makers.saved(made)


def test_a_page_that_takes_for_ever_to_draw_is_ended(monkeypatch):
    monkeypatch.setattr(inspector, "SECONDS", dict.fromkeys(Task, (2, 20)))
    begun = time.monotonic()
    report = inspector.run(Order(Task.PICTURE), nested_forms(28))
    assert report.refusal in {"too_complex", ""}  # PDFium gives up at a depth of its own
    assert time.monotonic() - begun < 20


def test_a_process_that_computes_for_too_long_is_ended(monkeypatch):
    """Thousands of progressive scans over a large picture: few bytes, hours of work."""
    monkeypatch.setattr(inspector, "SECONDS", {Task.REBUILD: (1, 20)})
    report = run(many_scans())
    assert report.refusal == "too_complex"


def many_scans() -> bytes:
    out = io.BytesIO()
    Image.new("L", (6000, 6000)).save(out, "JPEG", progressive=True, quality=5)
    content = out.getvalue()
    last = content.rfind(b"\xff\xda")
    return content[:last] + content[last:-2] * 2000 + b"\xff\xd9"


def test_the_clock_ends_what_does_not_compute(monkeypatch):
    monkeypatch.setattr(inspector, "SECONDS", {Task.REBUILD: (5, 0.01)})
    assert run(makers.pdf()).refusal == "too_complex"


def test_a_process_without_room_refuses_and_does_not_fall(settings):
    settings.UPLOAD_PROCESS_MEGABYTES = 128
    report = run(large_png())
    assert report.refusal == "too_complex"


def test_the_largest_pictures_fit():
    jpeg = io.BytesIO()
    Image.effect_noise((1000, 625), 60).resize((8000, 5000)).convert("RGB").save(jpeg, "JPEG", quality=60)
    for content in (large_png(), jpeg.getvalue()):
        report = run(content)
        assert report.refusal == ""
        assert report.notes == ["smaller"]
        assert report.peak_kilobytes <= MOST_MEMORY


def test_the_process_cannot_write_a_file(tmp_path):
    target = tmp_path / "dejado"
    probe = (
        "from groundwork.files.inspect_process import bound\n"
        "from pathlib import Path\n"
        "bound(256, 5)\n"
        f"Path({str(target)!r}).write_bytes(b'x')\n"
    )
    done = subprocess.run(  # noqa: S603  # the test's own words
        [sys.executable, "-B", "-c", probe], capture_output=True, check=False
    )
    assert done.returncode != 0
    assert b"File too large" in done.stderr
    assert not target.exists() or target.read_bytes() == b""


def test_a_document_of_very_many_objects_is_refused(monkeypatch):
    content = makers.pdf(3)
    monkeypatch.setattr(pdfs, "MOST_OBJECTS", 5)
    assert inspect(Order(Task.REBUILD, kind="pdf"), content).refusal == "too_complex"


def test_a_page_tree_of_many_pages_is_counted_not_copied():
    assert run(makers.pdf(60), max_pages=50).refusal == "too_many_pages"
    assert run(makers.pdf(50), max_pages=50).pages == 50


def test_pictures_inside_a_document_have_the_same_cap():
    made = makers.document(1)
    image = Stream(
        made, zlib.compress(bytes(1000)), Type=Name.XObject, Subtype=Name.Image, Width=9000, Height=9000,
        BitsPerComponent=1, ColorSpace=Name.DeviceGray, Filter=Name.FlateDecode,
    )  # fmt: skip
    made.pages[0].obj.Resources.XObject = Dictionary(I=made.make_indirect(image))
    content = makers.saved(made, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert run(content).refusal == "too_many_pixels"
    assert run(content, max_pixels=81_000_000).refusal == ""
