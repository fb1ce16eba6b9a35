"""Telling a supplier that papers are about to end, before they do."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.notices import Notice
from groundwork.messaging import services as messaging
from groundwork.reference.business_days import colombian_today
from onboarding import mail
from onboarding.models import EDITING, DocumentVersion, RupRegistration, Supplier
from onboarding.queries import dates

KIND = "expiry"
EXPIRY = Notice(
    kind=KIND,
    label=_("Documentos que van a vencer"),
    help=_("30, 7 y 1 días antes de que venza un documento del proveedor, y la renovación anual del RUP."),
    mails=("documents-expiring", "rup-renewal"),
)
# How late a reminder may still be given, when the portal or its clock stood still.
CATCH_UP = 3


def sweep(*, now: datetime | None = None) -> int:
    """Owe today's reminders, one mail for each member who edits and each supplier; returns how many mails.

    Safe to repeat: the day on which the reminder fell due is in the mail's dedupe key.
    """
    today = colombian_today(now or timezone.now())
    return messaging.send_many([*_expiries(today), *_renewals(today)])


def _expiries(today: date) -> Iterator[tuple[messaging.Mail, str]]:
    """The reminders that fell due today or in the days before, each day's in a mail of its own."""
    for late in range(CATCH_UP + 1):
        due = today - timedelta(days=late)
        for supplier, found in groupby(_ending_from(due, today), key=lambda ending: ending.version.document.supplier):
            papers = list(found)
            for reader in _readers(supplier):
                composed = mail.documents_expiring(supplier, papers, reader=reader)
                yield composed, f"{KIND}:{reader.code}:{supplier.code}:{due}"


def _ending_from(due: date, today: date) -> Iterator[dates.Ending]:
    """The papers one of whose reminders fell due on that day, by supplier; who uploaded one that very day knows."""
    days = [due + timedelta(days=notice) for notice in dates.REMINDERS]
    rows = DocumentVersion.objects.current().filter(expires_on__in=days, expires_on__gte=today)
    rows = rows.filter(document__removed_at=None, file__refused_at=None).exclude(approved=False)
    related = rows.select_related("document__document_type", "document__supplier", "document__officer")
    for version in related.order_by("document__supplier_id", "expires_on", "pk").iterator(chunk_size=500):
        ends = version.expires_on or due
        if (ends - due).days in dates.reminders_of(version) and colombian_today(version.uploaded_at) < due:
            yield dates.Ending(version, (ends - today).days)


def _renewals(today: date) -> Iterator[tuple[messaging.Mail, str]]:
    """From 1 January on, and a week and a day before the last day, to who has a RUP that was not renewed this year."""
    last = dates.renewal_deadline(today.year)
    moments = {date(today.year, 1, 1): "window", last - timedelta(days=7): "week", last - timedelta(days=1): "day"}
    due = [(day, name) for day, name in moments.items() if day <= today <= min(day + timedelta(days=CATCH_UP), last)]
    if not due:
        return
    _day, name = max(due)
    pending = RupRegistration.objects.filter(renewed_on__lt=date(today.year, 1, 1)).select_related("supplier")
    for registration in pending.iterator(chunk_size=500):
        for reader in _readers(registration.supplier):
            composed = mail.rup_renewal(registration.supplier, last=last, reader=reader)
            yield composed, f"{KIND}-rup:{reader.code}:{registration.supplier.code}:{today.year}:{name}"


def _readers(supplier: Supplier) -> Iterator[User]:
    """The members who edit its file and can sign in; whether by mail too is asked when it is owed."""
    people = User.objects.filter(
        memberships__supplier=supplier, memberships__role__in=EDITING, is_active=True, closed_at=None
    )
    return people.order_by("pk").iterator()
