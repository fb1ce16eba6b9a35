"""Pictures: decoded and encoded again, upright, without anything but their pixels."""

import io
import math

from PIL import Image, UnidentifiedImageError

from groundwork.files.inspection.kinds import JPEG, PNG
from groundwork.files.inspection.orders import MEGAPIXEL, Order, RefusedError, Report

# A sheet of paper at 400 dots an inch has 15: what is larger is kept smaller, and fits the process.
MOST_KEPT = 16 * MEGAPIXEL
QUALITY = 88
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# The cap is our own, on the size that the file declares, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


def work(order: Order, content: bytes) -> Report:
    """The picture made anew, in the format that it came in."""
    image, notes = decoded(content, order.kind, max_pixels=order.max_pixels)
    out = io.BytesIO()
    if order.kind == "png":
        image.save(out, "PNG", compress_level=4)
    else:
        image.save(out, "JPEG", quality=QUALITY)
    kind = PNG if order.kind == "png" else JPEG
    return Report(media_type=kind.media_type, pages=1, notes=notes, content=out.getvalue())


def decoded(content: bytes, kind: str, *, max_pixels: int, most_kept: int = MOST_KEPT) -> tuple[Image.Image, list[str]]:
    """Its pixels, upright and on white, and what was changed. RefusedError for what is no whole picture."""
    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=[kind.upper()])
        pixels = image.width * image.height
        if pixels > max_pixels:
            raise RefusedError("too_many_pixels")
        orientation = _orientation(image)
        times = math.ceil(math.sqrt(pixels / most_kept))
        # A JPEG is decoded smaller from the start; what it does not give is left to reduce().
        image.draft(None, (image.width // times, image.height // times))
        image.load()
    except UnidentifiedImageError as fault:
        raise RefusedError("damaged") from fault
    except OSError as fault:
        raise RefusedError("cut" if "truncated" in str(fault) else "damaged") from fault
    except (SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError) as fault:
        raise RefusedError("damaged") from fault
    notes = ["smaller"] if times > 1 else []
    if times > 1 and image.width * image.height > most_kept:
        image = image.reduce(times)
    image = _on_white(image)
    if orientation in TURNS:
        image = image.transpose(TURNS[orientation])
        notes.append("turned")
    image.info.clear()  # profiles, comments, places, thumbnails
    return image, notes


def _orientation(image: Image.Image) -> int:
    """As the camera noted it; one that cannot be read is none."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OSError, OverflowError):
        return 1


def _on_white(image: Image.Image) -> Image.Image:
    """In grey or in colour, what was transparent being white."""
    if image.mode in {"1", "L", "RGB"} and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # sixteen bits of grey
        return image.convert("I").point(lambda grey: grey / 256).convert("L")
    if image.mode in {"CMYK", "YCbCr", "LAB", "HSV"}:
        return image.convert("RGB")
    if image.mode == "P" and "transparency" not in image.info:
        return image.convert("RGB")
    shown = image.convert("RGBA")
    sheet = Image.new("RGB", shown.size, "white")
    sheet.paste(shown, mask=shown)
    return sheet
