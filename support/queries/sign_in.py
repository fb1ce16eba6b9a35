"""What the portal sees of the account of who asks about it: never of anybody else's."""

from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Activity, User
from accounts.teams.models import ADMINISTRATOR, Team
from groundwork.web.components import Text
from onboarding.models import Membership
from procurement.models import EntityMembership

SHOWN = 5
# What closes a way in, or comes before it.
REFUSALS = frozenset(
    {
        Activity.Kind.LOCKED,
        Activity.Kind.PASSWORD_REFUSED,
        Activity.Kind.CODE_REFUSED,
        Activity.Kind.ANSWER_REFUSED,
        Activity.Kind.SESSIONS_CLOSED,
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """A team that the person is in: in which roles, and who can give them others."""

    team: Team
    roles: list[Text]
    administrators: list[str]
    administers: bool

    @property
    def url(self) -> str:
        """The page of the team."""
        return self.team.page("team")


def places_of(user: User) -> list[Place]:
    """Every team of the person, suppliers before public bodies, in two queries."""
    return [*_places(user, Membership, "supplier"), *_places(user, EntityMembership, "entity")]


def _places(user: User, model: type[Membership] | type[EntityMembership], field: str) -> list[Place]:
    mine = model.objects.filter(user=user).values(field)
    rows = model.objects.filter(Q(user=user) | Q(role=ADMINISTRATOR, user__is_active=True), **{f"{field}__in": mine})
    by_team: dict[Team, list[Membership | EntityMembership]] = {}
    for row in rows.select_related(field, "user").order_by(f"{field}__name", "user__full_name", "pk"):
        by_team.setdefault(getattr(row, field), []).append(row)
    return [_place(user, team, found) for team, found in by_team.items()]


def _place(user: User, team: Team, rows: list[Membership | EntityMembership]) -> Place:
    administrators = [row.user for row in rows if row.role == ADMINISTRATOR]
    return Place(
        team,
        team.labels_of(row.role for row in rows if row.user == user),
        [person.full_name for person in administrators if person != user],
        user in administrators,
    )


def newest(user: User) -> list[Activity]:
    """The last things that happened in the person's account."""
    return list(Activity.objects.of(user).select_related("user").order_by("-at", "-id")[:SHOWN])


def newest_refusals(user: User) -> list[Activity]:
    """The last times that a way into it was refused or closed."""
    found = Activity.objects.of(user).filter(kind__in=REFUSALS)
    return list(found.select_related("user").order_by("-at", "-id")[:SHOWN])
