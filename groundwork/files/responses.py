"""Giving out what passed, only ever as a download or as a picture. Whoever calls has checked who may see it."""

from itertools import chain

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from groundwork.files.models import StoredFile
from groundwork.files.names import with_extension_of
from groundwork.files.policies import PDF
from groundwork.files.services import reading

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def download(stored: StoredFile, *, original: bool = False) -> StreamingHttpResponse:
    """The file as an attachment that no browser opens by itself, under its own name made harmless."""
    media_type = PDF if stored.mark and not original else stored.media_type
    pieces = iter(reading.read(stored, original=original))
    first = next(pieces, b"")  # what cannot be read at all is an error before anything was promised
    return StreamingHttpResponse(
        chain([first], pieces),
        content_type=media_type or "application/octet-stream",
        headers={
            **HEADERS,
            "Content-Disposition": content_disposition_header(True, with_extension_of(stored.name, media_type)) or "",
        },
    )


def picture(content: bytes) -> HttpResponse:
    """A page's picture, to be shown in a page of ours."""
    return HttpResponse(content, content_type="image/png", headers=HEADERS)
