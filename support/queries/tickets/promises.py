"""By when somebody answers: the portal's promises and the terms of the law, in business days of Colombia.

They are dated parameters, which an administrator changes; a request keeps the one of its day.
"""

from datetime import date, datetime, time

from groundwork.reference.business_days import COLOMBIA, add_business_days, colombian_today
from groundwork.reference.models import Parameter
from support.models import Kind

HELP, REPORT, CONSULTA, RECLAMO = (
    *("support_answer_days", "support_report_days"),
    *("data_consulta_days", "data_reclamo_days"),
)
KEYS: dict[str, str] = {
    Kind.HELP: HELP,
    Kind.SUSPICIOUS: REPORT,
    Kind.ABUSE: REPORT,
    Kind.DATA_ACCESS: CONSULTA,
    Kind.DATA_CORRECTION: RECLAMO,
    Kind.DATA_DELETION: RECLAMO,
}
# The last minute of a day, in Colombia.
END = time(23, 59, 59)


def days(*, on: date) -> dict[str, int]:
    """How many business days each kind of request may wait, as it counts on that day."""
    known = Parameter.objects.filter(key__in=set(KEYS.values()), bracket=0, valid_from__lte=on)
    newest = dict(known.order_by("valid_from").values_list("key", "value"))
    return {kind: int(newest[key]) for kind, key in KEYS.items()}


def due_at(kind: str, *, at: datetime) -> datetime:
    """The end of the last business day for what is asked at that moment; the day itself does not count."""
    today = colombian_today(at)
    return datetime.combine(add_business_days(today, days(on=today)[kind]), END, COLOMBIA)
