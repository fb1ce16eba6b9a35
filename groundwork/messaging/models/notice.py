"""Notices on screen: what a person was told, kept until they read it and for a while after."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

PATH_LENGTH = 300
_IS_UNREAD = ExpressionWrapper(Q(read_at__isnull=True), output_field=BooleanField())


def is_path_of_ours(path: str) -> bool:
    """Whether an address leads nowhere but into this portal, whatever a browser makes of it."""
    if not path.startswith("/") or len(path) > PATH_LENGTH or not path.isprintable():
        return False
    return url_has_allowed_host_and_scheme(path, allowed_hosts=None)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices by whose they are and whether they were read."""

    def of(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The user's own."""
        return self.filter(recipient_id=user.pk) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        """Those not yet read."""
        return self.filter(read_at=None)

    def with_is_unread(self) -> Self:
        """Each with `is_unread`, in the words of the index that keeps a person's unread ones together."""
        return self.annotate(is_unread=_IS_UNREAD)


class Notice(models.Model):
    """One line that a person finds on screen, once for each dedupe key, with the page that it speaks of."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", db_index=False, verbose_name=_("para")
    )
    kind = models.CharField(_("clase"), max_length=60)
    title = models.CharField(_("asunto"), max_length=250)
    # A path of this portal; empty when there is nothing to open.
    path = models.CharField(max_length=PATH_LENGTH, blank=True, default="", db_default="")
    dedupe_key = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(_("fecha"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("leído"), null=True, blank=True, editable=False)
    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("aviso en pantalla")
        verbose_name_plural = _("avisos en pantalla")
        indexes: ClassVar = [
            models.Index(F("recipient"), _IS_UNREAD, F("id"), name="notice_of_person"),
            models.Index(fields=["recipient"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["read_at"], name="notice_read_long_ago", condition=Q(read_at__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(path="") | Q(path__startswith="/") & ~Q(path__startswith="//"), name="notice_path_is_ours"
            ),
        ]

    def __str__(self) -> str:
        return self.title
