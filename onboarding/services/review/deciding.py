"""Saying of a document that it is legible and complete, or sending it back; the supplier is told at once."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.reference.business_days import colombian_today
from groundwork.web.actor import Actor
from onboarding import mail
from onboarding.models import EDITING, DocumentVersion, ReturnReason, Review
from onboarding.queries.review import queue
from onboarding.queries.review.checklist import checks_of, rule_of
from onboarding.services.review.access import require_reviewer
from onboarding.services.review.claiming import require_not_with_another
from onboarding.services.review.standing import require_waiting, require_without_suspicion


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer says: whether it is legible and complete, what they saw, and why not."""

    approved: bool
    checked: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()  # slugs of ReturnReason
    words: str = ""
    seconds: int | None = None  # how long it took


@transaction.atomic
def decide(version: DocumentVersion, opinion: Opinion, *, by: Actor, from_list: bool = False) -> Review:
    """Write the reviewer's opinion down; the same one twice is written once.

    What is sent back is decided at once. What two people look at waits, after the first who approves it, for another.
    With from_list, it need not have been taken before, only be in nobody else's hands.

    Raises ValidationError when it is not waiting any more, when it is not in the reviewer's hands, while a suspicion
    is open, and for an opinion that is not whole; PermissionDenied for the documents of their own suppliers.
    """
    require_reviewer(by)
    locked = queue.reviewable(by.user).select_for_update(of=("self",))
    held = locked.select_related("document__document_type", "document__supplier").get(pk=version.pk)
    if said := held.reviews.filter(reviewer=by.user).first():
        return _said_before(said, opinion)
    require_waiting(held)
    require_without_suspicion(held)
    _require_in_hand(held, by, from_list=from_list)
    _require_whole(held, opinion)
    review = _write(held, opinion, by)
    _settle(held, review)
    return review


def _write(version: DocumentVersion, opinion: Opinion, by: Actor) -> Review:
    review = Review(
        version=version,
        reviewer=by.user,
        approved=opinion.approved,
        reasons=[] if opinion.approved else list(opinion.reasons),
        words="" if opinion.approved else opinion.words,
        checked=list(opinion.checked),
        seconds=opinion.seconds,
    )
    review.full_clean()
    review.save(force_insert=True)
    return review


def _settle(version: DocumentVersion, review: Review) -> None:
    """Decide the version, or leave it for a second person; tell the supplier what was decided."""
    document_type = version.document.document_type
    is_first_of_two = review.approved and document_type.two_reviewers and version.reviews.count() == 1
    version.claimed_by = version.claimed_until = None
    if not is_first_of_two:
        version.decided_at, version.approved = review.at, review.approved
        _tell(version, review)
    version.save(update_fields=["claimed_by", "claimed_until", "decided_at", "approved"])
    verb = "seconded" if is_first_of_two else "approved" if review.approved else "returned"
    content = {"type": document_type.slug, "reasons": sorted(review.reasons)}
    ledger.record(f"document.{verb}", str(version.code), content, by=str(review.reviewer.code))


def _tell(version: DocumentVersion, review: Review) -> None:
    members = version.document.supplier.memberships.filter(role__in=EDITING)
    for reader in User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("pk"):
        if review.approved:
            letter = mail.document_approved(version, reader=reader)
        else:
            reasons = list(ReturnReason.objects.filter(slug__in=review.reasons))
            letter = mail.document_returned(version, reasons, has_words=bool(review.words), reader=reader)
        messaging.send(letter, dedupe=f"document-decided:{version.code}:{reader.pk}")


def _said_before(said: Review, opinion: Opinion) -> Review:
    """The same opinion again is the one that stands; another is refused."""
    if said.approved != opinion.approved:
        raise ValidationError(_("Usted ya revisó este documento y dijo otra cosa: no se cambia."), code="reviewed")
    return said


def _require_in_hand(version: DocumentVersion, by: Actor, *, from_list: bool) -> None:
    require_not_with_another(version, by, at=timezone.now())
    # A claim that has run out and that nobody else took is as good: what was seen is not lost.
    if not from_list and version.claimed_by_id != by.user.pk:
        raise ValidationError(_("Tómelo primero: no está en sus manos."), code="unclaimed")


def _require_whole(version: DocumentVersion, opinion: Opinion) -> None:
    if not opinion.approved:
        if not opinion.reasons and not opinion.words.strip():
            raise ValidationError({"reasons": _("Diga por qué lo devuelve: un motivo de la lista o sus palabras.")})
        return
    wanted = {check.value for check in checks_of(rule_of(version, on=colombian_today(timezone.now())))}
    if not wanted <= set(opinion.checked):
        raise ValidationError(
            {"checks": _("Marque todo lo que se cumple. Si algo no se cumple, devuélvalo y diga por qué.")}
        )
