from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferenceConfig(AppConfig):
    name = "groundwork.reference"
    verbose_name = _("Datos de referencia")
