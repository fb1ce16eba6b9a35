"""The mails about teams: who is invited, who came, whose role changed, who left."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from accounts.teams.models import Duty, Invitation, Team
from groundwork.messaging.mail import Mail, compose


def invitation(row: Invitation) -> Mail:
    """To the invited address, in the language of its owner if the portal knows one; else in the inviter's."""
    reader = User.objects.by_email(row.email).first()
    context = {
        "team": row.team.name,
        "inviter": row.invited_by.full_name,
        "roles": row.team.duties_of(row.roles),
        "expires_at": row.expires_at,
        "url": f"{settings.PORTAL_URL}{row.url}",
    }
    language = reader.language if reader else get_language() or row.invited_by.language
    zone = reader.time_zone if reader else settings.TIME_ZONE
    with timezone.override(ZoneInfo(zone)):
        mail = compose("team-invitation", "team_invitation", context, to=row.email, recipient=reader, language=language)
    return replace(mail, path=row.url)


def welcome(team: Team, person: User, roles: Sequence[Duty]) -> Mail:
    """To who has just come into a team."""
    return to_person("team_welcome", team, person, roles=roles)


def joined(team: Team, person: User, roles: Sequence[Duty], *, reader: User) -> Mail:
    """To an administrator of the team: somebody has come in."""
    return to_person("team_joined", team, reader, person=person, roles=roles)


def declined(team: Team, email: str, *, reader: User) -> Mail:
    """To who invited somebody that does not want to come."""
    return to_person("team_declined", team, reader, email=email)


def roles_changed(team: Team, person: User, roles: Sequence[Duty]) -> Mail:
    """To a member who may do something else from now on."""
    return to_person("team_roles", team, person, roles=roles)


def removed(team: Team, person: User) -> Mail:
    """To who was taken out of a team."""
    return to_person("team_removed", team, person, path=reverse("accounts:activity"))


def left(team: Team, person: User, *, reader: User) -> Mail:
    """To an administrator of the team: somebody has gone, by themselves."""
    return to_person("team_left", team, reader, person=person)


def to_person(template: str, team: Team, reader: User, *, path: str = "", **context: Any) -> Mail:
    """One of the mails about a team, in its reader's language and zone; it knows the team's name and page.

    `path` is the page that it speaks of, that of the team unless another is given.
    """
    team_page = team.page("team")
    with timezone.override(ZoneInfo(reader.time_zone)):
        mail = compose(
            template.replace("_", "-"),
            template,
            {
                "name": reader.get_short_name(),
                "team": team.name,
                "at": timezone.now(),
                "team_url": f"{settings.PORTAL_URL}{team_page}",
                **context,
            },
            to=reader.email,
            recipient=reader,
            language=reader.language,
        )
    return replace(mail, path=path or team_page)
