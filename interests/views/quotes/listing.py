"""The invitations of all of the person's suppliers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.paging import CURSOR_PARAMETER
from interests.queries.quotes import listing
from interests.queries.quotes.listing import Tab
from onboarding.models import Supplier

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
    counts = listing.counts(request.user, at=now)
    wanted = request.GET.get("estado", "")
    tab = Tab(wanted) if wanted in set(Tab) else next((name for name, count in counts.items() if count), Tab.WAITING)
    context = {
        "tab": tab,
        "tabs": [(name, LABELS[name](), count) for name, count in counts.items()],
        "total": sum(counts.values()),
        "page": listing.page(request.user, tab, at=now, cursor=request.GET.get(CURSOR_PARAMETER, "")),
        "several": Supplier.objects.of(request.user).count() > 1,
    }
    return render(request, "interests/quotes/list.html", context)
