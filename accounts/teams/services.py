"""Changing a team: inviting, answering, giving roles, taking out, leaving. Each under the team's lock.

A team is never without an administrator; only its administrators change it, freshly identified, and not in the
day after a change of their mailbox.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import powers
from accounts.models import Activity, User
from accounts.services import activity
from accounts.services.activity import Origin
from accounts.services.settling import require_settled
from accounts.teams import mail
from accounts.teams.models import ADMINISTRATOR, GOOD_FOR, Invitation, Team
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor

# So that nobody can make the portal write to strangers without end.
MOST_WAITING, MOST_A_DAY, MOST_SENDS = 20, 30, 5
RESEND_AFTER = timedelta(minutes=1)


def lock[T: Team](team: T) -> T:
    """The team, read again and held: whoever else changes who is in it waits."""
    held: T = type(team).objects.select_for_update(no_key=True).get(pk=team.pk)
    return held


def authorise(team: Team, by: Actor) -> None:
    """Let only an administrator of the team go on, who has proved lately who they are.

    Raises PermissionDenied, RecentAuthenticationRequiredError, or ValidationError in the day after a change of
    their mailbox.
    """
    if not team.is_administered_by(by.user):
        raise PermissionDenied
    by.require_recent_authentication()
    require_settled(by.user)


@transaction.atomic
def invite(team: Team, email: str, roles: Collection[str], *, by: Actor) -> Invitation:
    """Ask whoever reads that mailbox to join in those roles; one mail, good for two weeks.

    Raises ValidationError when they are in the team or invited already, or when too many wait.
    """
    team = lock(team)
    authorise(team, by)
    now, email = timezone.now(), email.strip().lower()
    if team.memberships.filter(user__in=User.objects.by_email(email)).exists():
        raise ValidationError({"email": _("Esa persona ya está en el equipo.")})
    _retire_expired(team, email)
    _require_room(team)
    made: Invitation = team.invitations.model(
        **{team.kind: team}, email=email, roles=list(roles), invited_by=by.user, sent_at=now, expires_at=now + GOOD_FOR
    )
    made.full_clean()
    made.save(force_insert=True)
    messaging.send(mail.invitation(made), dedupe=made.dedupe_key)
    return made


@transaction.atomic
def resend(invitation: Invitation, *, by: Actor) -> Invitation:
    """Send the mail once more, and give it two weeks from now.

    Raises ValidationError when it was answered, was just sent, or was sent too often.
    """
    held = _lock_with_team(invitation)
    authorise(held.team, by)
    _require_unanswered(held)
    now = timezone.now()
    if now < held.sent_at + RESEND_AFTER:
        raise ValidationError(_("Acabamos de enviarla. Espere un minuto antes de enviarla otra vez."))
    if held.sends >= MOST_SENDS:
        raise ValidationError(
            _("Ya se envió varias veces a ese correo. Revise la dirección, o avísele por otro medio.")
        )
    held.sends, held.sent_at, held.expires_at = held.sends + 1, now, now + GOOD_FOR
    held.save(update_fields=["sends", "sent_at", "expires_at"])
    messaging.send(mail.invitation(held), dedupe=held.dedupe_key)
    return held


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Actor) -> None:
    """Take the invitation back; doing it twice changes nothing. Raises ValidationError when it was answered."""
    held = _lock_with_team(invitation)
    authorise(held.team, by)
    if held.withdrawn_at:
        return
    _require_unanswered(held)
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])


@transaction.atomic
def accept(invitation: Invitation, *, by: User, origin: Origin) -> None:
    """Join the team in the roles of the invitation; accepting twice changes nothing. Both sides are told.

    Raises PermissionDenied for anybody but the owner of the invited mailbox, ValidationError when it is too late.
    """
    held = _lock_with_team(invitation)
    if not held.is_for(by):
        raise PermissionDenied
    if held.accepted_by_id == by.pk:
        return
    _require_waiting(held)
    held.accepted_at, held.accepted_by = timezone.now(), by
    held.save(update_fields=["accepted_at", "accepted_by"])
    add(held.team, by, held.roles, by=held.invited_by, origin=origin)


@transaction.atomic
def decline(invitation: Invitation, *, by: User) -> None:
    """Say no, once; who invited is told. Raises as accept does."""
    held = _lock_with_team(invitation)
    if not held.is_for(by):
        raise PermissionDenied
    if held.declined_at:
        return
    _require_waiting(held)
    held.declined_at = timezone.now()
    held.save(update_fields=["declined_at"])
    messaging.send(mail.declined(held.team, held.email, reader=held.invited_by), dedupe=f"team-declined:{held.code}")


def add(team: Team, person: User, roles: Collection[str], *, by: User, origin: Origin) -> None:
    """Put somebody in a team whose lock is held; who is in it already stays as they are. Both sides are told."""
    if team.memberships.filter(user=person).exists():
        return
    for role in roles:
        team.memberships.create(user=person, role=role)
    powers.note_change(person)
    activity.record(person, Activity.Kind.TEAM_JOINED, origin, detail=str(team.name))
    duties = team.duties_of(roles)
    moment = f"{team.kind}:{team.pk}:{person.pk}:{timezone.now().timestamp()}"
    messaging.send(mail.welcome(team, person, duties), dedupe=f"team-welcome:{moment}")
    for reader in team.administrators().exclude(pk=person.pk):
        messaging.send(mail.joined(team, person, duties, reader=reader), dedupe=f"team-joined:{moment}:{reader.pk}")
    _write_down(team, "member_added", person, by=by, roles=sorted(roles))


@transaction.atomic
def change_roles(team: Team, person: User, roles: Collection[str], *, by: Actor) -> bool:
    """Give a member these roles instead of those they have, at once; returns whether that changed anything.

    Raises ValidationError for who is not in the team, for no role, or when nobody would administer it.
    """
    team = lock(team)
    authorise(team, by)
    rows = list(team.memberships.select_for_update().filter(user=person).order_by("pk"))
    if not rows:
        raise ValidationError(_("Esa persona ya no está en el equipo."))
    wanted = set(roles)
    if not wanted or not wanted <= set(team.roles.values) or (len(wanted) > 1 and not team.several_roles):
        raise ValidationError({"roles": _("Escoja qué puede hacer en el equipo.")})
    had = {row.role for row in rows}
    if wanted == had:
        return False
    if ADMINISTRATOR in had - wanted:
        _require_another_administrator(team, person)
        _retire_invitations_of(team, person)
    _replace(team, person, [row for row in rows if row.role not in wanted], sorted(wanted - had))
    moment = f"{team.kind}:{team.pk}:{person.pk}:{timezone.now().timestamp()}"
    messaging.send(mail.roles_changed(team, person, team.duties_of(wanted)), dedupe=f"team-roles:{moment}")
    _write_down(team, "role_changed", person, by=by.user, roles=sorted(wanted), had=sorted(had))
    return True


@transaction.atomic
def remove(team: Team, person: User, *, by: Actor) -> None:
    """Take a member out, with effect at once; they are told. Taking out who is not in it changes nothing.

    Raises ValidationError when nobody would administer it.
    """
    team = lock(team)
    authorise(team, by)
    if moment := _take_out(team, person, Origin()):
        messaging.send(mail.removed(team, person), dedupe=f"team-removed:{moment}")
        _write_down(team, "member_removed", person, by=by.user)


@transaction.atomic
def leave(team: Team, *, by: Actor, origin: Origin) -> None:
    """Leave a team; its administrators are told. Leaving twice changes nothing.

    Raises ValidationError for its only administrator, and in the day after a change of the person's mailbox.
    """
    team = lock(team)
    by.require_recent_authentication()
    require_settled(by.user)
    if moment := _take_out(team, by.user, origin):
        for reader in team.administrators():
            messaging.send(mail.left(team, by.user, reader=reader), dedupe=f"team-left:{moment}:{reader.pk}")
        _write_down(team, "member_removed", by.user, by=by.user)


def _take_out(team: Team, person: User, origin: Origin) -> str:
    """Delete the person's roles, and the invitations that they made; what names the occasion, empty for none."""
    rows = team.memberships.filter(user=person)
    if not rows.exists():
        return ""
    if team.is_administered_by(person):
        _require_another_administrator(team, person)
    rows.delete()
    powers.note_change(person)
    _retire_invitations_of(team, person)
    activity.record(person, Activity.Kind.TEAM_LEFT, origin, detail=str(team.name))
    messaging.announce(f"{team.kind}.member_removed", person)
    return f"{team.kind}:{team.pk}:{person.pk}:{timezone.now().timestamp()}"


