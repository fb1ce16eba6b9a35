"""How to tell what comes from the portal, and what only says so."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web.components import Crumb
from support import channels


@login_not_required
@require_safe
def official_channels(request: HttpRequest) -> HttpResponse:
    """The domain, the senders, that it costs nothing and never asks for a password; frauds, and reporting them."""
    context = {
        "crumbs": [Crumb(_("Ayuda"), reverse("support:help"))],
        "sender": channels.sender(),
        "address": channels.address(),
        "domain": channels.domain(),
        "support": settings.SUPPORT_EMAIL,
    }
    return render(request, "support/channels.html", context)
