"""A team, its members and its invitations: what a supplier's and a public body's rows share. No table is here."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# The role that every kind of team has, and that no team may be without.
ADMINISTRATOR = "administrator"
GOOD_FOR = timedelta(days=14)
# The name of a role, and what may be done in it.
Duty = tuple[str | Promise, str | Promise]


class Team(models.Model):
    """Whoever people act for. Its `memberships` and `invitations` are the rows of each kind of team."""

    # How the record calls it: "supplier.member_added".
    kind: ClassVar[str]
    # Where its pages are: the namespace of their addresses, and the parameter that says which team is meant.
    namespace: ClassVar[str]
    parameter: ClassVar[str]
    roles: ClassVar[type[models.TextChoices]]
    # What each role may do, in a few words.
    duties: ClassVar[Mapping[Any, str | Promise]]
    # Those whose holders must have a passkey or an app.
    strong_roles: ClassVar[frozenset[str]] = frozenset()
    # Whether one person may hold several roles.
    several_roles: ClassVar[bool] = False

    if TYPE_CHECKING:
        code: Any
        name: Any
        memberships: Any
        invitations: Any
        objects: Any

    class Meta:
        abstract = True

    def page(self, name: str, *args: object) -> str:
        """The address of one of the pages of this team: "team", "team_invite", …"""
        return f"{reverse(f'{self.namespace}:{name}', args=args)}?{urlencode({self.parameter: self.code})}"

    def is_administered_by(self, user: User | AnonymousUser) -> bool:
        """Whether the user may change who is in it."""
        return user.is_authenticated and self.memberships.filter(user=user, role=ADMINISTRATOR).exists()

    def administrators(self) -> models.QuerySet[User]:
        """Those who administer it and can sign in."""
        held = self.memberships.filter(role=ADMINISTRATOR).values("user")
        return User.objects.filter(pk__in=held, is_active=True)

    @classmethod
    def labels_of(cls, roles: Iterable[str]) -> list[str | Promise]:
        """The names of those roles, in the order in which they are declared."""
        held = set(roles)
        return [role.label for role in cls.roles if role.value in held]

    @classmethod
    def duties_of(cls, roles: Iterable[str]) -> list[Duty]:
        """The same, each with what may be done in it."""
        held = set(roles)
        return [(role.label, cls.duties[role.value]) for role in cls.roles if role.value in held]

    @classmethod
    def caution_about(cls, roles: Iterable[str]) -> str | Promise:  # noqa: ARG003  # for the kinds that have one
        """What to warn of when one person holds all of these; empty when nothing."""
        return ""


class TeamMembership(models.Model):
    """That somebody has a role in a team."""

    since = models.DateTimeField(_("desde"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


class InvitationQuerySet[I: "Invitation"](models.QuerySet[I]):
    """Invitations by who may do what with them."""

    def to(self, teams: models.QuerySet[Any]) -> Self:
        """Those to these teams, which are the ones that somebody is in."""
        return self.filter(**{f"{self.model.team_field}__in": teams})

    def unanswered(self) -> Self:
        """Those that wait, or have expired waiting."""
        return self.filter(accepted_at=None, declined_at=None, withdrawn_at=None)

    def waiting_for(self, user: User) -> Self:
        """Those that the user could accept now."""
        return self.unanswered().filter(email=user.email.lower(), expires_at__gt=timezone.now())


class Invitation(models.Model):
    """That whoever reads one mailbox may join a team in those roles, within two weeks."""

    class State(models.TextChoices):
        OPEN = "open", _("Sin respuesta")
        EXPIRED = "expired", _("Venció")
        ACCEPTED = "accepted", _("Aceptada")
        DECLINED = "declined", _("No aceptada")
        WITHDRAWN = "withdrawn", _("Retirada")

    # The name of the foreign key to its team.
    team_field: ClassVar[str]

    if TYPE_CHECKING:
        objects: Any

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("correo"))  # in lower case
    roles = ArrayField(models.CharField(max_length=15), verbose_name=_("roles"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invitó"))
    asked_at = models.DateTimeField(_("hecha"), default=timezone.now)
    sends = models.PositiveSmallIntegerField(_("envíos"), default=1)
    sent_at = models.DateTimeField(_("último envío"), default=timezone.now)
    expires_at = models.DateTimeField(_("vence"))
    accepted_at = models.DateTimeField(_("aceptada"), blank=True, null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+", verbose_name=_("aceptó")
    )
    declined_at = models.DateTimeField(_("no aceptada"), blank=True, null=True)
    withdrawn_at = models.DateTimeField(_("retirada"), blank=True, null=True)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(declined_at=None, withdrawn_at=None)
                | Q(accepted_at=None, withdrawn_at=None)
                | Q(accepted_at=None, declined_at=None),
                name="%(class)s_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="%(class)s_accepted_by_somebody",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="%(class)s_lasts"),
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="%(class)s_email_lower"),
        ]

    def __str__(self) -> str:
        return str(self.code)

    @property
    def team(self) -> Team:
        """The one that it invites to."""
        team: Team = getattr(self, self.team_field)
        return team

    @property
    def state(self) -> State:
        """Where it stands now."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.declined_at:
            return self.State.DECLINED
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.EXPIRED if timezone.now() >= self.expires_at else self.State.OPEN

    @property
    def dedupe_key(self) -> str:
        """That of the mail that was sent last."""
        return f"team-invitation:{self.code}:{self.sends}"

    @property
    def role_labels(self) -> list[str | Promise]:
        return self.team.labels_of(self.roles)

    @property
    def needs_strong(self) -> bool:
        """Whether one of its roles asks for a passkey or an app."""
        return not self.team.strong_roles.isdisjoint(self.roles)

    @property
    def url(self) -> str:
        """The page that answers it, the same for everybody."""
        return reverse(f"{self.team.namespace}:team_invitation", args=[self.code])

    def is_for(self, user: User | AnonymousUser) -> bool:
        """Whether it was sent to the address that the user has proved to be theirs."""
        if not user.is_authenticated or user.email.lower() != self.email:
            return False
        return bool(EmailAddress.objects.filter(user=user, email__iexact=self.email, verified=True).exists())
