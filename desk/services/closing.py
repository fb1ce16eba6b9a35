"""Closing an account in every room: refused while others depend on it, then done in one transaction."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.closing import address_of
from accounts.teams.models import ADMINISTRATOR, Team
from desk.services.export import ROOMS
from groundwork.web.actor import Actor
from onboarding.models import Membership, Supplier
from procurement.models import Entity, EntityMembership

# Each kind of team with the rows of its members, where it is called by its kind.
KINDS: tuple[tuple[type[Team], Any], ...] = ((Supplier, Membership), (Entity, EntityMembership))


def teams_that_need(user: User) -> list[Team]:
    """Those with other members that nobody else administers: somebody must, before the person may go."""
    return [team for kind, memberships in KINDS for team in _alone_in(kind, memberships, user)]


@transaction.atomic
def close(by: Actor) -> None:
    """Close the account of whoever acts: out of every team, emptied, told at the address that it had.

    Raises ValidationError while a team with other members has no other administrator, or when it is closed already.
    """
    by.require_recent_authentication()
    _hold_teams(by.user)
    user = User.objects.select_for_update().get(pk=by.user.pk)
    if user.closed_at:
        raise ValidationError(_("Esta cuenta ya está cerrada."), code="closed")
    if teams_that_need(user):
        raise ValidationError(
            _("Usted es la única persona que administra un equipo con más gente. Nombre antes a otra."), code="needed"
        )
    for room in reversed(ROOMS):
        room.forget(user, address=address_of(user))


def _alone_in(kind: type[Team], memberships: Any, user: User) -> list[Team]:
    same_team = {kind.kind: OuterRef(kind.kind)}
    others = memberships.objects.filter(**same_team, user__is_active=True).exclude(user=user)
    alone = memberships.objects.filter(
        ~Exists(others.filter(role=ADMINISTRATOR)), Exists(others), user=user, role=ADMINISTRATOR
    )
    return [getattr(held, kind.kind) for held in alone.select_related(kind.kind).order_by(f"{kind.kind}__name")]


def _hold_teams(user: User) -> None:
    """Lock the teams that the person is in, so that two administrators cannot leave one at the same moment."""
    for kind, memberships in KINDS:
        theirs = kind._default_manager.filter(pk__in=memberships.objects.filter(user=user).values(kind.kind))  # noqa: SLF001  # Django's documented API
        list(theirs.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
