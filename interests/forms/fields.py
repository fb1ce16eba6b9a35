"""Fields that hold several places or public bodies, each under its own check box."""

from collections.abc import Sequence

from groundwork.reference.fields import MOST_CHOSEN, ChosenField
from groundwork.reference.models import Municipality
from procurement.models import Entity

MOST_PLACES, MOST_ENTITIES = MOST_CHOSEN, 100


class MunicipalitiesField(ChosenField):
    """DANE codes of municipalities."""

    def known(self, chosen: Sequence[str]) -> list[str]:
        existing = Municipality.objects.filter(code__in=chosen, retired=False).values_list("code", flat=True)
        self.refuse_unknown(chosen, existing)
        return sorted(chosen)


class EntitiesField(ChosenField):
    """Codes of public bodies, kept as their primary keys."""

    most = MOST_ENTITIES

    def known(self, chosen: Sequence[str]) -> list[int]:
        existing = dict(Entity.objects.filter(code__in=chosen).values_list("code", "pk"))
        self.refuse_unknown(chosen, existing)
        return sorted(existing.values())
