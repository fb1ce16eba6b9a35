"""What a link of a mail may do without a sign-in: save or discard one opportunity, or silence who buys."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from interests import links
from interests.links import Act
from interests.models import Mute, Opportunity, State
from interests.services import mutes, opportunities
from onboarding.models import Supplier

# Where it stands already when there is nothing left to save, or to discard.
SETTLED = {Act.SAVE: {State.SAVED, State.PREPARING}, Act.DISCARD: {State.DISCARDED}}
TOWARDS = {Act.SAVE: State.SAVED, Act.DISCARD: State.DISCARDED}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one link asks, of what, for whom; `done` when it is so already."""

    act: Act
    user: User
    opportunity: Opportunity
    done: bool


def read(token: str) -> Asked | None:
    """What the link asks.

    None for one that is not ours or too old, or whose person closed the account, left the team or may not decide.
    """
    claim = links.claim_of(token)
    user = User.objects.filter(code=claim.person, is_active=True, closed_at=None).first() if claim else None
    if claim is None or user is None:
        return None
    theirs = Opportunity.objects.of(user)
    if claim.act in TOWARDS:
        theirs = theirs.filter(supplier__in=Supplier.objects.edited_by(user))
    found = theirs.select_related("process", "supplier").defer("process__search", "process__description")
    opportunity = found.filter(code=claim.opportunity).first()
    return Asked(claim.act, user, opportunity, _is_done(claim.act, user, opportunity)) if opportunity else None


@transaction.atomic
def carry_out(asked: Asked) -> None:
    """Do what the link asks and nothing else; twice is as once."""
    held = Opportunity.objects.select_for_update().get(pk=asked.opportunity.pk)
    if _is_done(asked.act, asked.user, held):
        return
    if asked.act == Act.MUTE_ENTITY:
        mutes.mute(held, Mute.Kind.ENTITY, by=asked.user)
    else:
        opportunities.decide(held, TOWARDS[asked.act], by=asked.user)


def _is_done(act: Act, user: User, opportunity: Opportunity) -> bool:
    if act in SETTLED:
        return opportunity.state in SETTLED[act]
    body = {"kind": Mute.Kind.ENTITY, "value": str(opportunity.process.entity_id)}
    return Mute.objects.filter(user=user, supplier=opportunity.supplier_id, **body).exists()
