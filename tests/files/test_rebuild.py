"""What a rebuilt document keeps: all that was seen on its pages, and nothing that was not."""

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from groundwork.files.inspection import inspect, kinds
from groundwork.files.inspection.orders import Order, RefusedError, Report, Task
from groundwork.files.inspection.streams import lzw_length
from tests.files import hostile, makers


def rebuilt(content: bytes) -> Report:
    report = inspect(Order(Task.REBUILD, kind=kinds.kind_of(content).name), content)
    assert report.refusal == ""
    return report


def text_of(content: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(content) as document:
        text: str = document[page].get_textpage().get_text_bounded()
        return text


def test_the_text_of_every_page_stays():
    report = rebuilt(makers.pdf(3, "Certificado"))
    assert [text_of(report.content, page) for page in range(3)] == [f"Certificado - {page}" for page in (1, 2, 3)]


@pytest.mark.parametrize("form", [makers.form_pdf("Valor escrito"), makers.xfa_pdf(dynamic=False)])
def test_what_was_filled_in_stays_as_it_looked_and_can_no_more_be_filled(form):
    report = rebuilt(form)
    assert "form" in report.notes
    assert ("Valor escrito" if form.find(b"Valor") > 0 else "Ana") in text_of(report.content)
    with pikepdf.open(io.BytesIO(report.content)) as made:
        assert "/AcroForm" not in made.Root


def test_a_stamp_stays_on_the_page_and_a_link_goes():
    made = makers.document(1)
    words = Stream(
        made, b"BT /F1 9 Tf 2 5 Td (RADICADO) Tj ET", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 90, 20]),
        Resources=made.pages[0].obj.Resources,
    )  # fmt: skip
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([400, 700, 490, 720]), F=4, AP=Dictionary(N=words)
    )
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.URI, URI=String("https://x"))
    )
    made.pages[0].obj.Annots = Array([made.make_indirect(stamp), made.make_indirect(link)])
    report = rebuilt(makers.saved(made))
    assert report.notes == ["annotations"]
    assert "RADICADO" in text_of(report.content)
    assert b"https://x" not in report.content


def test_a_layer_that_was_hidden_stays_hidden():
    made = makers.document(1)
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("Borrador")))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    page = made.pages[0].obj
    page.Resources.Properties = Dictionary(MC0=layer)
    page.Contents = Stream(made, b"/OC /MC0 BDC 0 0 612 792 re f EMC")
    drawn = inspect(Order(Task.PICTURE), rebuilt(makers.saved(made)).content).content
    assert drawn == inspect(Order(Task.PICTURE), makers.saved(_blank())).content


def _blank() -> pikepdf.Pdf:
    made = makers.document(1)
    made.pages[0].obj.Contents = Stream(made, b"")
    return made


def test_what_was_restricted_opens_without_restrictions():
    report = rebuilt(makers.encrypted_pdf(user=""))
    assert report.notes == ["decrypted"]
    with pikepdf.open(io.BytesIO(report.content)) as made:
        assert not made.is_encrypted


def test_nothing_is_said_of_who_made_it():
    made = makers.document(1)
    made.docinfo["/Author"] = "Ana Secreta"
    with made.open_metadata() as metadata:
        metadata["dc:creator"] = ["Ana Secreta"]
    with pikepdf.open(io.BytesIO(rebuilt(makers.saved(made)).content)) as anew:
        assert dict(anew.docinfo) == {}
        assert "/Metadata" not in anew.Root


def test_lzw_is_counted_as_qpdf_unpacks_it():
    packed = hostile.lzw_bomb(1)
    with pikepdf.new() as made:
        length = len(Stream(made, packed, Filter=Name.LZWDecode).read_bytes())
    assert lzw_length(packed, 10**9) == length > 7_000_000
    with pytest.raises(RefusedError):
        lzw_length(packed, length - 1)
