"""Taking the files of a form, one after another, and saying what became of each: in a page, or to the script."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from groundwork.files import refusals
from groundwork.files.models import StoredFile
from onboarding.forms.documents import DocumentForm
from onboarding.models import DocumentVersion
from onboarding.queries.dates import Upload
from onboarding.services import documents

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    name: str
    state: Literal["passed", "waiting", "refused", "failed"]
    words: str
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def was_taken(self) -> bool:
        return self.state in {"passed", "waiting"}


def wants_json(request: HttpRequest) -> bool:
    """Whether the script asks, which sends each file by itself."""
    return request.headers.get("Accept") == "application/json"


def take(uploads: Iterable[Upload], give: Callable[[Upload], DocumentVersion]) -> list[Outcome]:
    """Give each file and look at it at once."""
    return [_take(upload, give) for upload in uploads]


def _take(upload: Upload, give: Callable[[Upload], DocumentVersion]) -> Outcome:
    name = upload.name or _("El archivo")
    try:
        version = give(upload)
    except ValidationError as refusal:
        errors = refusal.message_dict if hasattr(refusal, "error_dict") else {"file": refusal.messages}
        return Outcome(name, "failed", " ".join(words for found in errors.values() for words in found), errors)
    stored = documents.check(version)
    if stored.state == StoredFile.State.PASSED:
        return Outcome(name, "passed", _("Recibido y en revisión. Ya puede adjuntarlo a una propuesta."))
    if stored.state == StoredFile.State.REFUSED:
        return Outcome(name, "refused", refusals.words(stored.refusal))
    return Outcome(name, "waiting", _("Recibido. Falta comprobarlo: seguimos solos, no tiene que volver a subirlo."))


def tell(request: HttpRequest, outcomes: Iterable[Outcome]) -> None:
    """What became of each, on the next page."""
    for outcome in outcomes:
        level = messages.SUCCESS if outcome.was_taken else messages.ERROR
        messages.add_message(request, level, f"{outcome.name}: {outcome.words}")


def answer(outcome: Outcome, *, following: str) -> HttpResponse:
    """The same to the script, with the page that follows."""
    body = {"state": outcome.state, "words": outcome.words, "errors": outcome.errors, "next": following}
    return JsonResponse(body, status=200 if outcome.was_taken else UNPROCESSABLE)


def answer_errors(form: DocumentForm) -> HttpResponse:
    """Tell the script what the form refused, before any file was taken."""
    errors = {name: [str(words) for words in found] for name, found in form.errors.items()}
    words = " ".join(words for found in errors.values() for words in found)
    return JsonResponse({"state": "failed", "words": words, "errors": errors, "next": ""}, status=UNPROCESSABLE)
