"""How people come into a supplier's team: somebody invites them, or they ask."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.teams.models import Invitation, InvitationQuerySet
from onboarding.models.supplier import Role, Supplier


class TeamInvitation(Invitation):
    """An invitation to a supplier's team, in one role."""

    team_field = "supplier"
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="invitations")
    objects = InvitationQuerySet["TeamInvitation"].as_manager()

    class Meta(Invitation.Meta):
        verbose_name = _("invitación a un equipo")
        verbose_name_plural = _("invitaciones a equipos")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Invitation.Meta.constraints,
            models.UniqueConstraint(
                fields=["supplier", "email"],
                condition=Q(accepted_at=None, declined_at=None, withdrawn_at=None),
                name="teaminvitation_one_open",
                violation_error_message=_(
                    "Ya hay una invitación sin respuesta para ese correo. Puede enviarla otra vez."
                ),
            ),
            models.CheckConstraint(
                condition=Q(roles__len=1, roles__contained_by=Role.values), name="teaminvitation_one_known_role"
            ),
        ]


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those made to the suppliers that the user is in."""
        return self.filter(supplier__in=Supplier.objects.of(user))

    def made_by(self, user: User | AnonymousUser) -> Self:
        """The user's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def open(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(decided_at=None, withdrawn_at=None)


class JoinRequest(models.Model):
    """That somebody asks to be added to the team of a supplier that is registered already; its administrators answer.

    The first to register a number administers it, and accepts or refuses the others.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="join_requests")
    note = models.CharField(_("mensaje"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("pedido"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("retirado"), blank=True, null=True)
    decided_at = models.DateTimeField(_("respondido"), blank=True, null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, null=True, related_name="+", verbose_name=_("respondió")
    )
    accepted = models.BooleanField(_("aceptado"), blank=True, null=True)
    reason = models.CharField(_("motivo"), max_length=300, blank=True)
    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("solicitud de ingreso a un equipo")
        verbose_name_plural = _("solicitudes de ingreso a equipos")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["supplier", "user"],
                condition=Q(decided_at=None, withdrawn_at=None),
                name="join_request_one_open",
                violation_error_message=_("Ya pidió entrar a ese equipo. Quien lo administra tiene su solicitud."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, accepted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, accepted__isnull=False, withdrawn_at=None),
                name="join_request_decided_once_by_somebody",
            ),
            models.CheckConstraint(
                # With "is not null": a check passes what it cannot tell.
                condition=Q(accepted__isnull=False, accepted=False) & ~Q(reason="")
                | Q(reason="") & (Q(accepted=None) | Q(accepted=True)),
                name="join_request_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("asked_at")), name="join_request_answered_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.code)
