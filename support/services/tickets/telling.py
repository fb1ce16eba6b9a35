"""Telling staff, once a day, how many requests wait."""

from datetime import datetime

from groundwork.messaging import services as messaging
from groundwork.reference.business_days import COLOMBIA, colombian_today, is_business_day
from support import ticket_mail as mail
from support.models import Ticket
from support.queries.tickets import promises
from support.services.tickets import attending


def tell_staff(*, at: datetime) -> int:
    """Owe each of the staff today's line, on business days and only when something waits; returns to how many."""
    today = colombian_today(at)
    waiting = Ticket.objects.waiting()
    number = waiting.count()
    if not number or not is_business_day(today):
        return 0
    late = waiting.late(at).count()
    end = datetime.combine(today, promises.END, COLOMBIA)
    due_today = waiting.filter(due_at__gte=at, due_at__lte=end).count()
    readers = attending.staff().order_by("pk")
    mails = [
        (mail.waiting(reader, number=number, late=late, today=due_today), f"{mail.QUEUE}:{today}:{reader.code}")
        for reader in readers
    ]
    return messaging.send_many(mails, lane=messaging.Lane.NORMAL)
