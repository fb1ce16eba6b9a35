"""Identity documents: pages as pictures with words drawn into them, which nobody lifts off again."""

import io
import math
from collections.abc import Iterator

from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageDraw, ImageFont

from groundwork.files.inspection import pages
from groundwork.files.inspection.kinds import PDF
from groundwork.files.inspection.orders import MEGAPIXEL, Order, Report

DOTS, POINTS = 150, 72
MOST_PIXELS = 5 * MEGAPIXEL
QUALITY = 80
ANGLE = 30
INK, EDGE = (70, 70, 70), (255, 255, 255)
STRENGTH = 90  # of 255
FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf")


def work(order: Order, content: bytes) -> Report:
    """A PDF of pictures of its pages, marked."""
    out, count = io.BytesIO(), 0
    with Pdf.new() as made:
        for sheet in _sheets(order, content):
            _add(made, marked(sheet, order.mark))
            count += 1
        made.save(out)
    return Report(media_type=PDF.media_type, pages=count, content=out.getvalue())


def marked(sheet: Image.Image, words: str) -> Image.Image:
    """The sheet with the words over it in slanting rows, dark with a light edge, and in full below it."""
    size = max(11, min(sheet.size) // 34)
    strip = _written(words, size)
    stamp = strip.rotate(ANGLE, expand=True).point(lambda value: value * STRENGTH // 255)
    across, down = max(stamp.width * 2 // 3, 1), max(stamp.height * 3 // 5, size * 7)
    for row, top in enumerate(range(-stamp.height, sheet.height + stamp.height, down)):
        for left in range(-stamp.width + (row % 2) * across // 2, sheet.width + stamp.width, across):
            sheet.paste(EDGE, (left + 2, top + 2), stamp)
            sheet.paste(INK, (left, top), stamp)
    foot = _fitted(strip, sheet.width - size)
    whole = Image.new("RGB", (sheet.width, sheet.height + foot.height + size // 2), EDGE)
    whole.paste(sheet)
    whole.paste((0, 0, 0), ((sheet.width - foot.width) // 2, sheet.height + size // 4), foot)
    return whole


def _sheets(order: Order, content: bytes) -> Iterator[Image.Image]:
    if order.is_pdf:
        yield from pages.drawn(content, dots=DOTS, most_pixels=MOST_PIXELS)
    else:
        yield pages.opened(content, most_pixels=MOST_PIXELS).convert("RGB")


def _add(made: Pdf, sheet: Image.Image) -> None:
    packed = io.BytesIO()
    sheet.save(packed, "JPEG", quality=QUALITY)
    width, height = (math.ceil(side * POINTS / DOTS) for side in sheet.size)
    made.add_blank_page(page_size=(width, height))
    page = made.pages[-1].obj
    picture = Stream(
        made, packed.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=sheet.width, Height=sheet.height,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    page.Resources = Dictionary(XObject=Dictionary(P=made.make_indirect(picture)))
    page.Contents = Stream(made, f"{width} 0 0 {height} 0 0 cm /P Do".encode())


def _written(words: str, size: int) -> Image.Image:
    """The words as a mask."""
    font = _font(size)
    left, top, right, bottom = font.getbbox(words)
    strip = Image.new("L", (max(1, math.ceil(right - left)), max(1, math.ceil(bottom - top))), 0)
    ImageDraw.Draw(strip).text((-left, -top), words, fill=255, font=font)
    return strip


def _fitted(strip: Image.Image, width: int) -> Image.Image:
    if strip.width <= width:
        return strip
    return strip.resize((max(1, width), max(1, strip.height * width // strip.width)))


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """One that has the letters of Spanish, where the system has it: the portal's image does."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
