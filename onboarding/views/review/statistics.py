"""How review goes, by day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundwork.web.actor import UserRequest
from onboarding.queries.review import statistics
from onboarding.services.review.access import require_reader_of_figures
from onboarding.views.review.queue import above

USUAL = 30


@require_safe
def review_statistics(request: UserRequest) -> HttpResponse:
    """A chart of the last days, and the table behind it."""
    require_reader_of_figures(request.actor)
    wanted = request.GET.get("dias", "")
    days = next((span for span in statistics.SPANS if str(span) == wanted), USUAL)
    figures = statistics.by_day(days=days, at=timezone.now())
    columns, rows = statistics.table(figures)
    context = {
        "spans": [(span, ngettext("%(n)s día", "%(n)s días", span) % {"n": span}) for span in statistics.SPANS],
        "days": days,
        "chart": statistics.chart(figures),
        "is_empty": not any(one.decided for one in figures),
        "columns": columns,
        "rows": rows,
        "above": above() if request.user.is_reviewer else [],
    }
    return render(request, "onboarding/review_statistics.html", context)
