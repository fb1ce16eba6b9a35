"""The invitations of the person's public bodies."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.paging import CURSOR_PARAMETER
from interests.models import inviting_for
from interests.queries.invitations import listing
from interests.queries.invitations.listing import Tab
from interests.views.invitations.access import crumbs
from procurement.models import Entity

LABELS = {
    Tab.OPEN: lambda: _("Abiertas"),
    Tab.DRAFTS: lambda: _("Borradores"),
    Tab.CLOSED: lambda: _("Cerradas"),
    Tab.CANCELLED: lambda: _("Canceladas"),
}


@require_safe
def invitation_list(request: UserRequest) -> HttpResponse:
    """The invitations of the person's public bodies, by state, the newest first."""
    if not Entity.objects.of(request.user).exists():
        return redirect("desk:entity")
    now = timezone.now()
    counts = listing.counts(request.user, at=now)
    wanted = request.GET.get("estado", "")
    tab = Tab(wanted) if wanted in set(Tab) else next((name for name, count in counts.items() if count), Tab.OPEN)
    context = {
        "above": crumbs()[:1],
        "tab": tab,
        "tabs": [(name, LABELS[name](), count) for name, count in counts.items()],
        "total": sum(counts.values()),
        "page": listing.page(request.user, tab, at=now, cursor=request.GET.get(CURSOR_PARAMETER, "")),
        "may_invite": inviting_for(request.user).exists(),
        "several": Entity.objects.of(request.user).count() > 1,
    }
    return render(request, "interests/invitations/list.html", context)
