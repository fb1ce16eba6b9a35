"""The papers of a supplier: each with its versions and where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext_lazy as _

from groundwork.files.models import StoredFile
from onboarding.models import Document, DocumentType, DocumentVersion, Officer, Review, Supplier
from onboarding.queries import dates


class State(models.TextChoices):
    """Where a paper stands for its supplier, what asks something of them first."""

    RETURNED = "returned", _("Devuelto")
    EXPIRED = "expired", _("Vencido")
    REFUSED = "refused", _("No se recibió")
    MISSING = "missing", _("Falta")
    CHECKING = "checking", _("Comprobando el archivo")
    SCANNER = "scanner", _("En espera del antivirus")
    IN_REVIEW = "in_review", _("En revisión")
    EXPIRING = "expiring", _("Vence pronto")
    APPROVED = "approved", _("Legible y completo")


# Nothing is left for the supplier to do: a queue never decides who bids.
MET = frozenset({State.IN_REVIEW, State.EXPIRING, State.APPROVED})
TO_MEND = frozenset({State.RETURNED, State.EXPIRED, State.REFUSED})
_BY_VERSION = {
    DocumentVersion.State.RETURNED: State.RETURNED,
    DocumentVersion.State.EXPIRED: State.EXPIRED,
    DocumentVersion.State.APPROVED: State.APPROVED,
    DocumentVersion.State.WAITING: State.IN_REVIEW,
    DocumentVersion.State.CHECKING: State.CHECKING,
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One document, its versions newest first, and where it stands on a day."""

    document: Document
    versions: tuple[DocumentVersion, ...]
    state: State
    today: date

    @property
    def current(self) -> DocumentVersion | None:
        """The version that counts."""
        return next((version for version in self.versions if version.superseded_at is None), None)

    @property
    def refused_since(self) -> DocumentVersion | None:
        """A later try whose file was not received, while the version before it still counts."""
        newest = self.versions[0] if self.versions else None
        return newest if newest and newest != self.current and newest.file.refused_at else None

    @property
    def days_left(self) -> int | None:
        """Until its last day; None when it does not end, negative when it ended."""
        current = self.current
        return (current.expires_on - self.today).days if current and current.expires_on else None


def worst(states: Iterable[State]) -> State:
    """The state that asks something of the supplier first."""
    order = list(State)
    return min(states, key=order.index, default=State.MISSING)


def kept_of(supplier: Supplier, document_type: DocumentType, officer: Officer | None) -> models.QuerySet[Any, Any]:
    """The papers of one kind that the supplier keeps, each with `is_refused`: nothing of it was ever received."""
    refused = DocumentVersion.objects.filter(
        document=OuterRef("pk"), superseded_at=None, file__refused_at__isnull=False
    )
    found = Document.objects.kept().filter(supplier=supplier, document_type=document_type, officer=officer)
    return found.annotate(is_refused=Exists(refused)).order_by("pk")


def papers(supplier: Supplier, today: date, *, kept: bool = True) -> list[Paper]:
    """The supplier's papers, oldest first, with their versions and reviews, in three queries; or those taken out."""
    found = Document.objects.filter(supplier=supplier, removed_at__isnull=kept).order_by("pk")
    rows = found.select_related("document_type", "officer").prefetch_related(_versions())
    return [paper_of(document, today) for document in rows]


def paper(document: Document, today: date) -> Paper:
    """One document read again with its versions."""
    found = Document.objects.filter(pk=document.pk).select_related("officer", "document_type", "supplier")
    return paper_of(found.prefetch_related(_versions()).get(), today)


def library(supplier: Supplier, today: date) -> list[Paper]:
    """What the supplier can attach elsewhere: every kept paper, by the order of its kind."""
    found = Document.objects.kept().filter(supplier=supplier).select_related("document_type", "officer")
    rows = found.order_by("document_type__order", "pk").prefetch_related(_versions())
    return [paper_of(document, today) for document in rows]


def paper_of(document: Document, today: date) -> Paper:
    """A document whose versions were fetched, as it stands on a day."""
    versions = tuple(document.versions.all())
    return Paper(document, versions, _state(versions, today), today)


def _versions() -> Prefetch[str]:
    rows = DocumentVersion.objects.select_related("file", "uploaded_by").defer("file__sealed_key").order_by("-number")
    reviews = Review.objects.select_related("reviewer").order_by("at")
    return Prefetch("versions", rows.prefetch_related(Prefetch("reviews", reviews)))


def _state(versions: tuple[DocumentVersion, ...], today: date) -> State:
    current = next((version for version in versions if version.superseded_at is None), None)
    if current is None:
        return State.MISSING
    stored = current.file
    if stored.state == StoredFile.State.REFUSED:
        return State.REFUSED
    state = _BY_VERSION[current.state_on(today)]
    if state == State.CHECKING and stored.state == StoredFile.State.WAITING:
        return State.SCANNER
    return State.EXPIRING if state == State.APPROVED and _ends_soon(current, today) else state


def _ends_soon(version: DocumentVersion, today: date) -> bool:
    told = dates.reminders_of(version)
    return version.expires_on is not None and (version.expires_on - today).days <= told[0]
