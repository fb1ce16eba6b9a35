"""How people come into a public body's team."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.teams.models import Invitation, InvitationQuerySet
from procurement.models.entity import Entity, EntityRole


class EntityInvitation(Invitation):
    """An invitation to a public body's team, in one or several roles."""

    team_field = "entity"
    entity = models.ForeignKey(Entity, models.CASCADE, related_name="invitations")
    objects = InvitationQuerySet["EntityInvitation"].as_manager()

    class Meta(Invitation.Meta):
        verbose_name = _("invitación a una entidad")
        verbose_name_plural = _("invitaciones a entidades")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Invitation.Meta.constraints,
            models.UniqueConstraint(
                fields=["entity", "email"],
                condition=Q(accepted_at=None, declined_at=None, withdrawn_at=None),
                name="entityinvitation_one_open",
                violation_error_message=_(
                    "Ya hay una invitación sin respuesta para ese correo. Puede enviarla otra vez."
                ),
            ),
            models.CheckConstraint(
                condition=Q(roles__len__gte=1, roles__contained_by=EntityRole.values),
                name="entityinvitation_known_roles",
            ),
        ]
