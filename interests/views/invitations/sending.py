"""The whole draft before it is sent, with its papers."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from groundwork.web.actor import UserRequest
from interests.forms.invitations.papers import FilesForm
from interests.queries.invitations import following
from interests.services.invitations import drafting, sending
from interests.views import files
from interests.views.invitations.access import crumbs, managed
from interests.views.invitations.choosing import code_in


@require_http_methods(["GET", "POST"])
def invitation_check(request: UserRequest, code: UUID) -> HttpResponse:
    """The whole draft before it is sent, with its papers; then it is."""
    invitation = managed(request, code)
    if invitation.sent_at:
        return redirect("interests:invitation_detail", code)
    form = FilesForm(*((request.POST, request.FILES) if request.POST.get("do") == "files" else ()))
    lacks = []
    if request.method == "POST" and request.POST.get("do") == "files":
        if form.is_valid():
            files.take(
                request,
                form.cleaned_data["files"],
                lambda upload: drafting.attach(invitation, upload, by=request.user),
            )
            return redirect("interests:invitation_check", code)
    elif request.method == "POST" and "drop" in request.POST:
        if paper := code_in(request.POST["drop"]):
            drafting.detach(invitation, str(paper), by=request.user)
        return redirect("interests:invitation_check", code)
    elif request.method == "POST":
        try:
            sent = sending.send(invitation, by=request.user)
        except ValidationError as refusal:
            lacks = refusal.messages
        else:
            number = sent.invitees.count()
            said = ngettext(
                "Invitación enviada. Le escribimos a %(number)d proveedor.",
                "Invitación enviada. Les escribimos a %(number)d proveedores.",
                number,
            )
            messages.success(request, said % {"number": number})
            return redirect("interests:invitation_detail", code)
    context = {
        "above": crumbs(),
        "invitation": invitation,
        "items": list(invitation.items.all()),
        "invitees": following.invitees(invitation),
        "files": list(invitation.files.select_related("file").order_by("pk")),
        "form": form,
        "refused": lacks,
        "lacks": lacks or sending.missing(invitation, at=timezone.now()),
    }
    return render(request, "interests/invitations/check.html", context)
