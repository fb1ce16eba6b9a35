"""What the person has silenced, and how they lift it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.models import Mute
from interests.queries import mutes as queries
from interests.services import mutes
from onboarding.models import Membership


@require_safe
def mute_list(request: UserRequest) -> HttpResponse:
    """The person's own silences; nobody else of the team is touched by them."""
    context = {
        "silences": queries.silences_of(request.user),
        "several": Membership.objects.filter(user=request.user).count() > 1,
        "crumbs": [Crumb(_("Oportunidades"), reverse("interests:opportunity_list"))],
    }
    return render(request, "interests/mute_list.html", context)


@require_POST
def mute_lift(request: UserRequest, code: UUID) -> HttpResponse:
    """Lift one of them: what it hid is there again."""
    mutes.lift(get_object_or_404(Mute, code=code, user=request.user), by=request.user)
    messages.success(request, _("Quitó el silencio: lo que escondía se ve de nuevo."))
    return redirect("interests:mute_list")
