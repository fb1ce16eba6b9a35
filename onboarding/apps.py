from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OnboardingConfig(AppConfig):
    name = "onboarding"
    verbose_name = _("proveedores y su expediente")

    def ready(self) -> None:
        from accounts.services import notices  # noqa: PLC0415  # models wait until the apps are ready
        from groundwork.files import outcomes  # noqa: PLC0415
        from onboarding.services import documents, expiry  # noqa: PLC0415

        outcomes.register("onboarding.documents", documents.on_checked)
        notices.register(expiry.EXPIRY)
