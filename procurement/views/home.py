"""The front page: what this portal is, and the ways in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from procurement.queries.numbers import numbers_of_today


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is and is not, a search box, the figures of today and the three ways in."""
    return render(request, "procurement/home.html", {"numbers": numbers_of_today()})
