"""The figures of the front page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.utils import timezone

from procurement.models import Process

KEY, FRESH_SECONDS = "procurement.numbers_of_today", 5 * 60
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many processes are open, how many of them close within seven days, what they are worth, and as of when."""

    open: int
    closing: int
    value: Decimal
    at: datetime


def numbers_of_today() -> Numbers:
    """The figures, at most five minutes old."""
    kept: Numbers | None = cache.get(KEY)
    if kept is None:
        kept = count_numbers(at=timezone.now())
        cache.set(KEY, kept, FRESH_SECONDS)
    return kept


def count_numbers(*, at: datetime) -> Numbers:
    """The figures at that time."""
    figures = Process.objects.open(at=at).aggregate(
        open=Count("pk"), closing=Count("pk", filter=Q(open_until__lte=at + WEEK)), value=Sum("budget")
    )
    return Numbers(figures["open"], figures["closing"], figures["value"] or Decimal(0), at)
