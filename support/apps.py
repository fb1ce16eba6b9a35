from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = _("ayuda y estado del servicio")

    def ready(self) -> None:
        from support.services.status import telling as status_telling  # noqa: PLC0415  # models wait for the apps

        status_telling.register()
