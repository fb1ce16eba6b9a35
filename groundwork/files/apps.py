from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from groundwork.files.checks import uploads_are_sealed


class FilesConfig(AppConfig):
    name = "groundwork.files"
    verbose_name = _("archivos")

    def ready(self) -> None:
        checks.register(uploads_are_sealed)
