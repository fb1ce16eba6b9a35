"""The published profiles of suppliers, for anybody."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groundwork.web.limits import seconds_to_wait
from groundwork.web.paging import CURSOR_PARAMETER, BadCursorError
from groundwork.web.responses import too_many_requests
from interests.forms.published import PublishedForm
from interests.queries.published import SHOWN_CODES, Found, find
from onboarding.identity import shown_nit
from onboarding.models import Supplier

SEARCHES_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One profile, as its row says it."""

    url: str
    name: str
    who: str
    about: str
    offers: list[str]
    more_offers: int
    awards: int


@login_not_required
@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Those that published their profile, by name. It has people in it, so search engines are asked not to keep it."""
    if seconds := seconds_to_wait(request, "published", limit=SEARCHES_A_MINUTE):
        return too_many_requests(request, seconds=seconds)
    form = PublishedForm(request.GET)
    found, notice = None, ""
    if form.is_valid():
        try:
            found = find(form.asked(), request.GET.get(CURSOR_PARAMETER, ""))
        except BadCursorError as refusal:
            found, notice = find(form.asked()), str(refusal)
    context = {
        "form": form,
        "found": found,
        "rows": [_row(one, found) for one in found.page.items] if found else [],
        "narrows": any(form.data.get(name) for name in form.fields),
        "notice": notice,
    }
    response = render(request, "interests/published.html", context)
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


def _row(one: Supplier, found: Found) -> Row:
    town = one.municipality
    place = town.in_its_department if town else ""
    nit = "" if one.is_natural else shown_nit(one.nit)
    facts = (place, one.get_person_type_display(), one.get_size_display(), f"NIT\N{NO-BREAK SPACE}{nit}" if nit else "")
    return Row(
        url=reverse("procurement:supplier_profile", args=[one.code]),
        name=one.name,
        who=" · ".join(filter(None, facts)),
        about=one.about,
        offers=[f"{code} {found.titles.get(code, '')}".strip() for code in one.offers[:SHOWN_CODES]],
        more_offers=max(len(one.offers) - SHOWN_CODES, 0),
        awards=found.awards.get(str(one.code), 0),
    )
