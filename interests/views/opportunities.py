"""The Gestor de Oportunidades: what was found, and what the supplier decides about it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.formats import whole_number
from groundwork.web.paging import CURSOR_PARAMETER
from interests.models import Opportunity, State
from interests.queries import opportunities as queries
from interests.queries.opportunities import Tab
from interests.services import opportunities
from onboarding.models import Membership

LABELS = {
    Tab.NEW: gettext_lazy("Nuevas"),
    Tab.SAVED: gettext_lazy("Guardadas"),
    Tab.DISCARDED: gettext_lazy("Descartadas"),
    Tab.CLOSED: gettext_lazy("Cerradas"),
}
DONE = {
    State.NEW: gettext_lazy("La oportunidad volvió a las nuevas."),
    State.SAVED: gettext_lazy("La oportunidad quedó guardada."),
    State.DISCARDED: gettext_lazy("La oportunidad quedó descartada."),
}


@require_safe
def opportunity_list(request: UserRequest) -> HttpResponse:
    """One tab of the opportunities of the person's suppliers."""
    wanted = request.GET.get("estado", Tab.NEW.value)
    tab = Tab(wanted) if wanted in Tab else Tab.NEW
    now = timezone.now()
    standing = queries.standing(request.user, at=now)
    cursor = request.GET.get(CURSOR_PARAMETER, "")
    context = {
        "tab": tab.value,
        "tabs": [(name.value, LABELS[name], whole_number(count)) for name, count in standing.counts.items()],
        "total": sum(standing.counts.values()),
        "page": queries.page(request.user, tab, at=now, cursor=cursor, several=standing.several),
        "may_decide": standing.may_decide,
        "has_areas": standing.has_areas,
        **_words(),
    }
    return render(request, "interests/opportunity_list.html", context)


@require_POST
def opportunity_decide(request: UserRequest, code: UUID) -> HttpResponse:
    """Save it, discard it or bring it back; with htmx the answer is the row as it stands now."""
    opportunity = get_object_or_404(Opportunity.objects.of(request.user), code=code)
    wanted = request.POST.get("state", "")
    if wanted not in State:
        raise BadRequest(_("Elija qué hacer con la oportunidad."))
    decided = opportunities.decide(opportunity, State(wanted), by=request.user)
    if request.htmx:
        several = Membership.objects.filter(user=request.user).count() > 1
        row = queries.row(decided, several=several)
        context = {**row._asdict(), "may_decide": True, "done": DONE[State(wanted)], **_words()}
        return render(request, "interests/opportunity_list.html#row", context)
    messages.success(request, DONE[State(wanted)])
    return redirect(_back(request))


def _words() -> dict[str, str]:
    """What is said on every row, translated once."""
    return {
        "save": _("Guardar"),
        "discard": _("Descartar"),
        "restore": _("Devolver a las nuevas"),
        "no_closing": _("sin fecha de cierre"),
    }


def _back(request: UserRequest) -> str:
    """The tab where the person was."""
    tab = request.POST.get("tab", "")
    return f"{reverse('interests:opportunity_list')}{f'?estado={tab}' if tab in Tab and tab != Tab.NEW else ''}"
