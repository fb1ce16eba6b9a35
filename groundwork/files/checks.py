"""Settings that would break what is promised of uploads are refused at the start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from groundwork.files.scanner import Clamd

HANDLERS = {
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "groundwork.files.uploads.SealedUploadHandler",
}
LEAST_MEGABYTES = 128


def uploads_are_sealed(**_kwargs: Any) -> list[CheckMessage]:
    """No handler writes what is readable, the scanner has an address that can be, the limits leave room."""
    errors: list[CheckMessage] = []
    if others := set(settings.FILE_UPLOAD_HANDLERS) - HANDLERS:
        errors.append(
            Error(
                f"FILE_UPLOAD_HANDLERS names {', '.join(sorted(others))}.",
                hint="Only those of groundwork.files.checks never write a file readable.",
                id="files.E001",
            )
        )
    if settings.CLAMD_URL:
        try:
            Clamd(settings.CLAMD_URL)
        except ValueError as fault:
            errors.append(Error(str(fault), id="files.E002"))
    if settings.UPLOAD_MAX_REQUEST_BYTES <= settings.UPLOAD_MAX_BYTES:
        errors.append(Error("UPLOAD_MAX_REQUEST_MEGABYTES must exceed UPLOAD_MAX_MEGABYTES.", id="files.E003"))
    if settings.UPLOAD_PROCESS_MEGABYTES < LEAST_MEGABYTES:
        errors.append(Error(f"UPLOAD_PROCESS_MEGABYTES must be {LEAST_MEGABYTES} at least.", id="files.E004"))
    return errors
