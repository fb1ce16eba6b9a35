from django.apps import AppConfig
from django.db.models import Exists, OuterRef


class ProcurementConfig(AppConfig):
    name = "procurement"

    def ready(self) -> None:
        from accounts import powers  # noqa: PLC0415  # models cannot be imported before the apps are ready
        from procurement.models import STRONG_ROLES, EntityMembership  # noqa: PLC0415

        strong = EntityMembership.objects.filter(user=OuterRef("pk"), role__in=STRONG_ROLES)
        powers.register(self.name, Exists(strong))
