from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Personas")

    def ready(self) -> None:
        from accounts import sessions  # noqa: PLC0415  # models cannot be imported before the apps are ready
        from accounts.services import codes, delivery  # noqa: PLC0415
        from groundwork.messaging import services as messaging  # noqa: PLC0415

        messaging.register_composer(codes.KIND, delivery.compose)
        user_logged_in.connect(sessions.begin, dispatch_uid="accounts.sessions.begin")
