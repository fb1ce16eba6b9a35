"""Reading what passed: its bytes, and its pages as pictures. Whoever calls has checked who may see it."""

import logging
from collections.abc import Iterator

from django.core.cache import caches

from groundwork.files import inspector, vault
from groundwork.files.inspection.orders import Order, Task
from groundwork.files.keyring import UnreadableError
from groundwork.files.models import StoredFile
from groundwork.files.policies import PDF

logger = logging.getLogger(__name__)

WIDTHS = range(100, 2401)
PICTURE_SECONDS = 15 * 60
LARGEST_KEPT = 2 * 1024 * 1024


class NotPassedError(Exception):
    """Nothing is served of a file that the pipeline has not passed."""


class NoPictureError(Exception):
    """The page cannot be drawn; the file can still be downloaded."""


def read(stored: StoredFile, *, original: bool = False) -> Iterator[bytes]:
    """Its bytes as they may be given out, or those that came. NotPassedError before it passed or once it is erased.

    UnreadableError, vault.GoneError or vault.AwayError at the piece that cannot be read.
    """
    _require_passed(stored)
    return vault.pieces_of(stored, vault.ORIGINAL if original else vault.REBUILT)


def page_count(stored: StoredFile) -> int:
    """How many pages it has; a picture has one."""
    return stored.pages or 1


def page_picture(stored: StoredFile, number: int, *, width: int = 1100) -> bytes:
    """That page, from 1 on, as a PNG so many pixels wide. NoPictureError where it cannot be drawn.

    A picture that was made is kept for a while in this process's memory, never on a disk.
    """
    _require_passed(stored)
    if number not in range(1, page_count(stored) + 1) or width not in WIDTHS:
        raise NoPictureError(f"There is no page {number} at a width of {width}.")
    key = f"page:{stored.code}:{number}:{width}"
    cached = caches["pictures"].get(key)
    if isinstance(cached, bytes):
        return cached
    order = Order(Task.PICTURE, page=number, width=width, is_pdf=stored.media_type == PDF or bool(stored.mark))
    try:
        content = b"".join(read(stored))
    except (UnreadableError, vault.GoneError, vault.AwayError) as fault:
        logger.exception("The bytes of %s cannot be read.", stored.code)
        raise NoPictureError(str(fault)) from fault
    try:
        report = inspector.run(order, content)
    except inspector.BrokenError as fault:
        raise NoPictureError(str(fault)) from fault
    if report.refusal or not report.content:
        raise NoPictureError(f"Page {number} of {stored.code}: {report.refusal or 'nothing'}.")
    if len(report.content) <= LARGEST_KEPT:
        caches["pictures"].set(key, report.content, PICTURE_SECONDS)
    return report.content


def forget_pictures(stored: StoredFile) -> None:
    """Drop the pictures of a file that is erased; other processes' go by themselves within the quarter of an hour."""
    for number in range(1, page_count(stored) + 1):
        caches["pictures"].delete(f"page:{stored.code}:{number}:1100")


def _require_passed(stored: StoredFile) -> None:
    if stored.state != StoredFile.State.PASSED:
        raise NotPassedError(f"{stored.code} is {stored.state}.")
