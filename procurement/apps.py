from django.apps import AppConfig
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = _("entidades y procesos")

    def ready(self) -> None:
        from accounts import powers  # noqa: PLC0415  # models cannot be imported before the apps are ready
        from procurement.models import STRONG_ROLES, EntityMembership  # noqa: PLC0415

        strong = EntityMembership.objects.filter(user=OuterRef("pk"), role__in=STRONG_ROLES)
        powers.register(self.name, Exists(strong))
