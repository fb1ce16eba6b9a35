"""The pipeline: one file after another is claimed, scanned, looked into, made anew, and its outcome written.

Every step may be lost with its process: the claim is a lease, and a sweep finds what was left.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from groundwork.files import inspector, outcomes, scanner, vault
from groundwork.files.inspection import kinds
from groundwork.files.inspection.orders import Order, Report, Task
from groundwork.files.keyring import UnreadableError
from groundwork.files.models import StoredFile
from groundwork.files.policies import POLICIES

logger = logging.getLogger(__name__)

# Longer than scanning, looking inside and marking take together at their slowest.
LEASE = timedelta(minutes=4)
MOST_TRIES = 5
WAIT = timedelta(seconds=30)


def check(stored: StoredFile) -> StoredFile:
    """Look at the file now, and return it as it stands then: passed, refused, or waiting for the scanner.

    What another process holds, or what has its outcome, is left alone. Each step is committed by itself: RuntimeError
    inside a transaction.
    """
    claimed = _claim(stored.pk)
    if claimed is not None:
        _look_at(claimed)
    stored.refresh_from_db()
    return stored


def sweep(limit: int = 50) -> int:
    """Look at the files whose turn has come; returns how many were looked at."""
    looked_at = 0
    for key in StoredFile.objects.due().order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]:
        claimed = _claim(key)
        if claimed is None:
            continue
        looked_at += 1
        if not _look_at(claimed):
            break  # the scanner or the storage is away for the next one too
    return looked_at


def _claim(key: int) -> StoredFile | None:
    """The file under a lease, one try more counted; None where it is not due or somebody holds it."""
    with transaction.atomic(durable=True):
        row = StoredFile.objects.due().select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
        if row is None:
            return None
        StoredFile.objects.filter(pk=key).update(lease_until=Now() + LEASE, tries=F("tries") + 1)
        row.refresh_from_db(fields=["lease_until", "tries"])
        return row


def _look_at(stored: StoredFile) -> bool:
    """See one claimed file through; False when what it waits for is away."""
    if stored.tries > MOST_TRIES:  # it ends its processes before they can say why
        _write(stored, Report(refusal="unreadable"))
        return True
    try:
        content = b"".join(vault.pieces_of(stored, vault.ORIGINAL))
        report = _inspected(stored, content)
        rebuilt = _kept(stored, report)
    except scanner.AwayError as fault:
        logger.warning("The scanner is away: %s", fault)
        # Not this file's fault: the try does not count.
        _put_off(stored, waits_for_scanner=True, tries=F("tries") - 1)
        return False
    except vault.AwayError as fault:
        logger.warning("The storage is away: %s", fault)
        _put_off(stored, tries=F("tries") - 1)
        return False
    except inspector.BrokenError as fault:
        logger.error("The inspecting process is broken: %s", fault)  # noqa: TRY400  # its trace is the child's
        _put_off(stored)  # the try counts: a file that always breaks it is given up
        return True
    except (UnreadableError, vault.GoneError):
        logger.exception("The bytes of %s cannot be read.", stored.code)
        _write(stored, Report(refusal="unreadable"))
        return True
    _write(stored, report, rebuilt)
    return True


def _inspected(stored: StoredFile, content: bytes) -> Report:
    """What the content is, what the scanner says and what is made of it."""
    rules = POLICIES[stored.policy]
    kind = kinds.kind_of(content)
    if kind.refusal:
        return Report(refusal=kind.refusal, media_type=kind.media_type)
    if kind.media_type not in rules.media_types:
        return Report(refusal="not_here", media_type=kind.media_type)
    if settings.CLAMD_URL and scanner.Clamd(settings.CLAMD_URL).finds(content):
        return Report(refusal="infected", media_type=kind.media_type)
    order = Order(Task.REBUILD, kind=kind.name, max_pages=rules.max_pages, max_pixels=rules.max_pixels)
    report = inspector.run(order, content)
    if report.refusal or not stored.mark:
        return report
    return _marked(stored, report, report.content or content)


def _marked(stored: StoredFile, report: Report, clean: bytes) -> Report:
    """The same file as pictures of its pages, with the words drawn over them."""
    if (report.pages or 1) > settings.UPLOAD_MAX_MARKED_PAGES:
        return Report(refusal="too_many_marked_pages", media_type=report.media_type)
    is_pdf = report.media_type == kinds.PDF.media_type
    drawn = inspector.run(Order(Task.MARK, mark=stored.mark, is_pdf=is_pdf), clean)
    if drawn.refusal:
        return Report(refusal=drawn.refusal, media_type=report.media_type)
    report.content = drawn.content
    return report


def _kept(stored: StoredFile, report: Report) -> str:
    """The name of what was made, in the storage; the original's own where it is kept byte for byte."""
    if report.refusal:
        return ""
    if not report.content:
        return stored.original
    return vault.keep(stored, vault.REBUILT, [report.content], key=vault.key_of(stored))


def _write(stored: StoredFile, report: Report, rebuilt: str = "") -> None:
    """Write the outcome and tell the rooms, together; nothing when the lease was lost meanwhile."""
    written = False
    try:
        with transaction.atomic(durable=True):
            row = StoredFile.objects.quarantined().select_for_update(of=("self",)).filter(pk=stored.pk).first()
            if row is not None and row.lease_until == stored.lease_until:
                _end(row, report, rebuilt)
                outcomes.announce(row)
                written = True
    finally:
        if not written and rebuilt != stored.original:
            vault.discard(rebuilt)
    if written and report.refusal:
        vault.discard(stored.original)


def _end(row: StoredFile, report: Report, rebuilt: str) -> None:
    now = max(timezone.now(), row.received_at)  # the clocks of two machines may differ
    row.media_type, row.notes = report.media_type, report.notes
    row.lease_until, row.waits_for_scanner = None, False
    if report.refusal:
        row.refused_at, row.refusal, row.original = now, report.refusal, ""
    else:
        row.passed_at, row.pages, row.is_signed, row.rebuilt = now, report.pages, report.is_signed, rebuilt
    row.save()


def _put_off(stored: StoredFile, **changes: object) -> None:
    """Free it for a later try."""
    mine = StoredFile.objects.filter(pk=stored.pk, lease_until=stored.lease_until)
    mine.update(lease_until=None, next_try_at=Now() + WAIT, **changes)


def forget_orphans(days: Iterable[int] = range(1, 31)) -> int:
    """Delete the bytes of so many days ago that no row names: what an undone transaction or a killed process left."""
    forgotten = 0
    for ago in days:
        names = vault.names_on(vault.today() - timedelta(days=ago))
        rows = StoredFile.objects.filter(original__in=names).values_list("original", flat=True)
        rows = rows.union(StoredFile.objects.filter(rebuilt__in=names).values_list("rebuilt", flat=True))
        orphans = set(names) - set(rows)
        vault.discard(*orphans)
        forgotten += len(orphans)
    return forgotten
