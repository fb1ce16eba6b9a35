"""One invitation that a supplier received: what is asked, its papers, the questions, and what to do next."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from groundwork.web.actor import UserRequest
from interests.forms.quotes.asking import QuestionForm
from interests.models import Invitee, QuoteDocument
from interests.queries.quotes import reading
from interests.queries.quotes.totals import totals
from interests.services.quotes import accepting
from interests.views import files
from interests.views.quotes.access import crumbs, invitee_of
from onboarding.services import documents


@require_safe
def quote_detail(request: UserRequest, code: UUID) -> HttpResponse:
    """One invitation: what is asked, its papers, the questions, and what to do next."""
    invitee = invitee_of(request, code)
    accepting.note_seen(invitee)
    return detail(request, invitee, QuestionForm())


@require_safe
def quote_file(request: UserRequest, code: UUID, file: UUID) -> HttpResponseBase:
    """A paper of the invitation."""
    invitee = invitee_of(request, code)
    return files.download(get_object_or_404(invitee.invitation.files.select_related("file"), file__code=file).file)


@require_safe
def quote_document(request: UserRequest, code: UUID, file: UUID) -> HttpResponseBase:
    """A paper of one of the supplier's own answers."""
    invitee = invitee_of(request, code)
    given = QuoteDocument.objects.filter(quote__invitee=invitee)
    given = given.select_related("file", "version__file", "version__document__document_type")
    document = given.filter(version__file__code=file).first() or given.filter(file__code=file).first()
    if document is None:
        raise Http404
    if document.version:
        documents.note_download(document.version, by=request.user)
    return files.download(document.stored)


def detail(request: UserRequest, invitee: Invitee, form: QuestionForm) -> HttpResponse:
    """Its page, with the question that was typed."""
    now, invitation = timezone.now(), invitee.invitation
    items = list(invitation.items.all())
    sent, draft = list(invitee.quotes.sent().order_by("-number")), reading.draft(invitee)
    current = next((one for one in sent if one.is_in_force), None)
    context = {
        "above": crumbs(),
        "invitee": invitee,
        "invitation": invitation,
        "items": items,
        "files": list(invitation.files.select_related("file").order_by("pk")),
        "questions": reading.questions(invitee),
        "current": current,
        "totals": totals(items, current.prices.all()) if current else None,
        "earlier": [one for one in sent if one != current],
        "withdrawn": None if current else next((one for one in sent if one.withdrawn_at), None),
        "may_withdraw": current is not None and reading.may_withdraw(invitee, current, request.user, at=now),
        "draft": draft,
        "prepares": invitee.is_prepared_by(request.user),
        "binds": invitee.is_bound_by(request.user),
        "is_open": invitation.receives(now),
        "form": form,
    }
    return render(request, "interests/quotes/detail.html", context)