def _replace(team: Team, person: User, old: list[Any], new: list[str]) -> None:
    """Turn the rows of old roles into new ones, so that a person's first day in the team stays."""
    for row, role in zip(old, new, strict=False):
        row.role = role
        row.save(update_fields=["role"])
    for row in old[len(new) :]:
        row.delete()
    for role in new[len(old) :]:
        team.memberships.create(user=person, role=role)
    powers.note_change(person)


def _write_down(team: Team, what: str, person: User, *, by: User, **facts: Iterable[str]) -> None:
    content = {"person": str(person.code), **{name: list(values) for name, values in facts.items()}}
    ledger.record(f"{team.kind}.{what}", str(team.code), content, by=str(by.code))


def _lock_with_team[I: Invitation](invitation: I) -> I:
    """The invitation, read again and held, after its team: in that order everywhere."""
    team = lock(invitation.team)
    held: I = type(invitation).objects.select_for_update().get(pk=invitation.pk)
    setattr(held, held.team_field, team)
    return held


def _require_unanswered(invitation: Invitation) -> None:
    match invitation.state:
        case Invitation.State.ACCEPTED:
            raise ValidationError(_("Esa persona ya aceptó: está en el equipo."))
        case Invitation.State.DECLINED:
            raise ValidationError(_("Esa persona no aceptó la invitación. Si cambió de opinión, invítela de nuevo."))
        case Invitation.State.WITHDRAWN:
            raise ValidationError(_("Esa invitación ya se había retirado."))


