from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from groundwork.messaging.checks import mailer_keeps_the_lease


class MessagingConfig(AppConfig):
    name = "groundwork.messaging"
    verbose_name = _("mensajes")

    def ready(self) -> None:
        checks.register(mailer_keeps_the_lease)
