from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from accounts.models import User


class ProcurementConfig(AppConfig):
    name = "procurement"

    def ready(self) -> None:
        from accounts import powers  # noqa: PLC0415  # models cannot be imported before the apps are ready
        from procurement.models import STRONG_ROLES, EntityMembership  # noqa: PLC0415

        def has_power(user: "User") -> bool:
            return EntityMembership.objects.filter(user=user, role__in=STRONG_ROLES).exists()

        powers.register(self.name, has_power)