def _require_waiting(invitation: Invitation) -> None:
    """Unanswered, in time, and from somebody who still administers the team."""
    inviter = invitation.team.administrators().filter(pk=invitation.invited_by_id)
    if invitation.state != Invitation.State.OPEN or not inviter.exists():
        raise ValidationError(_("Esta invitación ya no se puede responder. Pida a quien la envió que haga otra."))


def _require_another_administrator(team: Team, person: User) -> None:
    if not team.administrators().exclude(pk=person.pk).exists():
        raise ValidationError(
            _("Nadie más administra este equipo. Dé primero ese rol a otra persona."), code="last_administrator"
        )


def _require_room(team: Team) -> None:
    if team.invitations.unanswered().count() >= MOST_WAITING:
        raise ValidationError(
            _("Hay %(most)d invitaciones sin respuesta. Retire las que ya no necesite."), params={"most": MOST_WAITING}
        )
    if team.invitations.filter(asked_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise ValidationError(_("Hoy ya se enviaron muchas invitaciones de este equipo. Siga mañana."))


def _retire_expired(team: Team, email: str) -> None:
    """Close what expired for an address, so that it can be invited again."""
    now = timezone.now()
    team.invitations.unanswered().filter(email=email, expires_at__lte=now).update(withdrawn_at=now)


def _retire_invitations_of(team: Team, person: User) -> None:
    """Withdraw what somebody invited who no longer may."""
    team.invitations.unanswered().filter(invited_by=person).update(withdrawn_at=timezone.now())
