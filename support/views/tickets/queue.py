"""The queue of staff, what they find by a code or a mailbox, and how help goes by day."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web.actor import Actor, UserRequest
from groundwork.web.components import Crumb
from groundwork.web.paging import CURSOR_PARAMETER
from onboarding.queries.review.statistics import SPANS
from support.forms.tickets.attending import FindForm, QueueForm
from support.models import State, Ticket
from support.queries.tickets import queue as queries
from support.queries.tickets import statistics, systems
from support.queries.tickets.queue import LATE, MINE, Filters
from support.services.tickets.attending import require_staff

USUAL = 30
QUEUE = "admin:support_ticket_queue"


@sensitive_post_parameters("q")
@require_http_methods(["GET", "POST"])
def queue(request: UserRequest) -> HttpResponse:
    """What waits, the oldest promise first; a post looks a code or a mailbox up."""
    require_staff(actor_of(request))
    now, names = timezone.now(), systems.names()
    form = QueueForm(request.GET, systems=names)
    filters = form.filters
    find = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if find.is_valid():
        ticket = Ticket.objects.attended_by(request.user).filter(code=find.code).first()
        if ticket is not None:
            return redirect("admin:support_ticket_attend", ticket.code)
        found = queries.rows(queries.of_mailbox(request.user, find.cleaned_data["q"]), request.user, names, at=now)
    count, page = queries.page(request.user, filters, names, at=now, cursor=request.GET.get(CURSOR_PARAMETER, ""))
    context = {
        "crumbs": [Crumb(_("Administración"), reverse("admin:index"))],
        "filters": form,
        "find": find,
        "found": found,
        "tabs": _tabs(filters),
        "is_narrowed": filters != Filters(),
        "counts": queries.counts(request.user, at=now),
        "count": count,
        "page": page,
    }
    return render(request, "support/ticket_queue.html", context)


@require_safe
def figures(request: UserRequest) -> HttpResponse:
    """A chart of the last days, and the table behind it."""
    require_staff(actor_of(request))
    wanted = request.GET.get("dias", "")
    days = next((span for span in SPANS if str(span) == wanted), USUAL)
    found = statistics.by_day(days=days, at=timezone.now())
    columns, rows = statistics.table(found)
    context = {
        "crumbs": above(),
        "spans": [(span, ngettext("%(n)s día", "%(n)s días", span) % {"n": span}) for span in SPANS],
        "days": days,
        "chart": statistics.chart(found),
        "is_empty": not any(one.received or one.answered for one in found),
        "columns": columns,
        "rows": rows,
    }
    return render(request, "support/ticket_figures.html", context)


def above() -> list[Crumb]:
    """The pages above those of one request."""
    return [Crumb(_("Administración"), reverse("admin:index")), Crumb(_("Solicitudes de ayuda"), reverse(QUEUE))]


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: the administration's site lets in only people."""
    return Actor(request.user, request.session)  # type: ignore[arg-type]


def _tabs(filters: Filters) -> list[dict[str, Any]]:
    """Parts of the queue that are looked at every day, with the other filters kept."""
    kept = {name: value for name, value in (("clase", filters.kind), ("sistema", filters.system)) if value}
    parts: tuple[tuple[str, dict[str, str], bool], ...] = (
        (_("En espera"), {}, filters.state == State.OPEN and not filters.show),
        (_("Tarde"), {"ver": LATE}, filters.show == LATE),
        (_("A mi cargo"), {"ver": MINE}, filters.show == MINE),
        (_("Respondidas"), {"estado": State.ANSWERED.value}, filters.state == State.ANSWERED and not filters.show),
        (_("Cerradas"), {"estado": State.CLOSED.value}, filters.state == State.CLOSED and not filters.show),
    )
    return [
        {"label": label, "url": f"?{urlencode({**kept, **query})}", "is_current": is_current}
        for label, query, is_current in parts
    ]
