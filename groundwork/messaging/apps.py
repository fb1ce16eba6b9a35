from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    name = "groundwork.messaging"
    verbose_name = _("mensajes")

    def ready(self) -> None:
        from groundwork.messaging import checks as ours  # noqa: PLC0415  # models wait until the apps are ready
        from groundwork.messaging import webhooks  # noqa: PLC0415

        checks.register(ours.mailer_keeps_the_lease)
        checks.register(ours.bounces_can_be_believed)
        webhooks.connect()
