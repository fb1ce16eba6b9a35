"""Invitations to quote for the suppliers that were invited: the list, reading, accepting, declining, asking."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from groundwork.web.paging import CURSOR_PARAMETER
from interests.forms.quotes import DeclineForm, QuestionForm
from interests.models import Invitee, QuoteDocument
from interests.queries import quotes as queries
from interests.queries.quotes import Tab
from interests.queries.quotes_totals import totals
from interests.services import quotes as services
from interests.views.invitations_following import download
from onboarding.models import Supplier
from onboarding.services import documents

LABELS = {
    Tab.WAITING: lambda: _("Por responder"),
    Tab.ANSWERED: lambda: _("Respondidas"),
    Tab.DECLINED: lambda: _("No aceptadas"),
    Tab.CLOSED: lambda: _("Cerradas"),
}


@require_safe
def quote_list(request: UserRequest) -> HttpResponse:
    """The invitations of all of the person's suppliers, by what is to be done, the newest first."""
    now = timezone.now()
    counts = queries.counts(request.user, at=now)
    wanted = request.GET.get("estado", "")
    tab = Tab(wanted) if wanted in set(Tab) else next((name for name, count in counts.items() if count), Tab.WAITING)
    context = {
        "tab": tab,
        "tabs": [(name, LABELS[name](), count) for name, count in counts.items()],
        "total": sum(counts.values()),
        "page": queries.page(request.user, tab, at=now, cursor=request.GET.get(CURSOR_PARAMETER, "")),
        "several": Supplier.objects.of(request.user).count() > 1,
    }
    return render(request, "interests/quotes/list.html", context)


@require_safe
def quote_detail(request: UserRequest, code: UUID) -> HttpResponse:
    """One invitation: what is asked, its papers, the questions, and what to do next."""
    invitee = invitee_of(request, code)
    services.note_seen(invitee)
    return _detail(request, invitee, QuestionForm())


@require_POST
def quote_accept(request: UserRequest, code: UUID) -> HttpResponse:
    """Say that the supplier will answer."""
    invitee = prepared(request, code)
    try:
        services.accept(invitee, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Le dijimos a la entidad que van a cotizar. Ya puede escribir la respuesta."))
    return redirect("interests:quote_detail", code)


@require_http_methods(["GET", "POST"])
def quote_decline(request: UserRequest, code: UUID) -> HttpResponse:
    """Say that the supplier will not, and why."""
    invitee = prepared(request, code)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.decline(invitee, form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, forms_error(refusal))
        else:
            messages.success(request, _("Le dijimos a la entidad que no cotizan, con su motivo."))
            return redirect("interests:quote_detail", code)
    context = {"above": crumbs(invitee), "invitee": invitee, "invitation": invitee.invitation, "form": form}
    return render(request, "interests/quotes/decline.html", context)


@require_POST
def quote_ask(request: UserRequest, code: UUID) -> HttpResponse:
    """Ask the public body something."""
    invitee = prepared(request, code)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            services.ask(invitee, form.cleaned_data["text"], by=request.user)
        except ValidationError as refusal:
            form.add_error(None, forms_error(refusal))
        else:
            messages.success(request, _("Enviamos su pregunta. Le escribiremos cuando la entidad responda."))
            return redirect("interests:quote_detail", code)
    return _detail(request, invitee, form)


@require_safe
def quote_file(request: UserRequest, code: UUID, file: UUID) -> HttpResponseBase:
    """A paper of the invitation."""
    invitee = invitee_of(request, code)
    return download(get_object_or_404(invitee.invitation.files.select_related("file"), file__code=file).file)


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
    return download(document.stored)


def invitee_of(request: UserRequest, code: UUID) -> Invitee:
    """The part of one of the person's suppliers; 404 for anybody else."""
    theirs = Invitee.objects.of(request.user).select_related("supplier", "invitation__entity", "invitation__process")
    return get_object_or_404(theirs.defer("invitation__process__search"), code=code)


def prepared(request: UserRequest, code: UUID) -> Invitee:
    """The same, for who edits the supplier; 403 for the rest of its team."""
    invitee = invitee_of(request, code)
    if not invitee.is_prepared_by(request.user):
        raise PermissionDenied
    return invitee


def crumbs(invitee: Invitee | None = None) -> list[Crumb]:
    """The pages above one of an invitation."""
    above = [Crumb(_("Invitaciones"), reverse("interests:quote_list"))]
    if invitee is not None:
        above.append(Crumb(invitee.invitation.title, reverse("interests:quote_detail", args=[invitee.code])))
    return above


def forms_error(refusal: ValidationError) -> ValidationError:
    """A refusal of a service, for above the form."""
    return ValidationError(refusal.messages)


def _detail(request: UserRequest, invitee: Invitee, form: QuestionForm) -> HttpResponse:
    now, invitation = timezone.now(), invitee.invitation
    items = list(invitation.items.all())
    current, draft = queries.in_force(invitee), queries.draft(invitee)
    context = {
        "above": crumbs(),
        "invitee": invitee,
        "invitation": invitation,
        "items": items,
        "files": list(invitation.files.select_related("file").order_by("pk")),
        "questions": queries.questions(invitee),
        "current": current,
        "totals": totals(items, current.prices.all()) if current else None,
        "earlier": list(invitee.quotes.filter(superseded_at__isnull=False).order_by("-number")),
        "draft": draft,
        "prepares": invitee.is_prepared_by(request.user),
        "binds": invitee.is_bound_by(request.user),
        "is_open": invitation.receives(now),
        "form": form,
    }
    return render(request, "interests/quotes/detail.html", context)
