"""What ends, and when, in the files of a person's suppliers."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from onboarding.models import DocumentVersion, RupRegistration, Supplier
from onboarding.queries.dates import renewal_deadline


@dataclass(frozen=True, slots=True)
class Ending:
    """A day on which something of a supplier ends."""

    key: str  # the same as long as it is the same thing
    day: date
    supplier: Supplier
    what: str
    is_rup: bool = False


def endings(user: User, today: date, *, until: date) -> list[Ending]:
    """What ends from that day on, nearest first; papers, and the RUP's yearly renewal. Two queries."""
    of_mine = Q(document__supplier__memberships__user=user)
    rows = DocumentVersion.objects.current().filter(of_mine, expires_on__range=(today, until), file__refused_at=None)
    rows = rows.exclude(approved=False).filter(document__removed_at=None)
    related = rows.select_related("document__document_type", "document__supplier", "document__officer")
    found = [
        Ending(f"document-{version.code}", version.expires_on, version.document.supplier, _what(version))
        for version in related.order_by("expires_on", "pk")
        if version.expires_on
    ]
    return sorted([*found, *_renewals(user, today, until)], key=lambda ending: (ending.day, ending.key))


def _what(version: DocumentVersion) -> str:
    document = version.document
    name = document.title or document.document_type.label
    return f"{name} · {document.officer.full_name}" if document.officer else name


def _renewals(user: User, today: date, until: date) -> list[Ending]:
    registrations = RupRegistration.objects.filter(supplier__memberships__user=user).select_related("supplier")
    found = []
    for registration in registrations:
        # Renewed in a year, it stands until the last day of the next one's window.
        day = renewal_deadline(registration.renewed_on.year + 1)
        if today <= day <= until:
            key = f"rup-{registration.supplier.code}-{day.year}"
            found.append(Ending(key, day, registration.supplier, "RUP", is_rup=True))
    return found
