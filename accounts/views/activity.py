"""What happened in one's account, and saying that it was not oneself."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Activity
from accounts.services import activity, not_me
from accounts.services.activity import KEPT_YEARS, SIGN_INS
from accounts.views.crumbs import above
from groundwork.web import formats, paging
from groundwork.web.actor import UserRequest
from groundwork.web.paging import CURSOR_PARAMETER, Key

NEWEST = (Key("at", descending=True), Key("id", descending=True))
FILTER = "tipo"
FILTERS: dict[str, str | Promise] = {
    "": gettext_lazy("Todo"),
    "ingresos": gettext_lazy("Ingresos"),
    "cambios": gettext_lazy("Cambios"),
}


class Day(NamedTuple):
    """What happened in one day of the person's zone."""

    words: str
    entries: list["Line"]


class Line(NamedTuple):
    """One entry, and the address where the person disowns it; empty for what they said themselves."""

    entry: Activity
    disown_url: str


@never_cache
@require_safe
def activity_list(request: UserRequest) -> HttpResponse:
    """Everything that happened in the person's account, newest first, by day."""
    chosen = request.GET.get(FILTER, "")
    if chosen not in FILTERS:
        raise BadRequest(_("La actividad no se filtra así: elija todo, ingresos o cambios."))
    entries = Activity.objects.of(request.user).select_related("user")
    if chosen:
        entries = entries.filter(kind__in=SIGN_INS) if chosen == "ingresos" else entries.exclude(kind__in=SIGN_INS)
    page = paging.page_of(entries, NEWEST, cursor=request.GET.get(CURSOR_PARAMETER, ""))
    here = reverse("accounts:activity")
    context = {
        "crumbs": above(),
        "days": list(_by_day(page.items)),
        "page": page,
        "count": paging.capped_count(entries),
        "filters": [
            (words, f"{here}?{FILTER}={key}" if key else here, key == chosen) for key, words in FILTERS.items()
        ],
        "kept_years": KEPT_YEARS,
    }
    return render(request, "accounts/activity.html", context)


def _by_day(entries: Iterable[Activity]) -> Iterator[Day]:
    for day, found in groupby(entries, key=_day):
        yield Day(formats.long_date(day), [Line(entry, disown_url(entry)) for entry in found])


def _day(entry: Activity) -> date:
    return timezone.localtime(entry.at).date()


def disown_url(entry: Activity) -> str:
    """Where the person says that it was not them; empty for what they said so of. Its person was fetched with it."""
    if entry.kind == Activity.Kind.NOT_ME:
        return ""
    return reverse("accounts:not_me", args=[not_me.token_for(entry)])


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """No fui yo: asks before it does anything, since mail clients fetch links by themselves; the post acts, once."""
    claim = not_me.read(token)
    if claim is None:
        return render(request, "accounts/not_me_unknown.html", status=404)
    if request.method == "POST":
        not_me.report(claim, origin=activity.origin_of(request))
        if request.user == claim.user:
            request.session.flush()  # its row is gone: only the cookie is left
        return redirect("accounts:not_me", token)
    return render(request, "accounts/not_me.html", {"entry": claim.entry, "done": claim.is_settled})
