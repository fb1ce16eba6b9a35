"""The Gestor de Oportunidades: what was found, and what the supplier decides about one or several of them."""

from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.formats import whole_number
from groundwork.web.paging import CURSOR_PARAMETER
from interests.forms.opportunities import HAND_OVER, ChosenForm, FilterForm
from interests.models import Opportunity, State
from interests.queries import opportunities as queries
from interests.queries.narrowing import Filters, Order, Tab, usual_order
from interests.queries.opportunities import NOTHING, Standing
from interests.services import handing_over, opportunities
from interests.views import drawing

LABELS = {
    Tab.NEW: gettext_lazy("Nuevas"),
    Tab.SAVED: gettext_lazy("Guardadas"),
    Tab.PREPARING: gettext_lazy("En preparación"),
    Tab.DISCARDED: gettext_lazy("Descartadas"),
    Tab.CLOSED: gettext_lazy("Cerradas"),
}
ORDERS = {
    Order.CLOSING: gettext_lazy("por cierre"),
    Order.NEWEST: gettext_lazy("más recientes"),
    Order.VALUE: gettext_lazy("mayor valor"),
}
DONE = {
    State.NEW: gettext_lazy("La oportunidad volvió a las nuevas."),
    State.SAVED: gettext_lazy("La oportunidad quedó guardada."),
    State.PREPARING: gettext_lazy("La oportunidad quedó en preparación."),
    State.DISCARDED: gettext_lazy("La oportunidad quedó descartada."),
}
# What an address says of one look at the list, and is not carried to the next.
PASSING = (CURSOR_PARAMETER, "elegir")


class Look(NamedTuple):
    """One look at the list, as an address says it."""

    given: QueryDict
    tab: Tab
    filters: Filters
    order: Order

    @property
    def is_narrowed(self) -> bool:
        """Whether the address says more than the tab and the page."""
        return any(name not in {"estado", *PASSING} for name in self.given)

    def address(self, **changed: str) -> str:
        """The same look but for what changes, from its first page."""
        kept = {name: values for name, values in self.given.lists() if name not in PASSING}
        kept |= {name: [value] for name, value in changed.items() if value}
        return f"?{urlencode(kept, doseq=True)}"


@require_safe
def opportunity_list(request: UserRequest) -> HttpResponse:
    """One tab of the opportunities of the person's suppliers, as the address narrows and orders it."""
    look, now = _look(request.GET), timezone.now()
    cursor, picked = request.GET.get(CURSOR_PARAMETER, ""), "elegir" in request.GET
    standing = queries.standing(request.user, look.tab, look.filters, at=now)
    page = queries.page(
        request.user, look.tab, look.filters, order=look.order, at=now, cursor=cursor, several=standing.several
    )
    may_decide, total = standing.may_decide, sum(standing.counts.values()) + standing.hidden
    context = {
        **_counted(look, standing),
        "filters": look.filters,
        "orders": [(ORDERS[one], look.address(orden=one), one == look.order) for one in Order],
        "page": page,
        "rows": [drawing.draw(row, may_decide=may_decide, picked=picked) for row in page.items],
        "has_areas": bool(standing.areas),
        "hidden": standing.hidden if look.tab in {Tab.NEW, Tab.CLOSED} else 0,
        "total": total,
        "picked": picked,
        "all_url": look.address(elegir="" if picked else "todas", desde=cursor),
        "without_filters": f"?estado={look.tab}",
        "back": request.GET.urlencode(),
        "may_decide": may_decide,
        "bulk": drawing.bulk(standing.people) if may_decide else "",
        "foot": drawing.foot(keys=may_decide and bool(page.items)) if total else "",
        "aside": _aside(look, standing) if total else "",
    }
    return render(request, "interests/opportunity_list.html", context)


