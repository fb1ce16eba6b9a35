"""What the page of a team shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django_otp_webauthn.models import WebAuthnCredential

from accounts.models import Authenticator, User
from accounts.teams.models import Invitation, Team
from groundwork.messaging.models import Message

Text = str | Promise


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person of the team, with all their roles."""

    person: User
    roles: list[str]
    labels: list[Text]
    since: datetime
    caution: Text
    # Whether a role of theirs asks for a passkey or an app, and whether they have one.
    needs_strong: bool
    has_strong: bool
    roles_url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One invitation that has no answer, with the state of the mail that went out last."""

    invitation: Invitation
    message: Message | None
    resend_url: str
    withdraw_url: str


def members(team: Team) -> list[MemberRow]:
    """Everybody in the team, by name."""
    app = Authenticator.objects.filter(user=OuterRef("user"), confirmed=True)
    passkey = WebAuthnCredential.objects.filter(user=OuterRef("user"), confirmed=True)
    held = team.memberships.select_related("user").annotate(strong=Exists(app) | Exists(passkey))
    by_person: dict[int, list[Any]] = {}
    for membership in held.order_by("user__full_name", "user_id", "pk"):
        by_person.setdefault(membership.user_id, []).append(membership)
    return [_member(team, memberships) for memberships in by_person.values()]


def invitations(team: Team) -> list[InvitationRow]:
    """Those without an answer, the newest first."""
    rows: Sequence[Invitation] = list(
        team.invitations.unanswered().select_related("invited_by").order_by("-asked_at", "-pk")
    )
    for row in rows:
        setattr(row, row.team_field, team)
    sent = Message.objects.in_bulk([row.dedupe_key for row in rows], field_name="dedupe_key") if rows else {}
    return [
        InvitationRow(
            row,
            sent.get(row.dedupe_key),
            resend_url=team.page("team_resend", row.code),
            withdraw_url=team.page("team_withdraw", row.code),
        )
        for row in rows
    ]


def _member(team: Team, memberships: Sequence[Any]) -> MemberRow:
    first, roles = memberships[0], [membership.role for membership in memberships]
    return MemberRow(
        person=first.user,
        roles=roles,
        labels=team.labels_of(roles),
        since=min(membership.since for membership in memberships),
        caution=team.caution_about(roles),
        needs_strong=not team.strong_roles.isdisjoint(roles),
        has_strong=first.strong,
        roles_url=team.page("team_roles", first.user.code),
        remove_url=team.page("team_remove", first.user.code),
    )
