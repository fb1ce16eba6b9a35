"""Asking the public body."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groundwork.web.actor import UserRequest
from interests.forms.quotes.asking import QuestionForm
from interests.services.quotes import asking
from interests.views import refusing
from interests.views.quotes.access import prepared
from interests.views.quotes.reading import detail


@require_POST
def quote_ask(request: UserRequest, code: UUID) -> HttpResponse:
    """Ask the public body something."""
    invitee = prepared(request, code)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            asking.ask(invitee, form.cleaned_data["text"], by=request.user)
        except ValidationError as refusal:
            refusing.show(form, refusal)
        else:
            messages.success(request, _("Enviamos su pregunta. Le escribiremos cuando la entidad responda."))
            return redirect("interests:quote_detail", code)
    return detail(request, invitee, form)
