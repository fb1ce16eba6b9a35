"""Invitations to quote: what a public body asks, of whom, and what they ask back."""

import uuid
from datetime import datetime
from functools import partial
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.reference import codes
from onboarding.models import BINDING, EDITING, Supplier
from procurement.models import Entity, EntityMembership, EntityRole, Process

# Who invites in the name of a public body; the rest of its team reads.
INVITING = (EntityRole.ADMINISTRATOR, EntityRole.BUYER, EntityRole.APPROVER)
_quantity = partial(models.DecimalField, max_digits=14, decimal_places=2)


class QuoteInvitationQuerySet(models.QuerySet["Invitation"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the public bodies that the user works for."""
        return self.filter(entity__in=Entity.objects.of(user))

    def managed_by(self, user: User | AnonymousUser) -> Self:
        """Those that the user may send, change and cancel."""
        return self.filter(entity__in=inviting_for(user))

    def drafts(self) -> Self:
        """Those that were not sent yet."""
        return self.filter(sent_at=None)

    def open(self, *, at: datetime) -> Self:
        """Those that receive answers at that time."""
        return self.filter(sent_at__isnull=False, cancelled_at=None, answers_by__gt=at)

    def closed(self, *, at: datetime) -> Self:
        """Those whose date has passed."""
        return self.filter(sent_at__isnull=False, cancelled_at=None, answers_by__lte=at)

    def cancelled(self) -> Self:
        """Those that were called off."""
        return self.filter(cancelled_at__isnull=False)


def inviting_for(user: User | AnonymousUser) -> models.QuerySet[Entity]:
    """The public bodies in whose name the user invites."""
    if not user.is_authenticated:
        return Entity.objects.none()
    held = EntityMembership.objects.filter(user=user, role__in=INVITING)
    return Entity.objects.filter(pk__in=held.values("entity"))


class Invitation(models.Model):
    """One request for quotes, for a process or, without one, for a market study. It is no offer and binds nobody."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(Entity, models.PROTECT, related_name="quote_invitations")
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="quote_invitations", verbose_name=_("proceso")
    )
    title = models.CharField(_("qué se va a cotizar"), max_length=200)
    message = models.TextField(_("mensaje"), max_length=4000)
    answers_by = models.DateTimeField(_("recibe respuestas hasta"))
    answers_hidden = models.BooleanField(_("ocultar las respuestas hasta esa fecha"), default=True, db_default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(_("enviada"), null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(_("cancelada"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("por qué se cancela"), max_length=500, blank=True, default="", db_default="")
    objects = QuoteInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitación a cotizar")
        verbose_name_plural = _("invitaciones a cotizar")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(sent_at__isnull=False) & ~Q(cancel_reason=""),
                name="quote_invitation_cancelled_with_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["entity", "-id"], name="quote_invitation_of_entity")]

    def __str__(self) -> str:
        return self.title

    def receives(self, at: datetime) -> bool:
        """Whether suppliers may still answer or change their answers."""
        return self.sent_at is not None and self.cancelled_at is None and at < self.answers_by

    def shows_answers(self, at: datetime) -> bool:
        """Whether the public body may see what was answered."""
        return not self.answers_hidden or at >= self.answers_by

    @property
    def file_owner(self) -> str:
        """Whose quota its files count against."""
        return f"entity:{self.entity.code}"


class InvitationItem(models.Model):
    """One thing to be priced."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(_("descripción"), max_length=300)
    commodity = models.CharField(_("código UNSPSC"), max_length=codes.LENGTH, blank=True, default="", db_default="")
    unit = models.CharField(_("unidad"), max_length=40)
    quantity = _quantity(_("cantidad"))

    class Meta:
        verbose_name = _("ítem de una invitación")
        verbose_name_plural = _("ítems de invitaciones")
        ordering = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitation", "position"], name="invitation_item_position_once"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="invitation_item_has_a_quantity",
                violation_error_message=_("La cantidad es mayor que cero."),
            ),
        ]

    def __str__(self) -> str:
        return self.description


class InvitationFile(models.Model):
    """A paper that goes with an invitation."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="quote_invitation")

    class Meta:
        verbose_name = _("archivo de una invitación")
        verbose_name_plural = _("archivos de invitaciones")

    def __str__(self) -> str:
        return str(self.file)


class InviteeQuerySet(models.QuerySet["Invitee"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """The invitations that were sent to the suppliers that the user belongs to."""
        return self.filter(supplier__in=Supplier.objects.of(user), invitation__sent_at__isnull=False)


class Invitee(models.Model):
    """One supplier's part in an invitation."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="invitees")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="quote_invitations")
    seen_at = models.DateTimeField(_("abierta"), null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("aceptada"), null=True, blank=True, editable=False)
    declined_at = models.DateTimeField(_("no aceptada"), null=True, blank=True, editable=False)
    decline_reason = models.CharField(_("por qué no"), max_length=500, blank=True, default="", db_default="")
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    objects = InviteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("proveedor invitado")
        verbose_name_plural = _("proveedores invitados")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["invitation", "supplier"], name="invitee_once"),
            models.CheckConstraint(
                condition=Q(declined_at=None) | Q(accepted_at=None), name="invitee_accepts_or_declines"
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | ~Q(decline_reason=""), name="invitee_declines_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} · {self.invitation}"

    def is_prepared_by(self, user: User) -> bool:
        """Whether the user may accept, decline, ask and write the answer."""
        return self.supplier.memberships.filter(user=user, role__in=EDITING).exists()

    def is_bound_by(self, user: User) -> bool:
        """Whether the user may send the answer in the supplier's name."""
        return self.supplier.memberships.filter(user=user, role__in=BINDING).exists()


class InvitationQuestion(models.Model):
    """What an invited supplier asked, and the answer; a shared one is shown to every invited supplier, unnamed."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invitee = models.ForeignKey(Invitee, models.CASCADE, related_name="questions")
    text = models.CharField(_("pregunta"), max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    answer = models.CharField(_("respuesta"), max_length=2000, blank=True, default="", db_default="")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    shared = models.BooleanField(_("mostrar a todos los invitados"), default=True, db_default=True)

    class Meta:
        verbose_name = _("pregunta sobre una invitación")
        verbose_name_plural = _("preguntas sobre invitaciones")
        ordering = ["asked_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="invitation_question_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return self.text
