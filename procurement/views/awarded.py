"""What the open data says that a supplier was awarded, on its way into the supplier's experience."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.paging import CURSOR_PARAMETER
from onboarding.views import experience
from onboarding.views.current import begin_first
from procurement.queries import awarded as queries
from procurement.queries.suppliers import award_page, awards_of, won


@require_safe
def experience_awards(request: UserRequest) -> HttpResponse:
    """What was awarded to the supplier, the newest first; what its experience may have already says so."""
    here = experience.editing(request)
    if here is None:
        return begin_first(request)
    page = award_page(here.supplier, request.GET.get(CURSOR_PARAMETER, ""))
    context = {
        "here": here,
        "above": experience.crumbs(here),
        "won": won(here.supplier),
        "page": page,
        "told": queries.told(here.supplier, page.items),
        "back": here.supplier.page("experience"),
    }
    return render(request, "procurement/experience_awards.html", context)


@require_http_methods(["GET", "POST"])
def experience_award(request: UserRequest, code: str, award: str) -> HttpResponse:
    """One contract of experience, with what its award says of it filled in; the person says when it began and ended."""
    here = experience.editing(request)
    if here is None:
        return begin_first(request)
    awards = awards_of(here.supplier).select_related("process")
    found = get_object_or_404(awards, process__code=code, code=award)
    return experience.edit(request, here, queries.as_experience(found, here.supplier))
