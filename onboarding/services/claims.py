"""Claiming the number under which another supplier stands, and deciding it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import powers
from accounts.models import User
from accounts.services.activity import Origin
from accounts.teams import services as teams
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor
from onboarding import mail
from onboarding.models import NumberClaim, Role, Supplier

MOST_OPEN = 3
CLAIM_AGAIN_AFTER = timedelta(days=30)
PERMISSION = "onboarding.change_numberclaim"


@transaction.atomic
def claim(nit: str, *, person_type: str, name: str, words: str, by: User) -> NumberClaim:
    """Say that the number is one's own; its team and the portal's administrators hear of it, once each.

    Raises ValidationError when nobody has that number, when the person administers it, claims it already, was
    refused within a month, or has too many open. Who is in the team is never said.
    """
    supplier = Supplier.objects.filter(nit=nit).exclude(nit="").select_for_update(no_key=True).first()
    if supplier is None:
        raise ValidationError({"nit": _("Nadie ha registrado ese NIT: puede registrarlo usted.")}, code="unknown")
    if supplier.is_administered_by(by):
        raise ValidationError({"nit": _("Usted ya administra ese proveedor.")})
    mine = NumberClaim.objects.made_by(by)
    if mine.filter(supplier=supplier, granted=False, decided_at__gt=timezone.now() - CLAIM_AGAIN_AFTER).exists():
        raise ValidationError({"nit": _("Ya le respondieron que no. Puede reclamarlo otra vez en un mes.")})
    if mine.open().exclude(supplier=supplier).count() >= MOST_OPEN:
        raise ValidationError(_("Tiene varios reclamos sin decidir. Espere a que se decidan."))
    made = NumberClaim(supplier=supplier, claimed_by=by, person_type=person_type, name=name, words=words.strip())
    made.full_clean()
    made.save(force_insert=True)
    for reader in supplier.administrators():
        messaging.send(mail.number_claimed(made, reader=reader), dedupe=f"claim-made:{made.code}:{reader.pk}")
    for reader in User.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        messaging.send(mail.claim_waiting(made, reader=reader), dedupe=f"claim-waits:{made.code}:{reader.pk}")
    ledger.record("supplier.number_claimed", str(supplier.code), {"claim": str(made.code)}, by=str(by.code))
    return made


@transaction.atomic
def decide(claim: NumberClaim, *, granted: bool, reason: str, by: Actor) -> NumberClaim:
    """Make who claims an administrator of the supplier, or say no; either way with a reason, and both sides are told.

    Raises StrongFactorRequiredError without a fresh strong proof, PermissionDenied for who does not administer the
    portal or has a part in it, and ValidationError for a decided one or no reason.
    """
    by.require_strong_factor()
    team = teams.lock(claim.supplier)
    held = NumberClaim.objects.select_for_update(of=("self",)).select_related("claimed_by").get(pk=claim.pk)
    held.supplier = team
    has_part = held.claimed_by_id == by.user.pk or team.memberships.filter(user=by.user).exists()
    if has_part or not by.user.has_perm(PERMISSION):
        raise PermissionDenied
    if held.decided_at:
        raise ValidationError(_("Este reclamo ya se decidió."))
    if not reason.strip():
        raise ValidationError({"reason": _("Escriba el motivo: la persona lo leerá.")})
    if granted and not held.claimed_by.is_active:
        raise ValidationError(_("Quien reclama ya no tiene una cuenta abierta."))
    held.decided_at, held.decided_by = timezone.now(), by.user
    held.granted, held.reason = granted, reason.strip()
    held.save(update_fields=["decided_at", "decided_by", "granted", "reason"])
    messaging.send(mail.claim_answered(held), dedupe=f"claim-answered:{held.code}")
    for reader in team.administrators().exclude(pk=held.claimed_by_id):
        messaging.send(mail.claim_closed(held, reader=reader), dedupe=f"claim-closed:{held.code}:{reader.pk}")
    if granted:
        _make_administrator(team, held.claimed_by, by.user)
    content = {"claim": str(held.code), "granted": granted}
    ledger.record("supplier.claim_decided", str(team.code), content, by=str(by.user.code))
    return held


def _make_administrator(team: Supplier, person: User, by: User) -> None:
    """In a team whose lock is held; the others stay as they are."""
    if team.memberships.filter(user=person).update(role=Role.ADMINISTRATOR):
        powers.note_change(person)
    else:
        teams.add(team, person, [Role.ADMINISTRATOR], by=by, origin=Origin())
