"""An invitation that was sent: who answered, what was asked, its papers and those of the answers."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.web.actor import UserRequest
from interests.forms.invitations.following import ReplyForm
from interests.models import Invitation, InvitationQuestion, Quote, QuoteDocument, inviting_for
from interests.queries.invitations import following as queries
from interests.queries.invitations.following import Standing
from interests.services.invitations import following as replying
from interests.services.invitations import reminding
from interests.views import files, refusing
from interests.views.invitations.access import act, crumbs, managed, read
from interests.views.invitations.choosing import chosen_suppliers
from onboarding.services import documents


@require_safe
def invitation_detail(request: UserRequest, code: UUID) -> HttpResponse:
    """Where it stands: who opened, accepted, declined, asked and answered; never what, before its date."""
    invitation = read(request, code)
    manages = inviting_for(request.user).filter(pk=invitation.entity_id).exists()
    if invitation.sent_at is None:
        return redirect("interests:invitation_edit", code) if manages else redirect("interests:invitation_list")
    now = timezone.now()
    invitees = queries.invitees(invitation)
    questions = queries.questions(invitation)
    new = chosen_suppliers(request.GET) if manages else []
    invited = {one.supplier_id for one in invitees}
    context = {
        "above": crumbs(),
        "invitation": invitation,
        "items": list(invitation.items.all()),
        "files": list(invitation.files.select_related("file").order_by("pk")),
        "invitees": invitees,
        "standing": Standing.of(invitees),
        "answered": sum(one.answered_at is not None for one in invitees),
        "questions": questions,
        "asked": sum(question.answered_at is None for question in questions),
        "is_open": invitation.receives(now),
        "shows_answers": invitation.shows_answers(now),
        "manages": manages,
        "new": [supplier for supplier in new if supplier.pk not in invited],
        "known": [supplier for supplier in new if supplier.pk in invited],
    }
    return render(request, "interests/invitations/detail.html", context)


@require_POST
def invitation_remind(request: UserRequest, code: UUID) -> HttpResponse:
    """Remind those who are silent."""
    invitation = managed(request, code)
    try:
        number = reminding.remind(invitation, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if number:
            said = ngettext("Le recordamos a %(number)d proveedor.", "Les recordamos a %(number)d proveedores.", number)
            messages.success(request, said % {"number": number})
        else:
            messages.info(request, _("Nadie por recordar: ya se les recordó hoy, o todos respondieron."))
    return redirect("interests:invitation_detail", code)


@require_http_methods(["GET", "POST"])
def invitation_reply(request: UserRequest, code: UUID) -> HttpResponse:
    """Answer a question."""
    theirs = InvitationQuestion.objects.filter(invitee__invitation__in=Invitation.objects.of(request.user))
    question = get_object_or_404(theirs.select_related("invitee__supplier", "invitee__invitation"), code=code)
    invitation = managed(request, question.invitee.invitation.code)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            replying.reply(question, form.cleaned_data["reply"], shared=form.is_shared, by=request.user)
        except ValidationError as refusal:
            refusing.show(form, refusal)
        else:
            messages.success(request, _("Respondimos la pregunta y avisamos por correo."))
            return redirect("interests:invitation_detail", invitation.code)
    context = {**act(invitation, form), "question": question}
    return render(request, "interests/invitations/reply.html", context)


@require_safe
def invitation_file(request: UserRequest, code: UUID, file: UUID) -> HttpResponseBase:
    """A paper of the invitation."""
    return files.download(get_object_or_404(read(request, code).files.select_related("file"), file__code=file).file)


@require_safe
def invitation_document(request: UserRequest, code: UUID, file: UUID) -> HttpResponseBase:
    """A paper of an answer in force, once the answers may be seen; of an identity document it is written down."""
    invitation = read(request, code)
    if not invitation.shows_answers(timezone.now()):
        raise Http404
    counting = Quote.objects.in_force().filter(invitee__invitation=invitation)
    given = QuoteDocument.objects.filter(quote__in=counting)
    given = given.select_related("file", "version__file", "version__document__document_type")
    document = given.filter(version__file__code=file).first() or get_object_or_404(given, file__code=file)
    if document.version:
        documents.note_download(document.version, by=request.user)
    return files.download(document.stored)
