"""What the frame of every page needs to know; worked out only when the template asks."""

from collections.abc import Collection
from functools import cache, cached_property
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, Func, IntegerField, OuterRef
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts import acceptance, sessions
from accounts.models import User
from groundwork.messaging.models import Notice
from groundwork.web import formats
from interests.models import Opportunity, State
from interests.queries.mutes import silenced
from onboarding.models import Membership
from procurement.models.entity import EntityMembership
from secop import navigation
from secop.navigation import Link, Role
from support.context_help import help_for
from support.queries.status import banner
from support.queries.status.banner import Banner

MOST_COUNTED = 99


class ArrayLength(Func):
    """PostgreSQL's cardinality(array): 0 for an empty one."""

    function = "cardinality"
    output_field = IntegerField()


@cache  # building it takes a millisecond, more than running it, and every page of a person runs it
def _standing_sql() -> tuple[str, tuple[Any, ...]]:
    """What Frame asks of a person, compiled; its last parameter, the person, is left out."""
    new = Opportunity.objects.filter(
        ~silenced(OuterRef(OuterRef("pk"))),
        supplier__memberships__user=OuterRef("pk"),
        state=State.NEW,
        process__open_until__gt=Now(),
    )
    unread = Notice.objects.unread().filter(recipient=OuterRef("pk"))
    people = User.objects.filter(pk=0).values_list(
        Exists(EntityMembership.objects.filter(user=OuterRef("pk"))),
        Exists(Membership.objects.filter(user=OuterRef("pk"))),
        ArrayLength(ArraySubquery(new.values("pk")[: MOST_COUNTED + 1])),
        ArrayLength(ArraySubquery(unread.values("pk")[: MOST_COUNTED + 1])),
    )
    sql, parameters = people.query.sql_with_params()
    return sql, parameters[:-1]


class Standing(NamedTuple):
    """Whether a person belongs to an entity, to a supplier, how many new opportunities wait, and unread notices."""

    in_entity: bool
    in_supplier: bool
    opportunities: int
    notices: int


class Frame:
    """The navigation, language and counts of one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._path = request.path
        # An error may come before the middleware that sets the user.
        self._user: User | AnonymousUser = getattr(request, "user", AnonymousUser())

    @cached_property
    def signed_in(self) -> bool:
        return self._user.is_authenticated

    @cached_property
    def _standing(self) -> Standing:
        """All that the frame asks of the person, in one query."""
        sql, parameters = _standing_sql()
        with connection.cursor() as cursor:
            cursor.execute(sql, (*parameters, self._user.pk))
            return Standing(*cursor.fetchone())

    @cached_property
    def roles(self) -> frozenset[Role]:
        user = self._user
        if not user.is_authenticated:
            return frozenset({Role.ANYONE, Role.VISITOR})
        roles = {Role.ANYONE, Role.PERSON}
        if user.is_staff:
            roles.add(Role.ADMINISTRATOR)
        if user.is_reviewer:
            roles.add(Role.REVIEWER)
        if self._standing.in_entity:
            roles.add(Role.ENTITY)
        if self._standing.in_supplier or roles == {Role.ANYONE, Role.PERSON}:
            roles.add(Role.CONTRACTOR)  # also who has just registered and belongs to nothing yet
        return frozenset(roles)

    @cached_property
    def opportunities(self) -> str:
        """How many new ones wait."""
        return _counted(self._standing.opportunities)

    @cached_property
    def notices(self) -> str:
        """How many were not read yet."""
        return _counted(self._standing.notices)

    @cached_property
    def navigation(self) -> tuple[Link, ...]:
        return navigation.navigation(self.roles)

    @cached_property
    def section(self) -> str:
        """The address of the link that this page is under."""
        return navigation.section_of(self._path, self.navigation)

    @property
    def current(self) -> str:
        """The aria-current of that link: the page itself, or something inside it."""
        return "page" if self.section == self._path else "true"

    @property
    def footer(self) -> tuple[Link, ...]:
        return navigation.footer()

    @property
    def explanation(self) -> str:
        """«¿Qué es esto?»: what explains this page; empty if nothing does."""
        match = self._request.resolver_match
        return help_for(match.view_name) if match else ""

    @cached_property
    def service(self) -> list[Banner]:
        """What every page says of the service when it matters."""
        return banner.shown(self._path, self._request.COOKIES)

    @cached_property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @property
    def other_language(self) -> str:
        return "es-co" if self.language == "en" else "en"

    @property
    def other_language_name(self) -> str:
        """In its own words: who needs it may not read this one."""
        return "Español" if self.language == "en" else "English"

    @property
    def printed(self) -> str:
        """The last line of the page on paper: its address, and when it was drawn."""
        return f"{settings.PORTAL_URL}{self._request.get_full_path()} · {formats.deadline(timezone.now())}"

    @property
    def language_url(self) -> str:
        return reverse("language")

    @property
    def learnt(self) -> Collection[str]:
        """The notices that teach once which the person has put away."""
        return acceptance.learnt(self._request.session)

    @cached_property
    def session_left(self) -> sessions.Left | None:
        """For how long the session goes on if nothing happens; None for a visitor."""
        return sessions.left(self._request.session) if self.signed_in else None

    @property
    def stay_url(self) -> str:
        return reverse("accounts:session_stay")

    @property
    def leave_url(self) -> str:
        return reverse("account_logout")


def _counted(number: int) -> str:
    """A number of waiting things: "99+" beyond that; empty for none."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number or "")


def portal(request: HttpRequest) -> dict[str, object]:
    """The context processor: {{ portal.navigation }} and its like."""
    return {"portal": Frame(request)}
