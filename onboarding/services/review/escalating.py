"""Handing a suspicion to the administrators, and closing it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor
from onboarding import mail
from onboarding.models import DocumentVersion, Escalation
from onboarding.queries.review import queue
from onboarding.services.review.access import require_reviewer
from onboarding.services.review.standing import require_without_suspicion


@transaction.atomic
def escalate(version: DocumentVersion, words: str, *, by: Actor) -> Escalation:
    """Tell the administrators what is suspected: until one of them closes it, nobody decides the document.

    Raises ValidationError without words, and while another suspicion about the document is open.
    """
    require_reviewer(by)
    held = queue.reviewable(by.user).select_for_update(of=("self",)).get(pk=version.pk)
    require_without_suspicion(held)
    made = Escalation(version=held, raised_by=by.user, words=words.strip())
    made.full_clean()
    made.save(force_insert=True)
    if held.claimed_by_id == by.user.pk:
        held.claimed_by = held.claimed_until = None
        held.save(update_fields=["claimed_by", "claimed_until"])
    for reader in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        messaging.send(mail.document_suspected(made, reader=reader), dedupe=f"suspicion:{made.code}:{reader.pk}")
    ledger.record("document.suspected", str(held.code), {"suspicion": str(made.code)}, by=str(by.user.code))
    return made


@transaction.atomic
def settle(escalation: Escalation, outcome: str, *, by: Actor) -> Escalation:
    """Close a suspicion with what was found, and tell who raised it; the document is free to be decided again.

    Raises StrongFactorRequiredError without a fresh strong proof, PermissionDenied for who does not administer the
    portal or belongs to the supplier, ValidationError without words or when it was closed already.
    """
    by.require_strong_factor()
    rows = Escalation.objects.select_for_update(of=("self",)).select_related("version__document", "raised_by")
    held = rows.get(pk=escalation.pk)
    is_theirs = by.user.suppliers.filter(pk=held.version.document.supplier_id).exists()
    if not by.user.is_staff or is_theirs:
        raise PermissionDenied
    if held.settled_at:
        raise ValidationError(_("Esta sospecha ya se cerró."))
    if not outcome.strip():
        raise ValidationError({"outcome": _("Diga qué encontró: quien revise lo leerá.")})
    held.settled_at, held.settled_by, held.outcome = timezone.now(), by.user, outcome.strip()
    held.save(update_fields=["settled_at", "settled_by", "outcome"])
    if held.raised_by.is_active and held.raised_by != by.user:
        messaging.send(mail.suspicion_closed(held), dedupe=f"suspicion-closed:{held.code}")
    content = {"suspicion": str(held.code)}
    ledger.record("document.suspicion_closed", str(held.version.code), content, by=str(by.user.code))
    return held
