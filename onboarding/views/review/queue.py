"""The queue: what waits, taking the next, deciding several at once."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from groundwork.reference.business_days import colombian_today
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from groundwork.web.paging import CURSOR_PARAMETER
from onboarding.forms.review import APPROVE, ChosenForm, DecisionForm, QueueForm
from onboarding.models import DocumentVersion
from onboarding.queries.review import queue
from onboarding.queries.review.checklist import Check, checks_of, rule_of
from onboarding.queries.review.queue import Filters, Show
from onboarding.services.review import begun, claiming, together
from onboarding.services.review.access import require_reviewer
from onboarding.services.review.together import Outcome

LABELS = {
    Show.ALL: gettext_lazy("Todos"),
    Show.MINE: gettext_lazy("En mis manos"),
    Show.LATE: gettext_lazy("Tarde"),
    Show.SECOND: gettext_lazy("Segunda revisión"),
    Show.SUSPECTED: gettext_lazy("Con sospecha"),
}


@require_safe
def review_queue(request: UserRequest) -> HttpResponse:
    """What waits, oldest first, and what the reviewer has in their hands."""
    require_reviewer(request.actor)
    now = timezone.now()
    form = QueueForm(request.GET, types=queue.types())
    filters = form.filters
    context = {
        "filters": form,
        "show": filters.show.value,
        "tabs": [(show.value, label, _address(filters, show)) for show, label in LABELS.items()],
        "is_narrowed": filters != Filters(),
        "count": queue.count(request.user, filters, at=now),
        "page": queue.page(request.user, filters, at=now, cursor=request.GET.get(CURSOR_PARAMETER, "")),
        "in_hand": queue.in_hand(request.user, at=now),
        "day": queue.my_day(request.user, at=now),
    }
    return render(request, "onboarding/review_queue.html", context)


@require_POST
def review_next(request: UserRequest) -> HttpResponse:
    """Take the oldest that is free in that part of the queue, or go on with what is in one's hands."""
    filters = QueueForm(request.POST, types=queue.types()).filters
    return next_one(request, filters)


@require_POST
def review_bulk(request: UserRequest) -> HttpResponse:
    """Decide what was marked in the queue, if it is alike: first what it is and the question, then what was decided."""
    require_reviewer(request.actor)
    marked = ChosenForm(request.POST)
    chosen = queue.chosen(request.user, marked.cleaned_data["documento"]) if marked.is_valid() else []
    if not chosen or len(chosen) > together.MOST_AT_ONCE or not together.are_same_type(chosen):
        messages.error(request, _why_not(chosen))
        return redirect("onboarding:review_queue")
    form = DecisionForm(request.POST if "decision" in request.POST else None, checks=_checks_of(chosen))
    if form.is_valid():
        try:
            outcomes = together.decide_together(chosen, form.opinion(), by=request.actor)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
        else:
            return render(request, "onboarding/review_bulk_done.html", _report(request, outcomes))
    context = {
        "form": form,
        "rows": queue.rows(chosen, request.user, at=timezone.now()),
        "type": chosen[0].document.document_type,
        "may_approve": together.are_same_file(chosen),
        "above": above(),
    }
    return render(request, "onboarding/review_bulk.html", context)


def next_one(request: UserRequest, filters: Filters) -> HttpResponse:
    """Lead to the next document, or back to the queue when there is none."""
    version = claiming.take_next(filters, by=request.actor)
    if version is None:
        messages.info(request, _("No hay ningún documento libre en esta parte de la cola."))
        return redirect(_address(filters, filters.show))
    begun.begin(request.session, version)
    return redirect("onboarding:review_document", code=version.code)


def above() -> list[Crumb]:
    """The page above those of one document."""
    return [Crumb(_("Revisión"), reverse("onboarding:review_queue"))]


def _address(filters: Filters, show: Show) -> str:
    """The queue with those filters, in that part."""
    wanted = {"tipo": filters.document_type, "persona": filters.person_type}
    query = {name: value for name, value in wanted.items() if value}
    if show != Show.ALL:
        query["ver"] = show.value
    return f"{reverse('onboarding:review_queue')}{'?' if query else ''}{urlencode(query)}"


def _why_not(chosen: Sequence[DocumentVersion]) -> str:
    if not chosen or len(chosen) > together.MOST_AT_ONCE:
        return _("Marque entre 1 y %(most)s documentos.") % {"most": together.MOST_AT_ONCE}
    return _("Solo se deciden juntos los que son del mismo tipo de documento. Filtre la cola por documento.")


def _checks_of(chosen: Sequence[DocumentVersion]) -> list[Check]:
    """What any of them asks to look at, each once."""
    today = colombian_today(timezone.now())
    found = {version.document.supplier.person_type: version for version in chosen}
    return list(dict.fromkeys(check for one in found.values() for check in checks_of(rule_of(one, on=today))))


def _report(request: UserRequest, outcomes: Sequence[Outcome]) -> dict[str, object]:
    drawn = queue.rows([outcome.version for outcome in outcomes], request.user, at=timezone.now())
    pairs = [(row, outcome.refusal) for row, outcome in zip(drawn, outcomes, strict=True)]
    return {
        "done": [row for row, refusal in pairs if not refusal],
        "refused": [(row, refusal) for row, refusal in pairs if refusal],
        "approved": request.POST.get("decision") == APPROVE,
        "above": above(),
    }
