"""One page as a picture, for those who look at documents without opening them."""

import io

from groundwork.files.inspection import pages
from groundwork.files.inspection.orders import MEGAPIXEL, Order, Report

MOST_PIXELS = 8 * MEGAPIXEL


def work(order: Order, content: bytes) -> Report:
    """The page as a PNG, as wide as asked, or as wide as it is where it is a smaller picture."""
    if order.is_pdf:
        image = pages.drawn_one(content, order.page, width=order.width, most_pixels=MOST_PIXELS)
    else:
        image = pages.opened(content, most_pixels=MOST_PIXELS)
        if image.width > order.width:
            height = max(1, image.height * order.width // image.width)
            image = image.convert("L" if image.mode == "1" else image.mode).resize((order.width, height))
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=4)
    return Report(media_type="image/png", pages=1, content=out.getvalue())
