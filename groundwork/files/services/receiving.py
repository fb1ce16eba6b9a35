"""Taking a file in: encrypted into quarantine, with its row, before anybody has looked at it."""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from groundwork.files import refusals, vault
from groundwork.files.models import StoredFile
from groundwork.files.names import harmless
from groundwork.files.policies import POLICIES, Policy

if TYPE_CHECKING:
    from accounts.models import User


def receive(
    upload: UploadedFile[Any], *, owner: str, by: "User | None", policy: str = "document", mark: str = ""
) -> StoredFile:
    """Encrypt the file into quarantine and make its row; `mark` is drawn over every page of what is shown of it.

    Raises ValidationError, its code one of refusals, for what needs no look inside: no name, empty, too big, past
    the owner's quota, or a storage that takes nothing now. Where the surrounding transaction is undone, a sweep takes
    away the bytes.
    """
    rules = POLICIES[policy]
    name = harmless(upload.name or "")
    _refuse(upload, name, rules)
    _refuse_past_quota(owner, upload.size or 0)  # before anything is written
    stored = StoredFile(owner=owner, given_by=by, policy=policy, mark=mark, name=name, size=0)
    key = vault.give_key(stored)
    measured = Measured(upload, rules)
    try:
        stored.original = vault.keep(stored, vault.ORIGINAL, measured, key=key)
    except vault.AwayError as fault:
        raise refusals.error("storage") from fault
    stored.size, stored.sha256 = measured.size, measured.digest.hexdigest()
    try:
        with transaction.atomic():
            _one_at_a_time(owner)
            _refuse_past_quota(owner, stored.size)
            stored.save(force_insert=True)
    except BaseException:
        vault.discard(stored.original)
        raise
    return stored


class Measured:
    """The pieces of an upload, counted and digested as they pass; too many bytes end it."""

    def __init__(self, upload: UploadedFile[Any], rules: Policy) -> None:
        self.upload = upload
        self.rules = rules
        self.size = 0
        self.digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        self.upload.seek(0)
        for piece in self.upload.chunks():
            self.size += len(piece)
            if self.size > self.rules.max_bytes:
                raise refusals.error("too_big")
            self.digest.update(piece)
            yield piece
        if not self.size:
            raise refusals.error("empty")


def _refuse(upload: UploadedFile[Any], name: str, rules: Policy) -> None:
    """What the arrival itself already tells."""
    if failed := getattr(upload, "refusal", ""):  # groundwork.files.uploads could not take it whole
        raise refusals.error(failed)
    if not name:
        raise refusals.error("no_name")
    if upload.size == 0:
        raise refusals.error("empty")
    if (upload.size or 0) > rules.max_bytes:
        raise refusals.error("too_big")


def _refuse_past_quota(owner: str, size: int) -> None:
    if StoredFile.objects.bytes_of(owner) + size > settings.UPLOAD_OWNER_QUOTA:
        raise refusals.error("quota")


def _one_at_a_time(owner: str) -> None:
    """Until the end of the transaction, so that two at once do not both take the last free bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"quota:{owner}"])
