"""Who is told by mail about what an area of interest finds."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from interests.models.interest import Interest


class AlertSubscriptionQuerySet(models.QuerySet["AlertSubscription"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """The user's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def active(self) -> Self:
        """Those that mail is sent for."""
        return self.filter(active=True)


class AlertSubscription(models.Model):
    """One person's wish for mail about one area; it stays, inactive, when the person stops it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="alert_subscriptions")
    interest = models.ForeignKey(Interest, models.CASCADE, related_name="subscriptions", db_index=False)
    active = models.BooleanField(_("activa"), default=True, db_default=True)
    objects = AlertSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suscripción a avisos")
        verbose_name_plural = _("suscripciones a avisos")
        constraints = [
            models.UniqueConstraint(
                fields=["interest", "user"],
                name="alertsubscription_once_per_person",
                violation_error_message=_("Ya recibe avisos de esta área."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.interest}"
