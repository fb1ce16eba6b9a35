"""One document: its pages beside what to look at, taking it, deciding it, suspecting it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.files import responses
from groundwork.files.services import reading
from groundwork.reference.business_days import colombian_today
from groundwork.web.actor import UserRequest
from onboarding.forms.review import SingleDecisionForm, SuspicionForm
from onboarding.models import DocumentVersion, Review
from onboarding.queries.review import document as queries
from onboarding.queries.review.checklist import checks_of, rule_of
from onboarding.queries.review.promise import due_at
from onboarding.queries.review.queue import Filters
from onboarding.services.review import begun, claiming, deciding, escalating, standing, viewing
from onboarding.services.review.access import require_reviewer
from onboarding.views.review.queue import above, next_one

# The page to turn to, and the one that is seen when the form is sent.
PAGE, SEEN = "pagina", "vista"
GO_ON = "review_go_on"
WIDTHS = {"": 1100, "grande": 2000}


@require_http_methods(["GET", "HEAD", "POST"])
def review_document(request: UserRequest, code: UUID) -> HttpResponse:
    """The document. What is posted is a page to turn to, with what was ticked and written so far."""
    version = _opened(request, code)
    claiming.keep(version, by=request.actor)
    if request.method == "POST":
        return _drawn(request, version, _form(version, initial=_typed(request)), page=request.POST.get(PAGE, ""))
    initial = {"go_on": request.session.get(GO_ON, False)}
    return _drawn(request, version, _form(version, initial=initial), page=request.GET.get(PAGE, ""))


@require_POST
def review_claim(request: UserRequest, code: UUID) -> HttpResponse:
    """Take it, so that nobody else reviews it meanwhile."""
    version = _opened(request, code)
    try:
        claiming.take(version, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        begun.begin(request.session, version)
    return redirect("onboarding:review_document", code=version.code)


@require_POST
def review_release(request: UserRequest, code: UUID) -> HttpResponse:
    """Put it back in the queue."""
    version = _opened(request, code)
    if claiming.release(version, by=request.actor):
        begun.end(request.session, version)
        messages.success(request, _("El documento volvió a la cola."))
    return redirect("onboarding:review_queue")


@require_POST
def review_decide(request: UserRequest, code: UUID) -> HttpResponse:
    """Legible and complete, or sent back."""
    version = _opened(request, code)
    form = _form(version, request.POST)
    if form.is_valid():
        opinion = form.opinion(seconds=begun.seconds(request.session, version))
        try:
            review = deciding.decide(version, opinion, by=request.actor)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            begun.end(request.session, version)
            request.session[GO_ON] = form.cleaned_data["go_on"]
            messages.success(request, _said(review))
            return next_one(request, Filters()) if form.cleaned_data["go_on"] else redirect("onboarding:review_queue")
    return _drawn(request, _opened(request, code), form, page=request.POST.get(SEEN, ""))


@require_http_methods(["GET", "POST"])
def review_escalate(request: UserRequest, code: UUID) -> HttpResponse:
    """Hand a suspicion to the administrators."""
    version = _opened(request, code)
    form = SuspicionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            escalating.escalate(version, form.cleaned_data["words"], by=request.actor)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            messages.success(request, _("Avisamos a los administradores. Nadie decide el documento mientras tanto."))
            return redirect("onboarding:review_queue")
    return render(request, "onboarding/review_escalate.html", {"version": version, "form": form, "above": above()})


@require_safe
def review_page(request: UserRequest, code: UUID, number: int) -> HttpResponseBase:
    """One page as a picture; who saw it is written down where it identifies somebody."""
    version = _opened(request, code)
    stored = version.file
    if stored.is_signed or stored.erased_at:
        raise Http404
    try:
        picture = reading.page_picture(stored, number, width=WIDTHS.get(request.GET.get("ancho", ""), WIDTHS[""]))
    except reading.NoPictureError as error:
        raise Http404 from error
    claiming.keep(version, by=request.actor)
    viewing.note(version, request.user, f"page {number}")
    return responses.picture(picture)


@require_safe
def review_download(request: UserRequest, code: UUID) -> HttpResponseBase:
    """A signed PDF, which is only ever downloaded; who did is written down where it identifies somebody."""
    version = _opened(request, code)
    if not version.file.is_signed or version.file.erased_at:
        raise Http404
    viewing.note(version, request.user, "download")
    return responses.download(version.file)


def _opened(request: UserRequest, code: UUID) -> DocumentVersion:
    require_reviewer(request.actor)
    return get_object_or_404(queries.opened(request.user), code=code)


def _form(
    version: DocumentVersion, data: QueryDict | None = None, *, initial: dict[str, Any] | None = None
) -> SingleDecisionForm:
    rule = rule_of(version, on=colombian_today(timezone.now()))
    return SingleDecisionForm(data, checks=checks_of(rule), initial=initial)


def _typed(request: UserRequest) -> dict[str, Any]:
    """What was ticked and written before a page was turned."""
    given = request.POST
    return {
        "checks": given.getlist("checks"),
        "reasons": given.getlist("reasons"),
        "words": given.get("words", ""),
        "go_on": "go_on" in given,
    }


def _said(review: Review) -> str:
    """What became of the document, once the opinion is written down."""
    if not review.approved:
        return _("Devuelto. Ya le avisamos al proveedor.")
    if review.version.decided_at is None:
        return _("Quedó su visto bueno. Falta que otra persona también lo apruebe.")
    return _("Legible y completo. Ya le avisamos al proveedor.")


def _drawn(request: UserRequest, version: DocumentVersion, form: SingleDecisionForm, *, page: str) -> HttpResponse:
    now = timezone.now()
    today = colombian_today(now)
    rule = rule_of(version, on=today)
    pages = reading.page_count(version.file)
    number = min(max(1, int(page)), pages) if page.isascii() and page.isdigit() else 1
    context = {
        "version": version,
        "document": version.document,
        "form": form,
        "above": above(),
        "number": number,
        "pages": pages,
        "previous": number - 1 if number > 1 else 0,
        "following": number + 1 if number < pages else 0,
        "facts": queries.facts(version),
        "dates": queries.dates(version),
        "doubts": queries.doubts(version, rule, on=today),
        "rule": rule,
        "history": queries.history(version.document),
        "elsewhere": queries.elsewhere(version),
        "due_at": due_at(version.uploaded_at),
        "is_late": version.decided_at is None and due_at(version.uploaded_at) < now,
        **_standing(request, version),
    }
    return render(request, "onboarding/review_document.html", context)


def _standing(request: UserRequest, version: DocumentVersion) -> dict[str, object]:
    """What stands in the way of deciding it, and what the reviewer may do about it."""
    refusal = ""
    try:
        standing.require_waiting(version)
        standing.require_without_suspicion(version)
        claiming.require_not_with_another(version, request.actor, at=timezone.now())
    except ValidationError as found:
        refusal = found.messages[0]
    has_said = version.reviews.filter(reviewer=request.user).exists()
    if has_said and not refusal:
        refusal = _("Usted ya lo revisó: falta que otra persona también lo apruebe.")
    is_mine = not refusal and version.claimed_by == request.user
    newer = queries.newer(version, request.user) if version.superseded_at else None
    return {"refusal": refusal, "is_mine": is_mine, "may_take": not refusal and not is_mine, "newer": newer}
