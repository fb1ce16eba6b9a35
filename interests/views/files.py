"""The files of an invitation or of its answer: taken one after another, saying what became of each, and given back."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _

from groundwork.files import refusals, responses
from groundwork.files.models import StoredFile
from groundwork.files.services import checking
from groundwork.web.actor import UserRequest

Upload = UploadedFile[Any]


def take(request: UserRequest, uploads: Iterable[Upload], give: Callable[[Upload], StoredFile]) -> bool:
    """Give each file, look at it at once, and say on the next page what became of it; whether all were taken."""
    all_taken = True
    for upload in uploads:
        name = upload.name or _("El archivo")
        try:
            stored = checking.check(give(upload))
        except ValidationError as refusal:
            messages.error(request, f"{name}: {' '.join(refusal.messages)}")
            all_taken = False
            continue
        if stored.state == StoredFile.State.REFUSED:
            messages.error(request, f"{name}: {refusals.words(stored.refusal)}")
            all_taken = False
        elif stored.state == StoredFile.State.PASSED:
            messages.success(request, _("%(name)s: recibido.") % {"name": name})
        else:
            messages.info(request, _("%(name)s: recibido. Falta comprobarlo: seguimos solos.") % {"name": name})
    return all_taken


def download(stored: StoredFile) -> HttpResponseBase:
    """What passed, as a download; what has not is not there yet."""
    if stored.state != StoredFile.State.PASSED:
        raise Http404
    return responses.download(stored)
