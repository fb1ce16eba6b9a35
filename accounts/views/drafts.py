"""Giving back what was typed in a form whose session ended before it was sent."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.services import drafts
from groundwork.web.actor import UserRequest


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: UserRequest) -> HttpResponse:
    """Recuperamos lo que escribió: one button sends it on to its form; a post here lets it go."""
    kept = drafts.of(request.session, request.user)
    if kept is None:
        return redirect("desk:home")
    if request.method == "POST":
        drafts.drop(request.session)
        return redirect("desk:home")
    context = {"draft": kept, "kept_at": datetime.fromtimestamp(kept.kept_at, tz=UTC)}
    return render(request, "accounts/draft.html", context)
