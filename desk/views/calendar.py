from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from desk.services import calendar as dates
from groundwork.web.actor import UserRequest
from onboarding.services import feeds


@require_safe
def calendar(request: UserRequest) -> HttpResponse:
    """Every date of what the person follows, and the private address for their calendar program."""
    key = feeds.key_of(request.user)
    path = f"{reverse('desk:calendar_feed')}?{urlencode({'clave': key})}"
    context = {"entries": dates.entries(request.user), "address": f"{settings.PORTAL_URL}{path}" if key else ""}
    return render(request, "desk/calendar.html", context)


@require_POST
def calendar_renew(request: UserRequest) -> HttpResponse:
    """Give the person a new private address; the one before stops working."""
    feeds.renew(request.user)
    messages.success(request, _("Su dirección de calendario es nueva. Si tenía otra, dejó de funcionar."))
    return redirect("desk:calendar")


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The same dates for a calendar program, which has no session: the address's key opens them, and nothing else."""
    owner = feeds.owner_of(request.GET.get("clave", ""))
    if owner is None:
        raise Http404
    return HttpResponse(dates.feed(owner), content_type="text/calendar; charset=utf-8")
