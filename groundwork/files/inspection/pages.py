"""Drawing pages: PDFium for documents, Pillow for pictures."""

import math
from collections.abc import Iterator

import pypdfium2
from PIL import Image

from groundwork.files.inspection import images
from groundwork.files.inspection.kinds import kind_of
from groundwork.files.inspection.orders import MEGAPIXEL, RefusedError

POINTS = 72
MOST_DECODED = 40 * MEGAPIXEL


def drawn(content: bytes, *, dots: int, most_pixels: int) -> Iterator[Image.Image]:
    """Each page at so many dots an inch, or fewer where it would be larger than allowed."""
    with _opened(content) as document:
        for number in range(len(document)):
            yield _drawn(document, number, dots / POINTS, most_pixels)


def drawn_one(content: bytes, number: int, *, width: int, most_pixels: int) -> Image.Image:
    """One page, from 1 on, so many pixels wide."""
    with _opened(content) as document:
        if number > len(document):
            raise RefusedError("no_pages")
        sheet = document[number - 1]
        return _drawn(document, number - 1, width / max(sheet.get_width(), 1), most_pixels)


def opened(content: bytes, *, most_pixels: int) -> Image.Image:
    """A picture, no larger than allowed."""
    kind = kind_of(content)
    image, _notes = images.decoded(content, kind.name, max_pixels=MOST_DECODED, most_kept=most_pixels)
    return image


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise RefusedError("damaged") from fault


def _drawn(document: pypdfium2.PdfDocument, number: int, scale: float, most_pixels: int) -> Image.Image:
    try:
        page = document[number]
        width, height = page.get_size()
        pixels = max(width * height, 1) * scale * scale
        scale *= min(1, math.sqrt(most_pixels / pixels))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        image: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
    except (pypdfium2.PdfiumError, ValueError, RuntimeError) as fault:
        raise RefusedError("damaged") from fault
    return image