def opportunity_decide(request: UserRequest, code: UUID) -> HttpResponse:
    """Save it, prepare it, discard it or bring it back; with htmx the answer is the row as it stands now."""
    opportunity = get_object_or_404(Opportunity.objects.of(request.user), code=code)
    wanted = request.POST.get("state", "")
    if wanted not in State:
        raise BadRequest(_("Elija qué hacer con la oportunidad."))
    decided = opportunities.decide(opportunity, State(wanted), by=request.user)
    done = DONE[State(wanted)]
    if request.htmx:
        look = _look(QueryDict(request.POST.get("back", "")))
        standing = queries.standing(request.user, look.tab, look.filters, at=timezone.now())
        row = queries.row(decided, request.user, several=standing.several)
        context = {**_counted(look, standing), "row": drawing.draw(row, may_decide=True, done=str(done)), "done": done}
        return render(request, "interests/opportunity_list.html#answer", context)
    messages.success(request, done)
    return redirect(back_of(request, opportunity))


@require_POST
def opportunity_bulk(request: UserRequest) -> HttpResponse:
    """The same act for each of those that were chosen; then back to where the person was."""
    form = ChosenForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, _act(form.cleaned_data, request))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect(back_of(request))


def back_of(request: UserRequest, opportunity: Opportunity | None = None) -> str:
    """Where the person was: the opportunity's own page, or the list as they had narrowed it."""
    if opportunity and request.POST.get("stay"):
        return reverse("interests:opportunity", args=[opportunity.code])
    given = QueryDict(request.POST.get("back", ""), mutable=True)
    given.pop("elegir", None)
    query = given.urlencode()
    return f"{reverse('interests:opportunity_list')}{'?' if query else ''}{query}"


def _act(given: dict[str, Any], request: UserRequest) -> str:
    """Do it, and say what was done."""
    codes = given["codes"]
    if given["act"] == HAND_OVER:
        count = handing_over.hand_over_several(codes, given["to"], by=request.user)
        if given["to"] is None:
            said = ngettext(
                "%(count)d oportunidad quedó sin persona a cargo.",
                "%(count)d oportunidades quedaron sin persona a cargo.",
                count,
            )
        else:
            said = ngettext("Pasó %(count)d oportunidad.", "Pasó %(count)d oportunidades.", count)
        return said % {"count": count}
    count = opportunities.decide_several(codes, State(given["act"]), by=request.user)
    said = {
        State.NEW: ngettext(
            "%(count)d oportunidad volvió a las nuevas.", "%(count)d oportunidades volvieron a las nuevas.", count
        ),
        State.SAVED: ngettext(
            "%(count)d oportunidad quedó guardada.", "%(count)d oportunidades quedaron guardadas.", count
        ),
        State.PREPARING: ngettext(
            "%(count)d oportunidad quedó en preparación.", "%(count)d oportunidades quedaron en preparación.", count
        ),
        State.DISCARDED: ngettext(
            "%(count)d oportunidad quedó descartada.", "%(count)d oportunidades quedaron descartadas.", count
        ),
    }[State(given["act"])]
    return said % {"count": count}


def _look(given: QueryDict) -> Look:
    wanted = given.get("estado", Tab.NEW.value)
    tab = Tab(wanted) if wanted in Tab else Tab.NEW
    if not given:
        return Look(given, tab, NOTHING, usual_order(tab))
    form = FilterForm(given)
    return Look(given, tab, form.filters(), form.order(tab))


def _aside(look: Look, standing: Standing) -> str:
    order = look.order.value if "orden" in look.given else ""
    return drawing.filters(look.filters, standing, tab=look.tab.value, order=order)


def _counted(look: Look, standing: Standing) -> dict[str, Any]:
    """The tabs with their counts, and how many are found; the filters go along from one tab to another."""
    narrowed = look.is_narrowed
    return {
        "tab": look.tab.value,
        "tabs": [
            (
                name.value,
                look.address(estado=name) if narrowed else f"?estado={name}",
                LABELS[name],
                whole_number(count),
            )
            for name, count in standing.counts.items()
        ],
        "number": standing.found,
        "found": whole_number(standing.found),
    }
