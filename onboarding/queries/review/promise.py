"""The promise of service: how soon somebody looks at a document, in hours of business days.

The hours of a business day are all twenty-four; those of weekends and holidays do not count.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from groundwork.reference.business_days import COLOMBIA, is_business_day

DAY = timedelta(days=1)


def promised() -> timedelta:
    """How long a document may wait."""
    return timedelta(hours=settings.REVIEW_PROMISE_HOURS)


def due_at(uploaded_at: datetime) -> datetime:
    """Until when a document uploaded at that moment may wait."""
    left, moment = promised(), uploaded_at.astimezone(COLOMBIA)
    while True:
        end = _midnight(moment.date() + DAY)
        if is_business_day(moment.date()):
            if end - moment >= left:
                return moment + left
            left -= end - moment
        moment = end


def late_before(now: datetime) -> datetime:
    """What was uploaded before this moment has waited longer than promised."""
    left, moment = promised(), now.astimezone(COLOMBIA)
    day = moment.date()
    while True:
        start = _midnight(day)
        if is_business_day(day):
            if moment - start >= left:
                return moment - left
            left -= moment - start
        day, moment = day - DAY, start


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, COLOMBIA)
