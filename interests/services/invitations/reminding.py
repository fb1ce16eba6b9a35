"""Reminding the suppliers that have neither answered nor declined nor withdrawn, by hand or by itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from groundwork.reference.business_days import add_business_days, colombian_today
from interests import invitation_mail
from interests.models import Invitation, Invitee, Quote
from interests.queries.quotes.listing import waiting
from interests.services.invitations.holding import held_for, invitees_of, require_open
from interests.services.invitations.telling import tell_suppliers

# Before the date, in business days of Colombia.
REMINDED_BEFORE = 2


@transaction.atomic
def remind(invitation: Invitation, *, by: User) -> int:
    """Remind those who have neither answered nor declined, each once a day at most; returns how many suppliers."""
    held = held_for(invitation, by)
    now = timezone.now()
    require_open(held, at=now)
    return _remind(held, now)


def sweep(*, now: datetime | None = None) -> int:
    """Remind, two business days before the date, those who have not answered; returns how many suppliers.

    Safe to repeat and to miss: who was reminded since that day is left alone, and an invitation that was sent later
    needs no reminder.
    """
    now = now or timezone.now()
    today = colombian_today(now)
    horizon = now + timedelta(days=4 * REMINDED_BEFORE + 7)
    rows = Invitation.objects.open(at=now).filter(answers_by__lt=horizon).order_by("pk").values_list("pk", "answers_by")
    reminded = 0
    for key, answers_by in rows:
        due = add_business_days(colombian_today(answers_by), -REMINDED_BEFORE)
        if due <= today:
            reminded += _sweep_one(key, now)
    return reminded


@transaction.atomic
def _sweep_one(key: int, now: datetime) -> int:
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",), skip_locked=True).select_related("entity")
    held = rows.open(at=now).filter(pk=key).first()
    if held is None or held.sent_at is None:
        return 0
    due = add_business_days(colombian_today(held.answers_by), -REMINDED_BEFORE)
    if colombian_today(held.sent_at) >= due:
        return 0
    silent = [one for one in _silent(held, now) if not one.reminded_at or colombian_today(one.reminded_at) < due]
    return _tell(held, silent, now)


def _remind(held: Invitation, now: datetime) -> int:
    today = colombian_today(now)
    silent = [one for one in _silent(held, now) if not one.reminded_at or colombian_today(one.reminded_at) < today]
    return _tell(held, silent, now)


def _silent(held: Invitation, now: datetime) -> list[Invitee]:
    rows = waiting(Invitee.objects.filter(invitation=held), at=now)
    rows = rows.exclude(pk__in=Quote.objects.filter(withdrawn_at__isnull=False).values("invitee"))
    return invitees_of(held, rows.select_for_update(of=("self",)))


def _tell(held: Invitation, silent: Sequence[Invitee], now: datetime) -> int:
    if not silent:
        return 0
    Invitee.objects.filter(pk__in=[one.pk for one in silent]).update(reminded_at=now)
    key = f"quote-reminder:{colombian_today(now)}"
    tell_suppliers(silent, lambda one, reader: invitation_mail.reminder(one, reader=reader), key=key)
    return len(silent)
