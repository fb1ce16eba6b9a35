"""An invitation that was sent, for the public body: who answered, what was asked, more time, its end."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.files import responses
from groundwork.files.models import StoredFile
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.forms.invitations import CancelForm, ExtendForm, ReplyForm
from interests.models import Invitation, InvitationQuestion, QuoteDocument, inviting_for
from interests.queries import invitations as queries
from interests.services import invitations as services
from interests.services import invitations_following as following
from interests.views.invitations import chosen_suppliers, crumbs, managed
from onboarding.services import documents


@require_safe
def invitation_detail(request: UserRequest, code: UUID) -> HttpResponse:
    """Where it stands: who opened, accepted, declined, asked and answered; never what, before its date."""
    invitation = _of(request, code)
    manages = inviting_for(request.user).filter(pk=invitation.entity_id).exists()
    if invitation.sent_at is None:
        return redirect("interests:invitation_check", code) if manages else redirect("interests:invitation_list")
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
        "answered": sum(one.answered_at is not None for one in invitees),
        "silent": sum(not (one.answered_at or one.declined_at) for one in invitees),
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
def invitation_invite(request: UserRequest, code: UUID) -> HttpResponse:
    """Invite more suppliers."""
    invitation = managed(request, code)
    try:
        added = services.add_suppliers(invitation, chosen_suppliers(request.POST), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if added:
            said = ngettext(
                "Invitamos a %(number)d proveedor más.", "Invitamos a %(number)d proveedores más.", len(added)
            )
            messages.success(request, said % {"number": len(added)})
        else:
            messages.info(request, _("Ya estaban invitados: no le escribimos a nadie otra vez."))
    return redirect("interests:invitation_detail", code)


@require_http_methods(["GET", "POST"])
def invitation_extend(request: UserRequest, code: UUID) -> HttpResponse:
    """Give more time."""
    invitation = managed(request, code)
    form = ExtendForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if form.is_valid():
        try:
            services.extend(invitation, form.moment, by=request.user)
        except ValidationError as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Ampliamos la fecha y se lo dijimos a todos los invitados."))
            return redirect("interests:invitation_detail", code)
    return render(request, "interests/invitations/extend.html", _act(invitation, form))


@require_http_methods(["GET", "POST"])
def invitation_cancel(request: UserRequest, code: UUID) -> HttpResponse:
    """Call it off."""
    invitation = managed(request, code)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.cancel(invitation, form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Cancelamos la invitación y les dijimos por qué a todos los invitados."))
            return redirect("interests:invitation_detail", code)
    return render(request, "interests/invitations/cancel.html", _act(invitation, form))


@require_POST
def invitation_remind(request: UserRequest, code: UUID) -> HttpResponse:
    """Remind those who are silent."""
    invitation = managed(request, code)
    try:
        number = following.remind(invitation, by=request.user)
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
            following.reply(question, form.cleaned_data["reply"], shared=form.is_shared, by=request.user)
        except ValidationError as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Respondimos la pregunta y avisamos por correo."))
            return redirect("interests:invitation_detail", invitation.code)
    context = {**_act(invitation, form), "question": question}
    return render(request, "interests/invitations/reply.html", context)


@require_safe
def invitation_file(request: UserRequest, code: UUID, file: UUID) -> HttpResponseBase:
    """A paper of the invitation."""
    return download(get_object_or_404(_of(request, code).files.select_related("file"), file__code=file).file)


@require_safe
def invitation_document(request: UserRequest, code: UUID, file: UUID) -> HttpResponseBase:
    """A paper of an answer in force, once the answers may be seen; of an identity document it is written down."""
    invitation = _of(request, code)
    if not invitation.shows_answers(timezone.now()):
        raise Http404
    given = QuoteDocument.objects.filter(
        quote__invitee__invitation=invitation, quote__submitted_at__isnull=False, quote__superseded_at=None
    ).select_related("file", "version__file", "version__document__document_type")
    document = given.filter(version__file__code=file).first() or get_object_or_404(given, file__code=file)
    if document.version:
        documents.note_download(document.version, by=request.user)
    return download(document.stored)


def download(stored: StoredFile) -> HttpResponseBase:
    """What passed, as a download; what has not is not there yet."""
    if stored.state != StoredFile.State.PASSED:
        raise Http404
    return responses.download(stored)


def _of(request: UserRequest, code: UUID) -> Invitation:
    theirs = Invitation.objects.of(request.user).select_related("entity", "process", "created_by")
    return get_object_or_404(theirs.defer("process__search"), code=code)


def _act(invitation: Invitation, form: Form) -> dict[str, object]:
    """What the page of one act on an invitation shows."""
    above = [*crumbs(), Crumb(invitation.title, reverse("interests:invitation_detail", args=[invitation.code]))]
    return {"above": above, "invitation": invitation, "form": form, "is_open": invitation.receives(timezone.now())}


def _add(form: Form, refusal: ValidationError) -> None:
    """Show a refusal beside the field that it concerns, or above all where the form has no such field."""
    fits = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
    form.add_error(None, refusal if fits else ValidationError(refusal.messages))
