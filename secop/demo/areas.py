"""What the demo's suppliers sell, so that their opportunities, and they in the directory, are there at once."""

from decimal import Decimal

from interests.models import Interest
from interests.services import areas
from onboarding.models import Membership

# Whose, the name, its codes, its departments, its least value.
AREAS: tuple[tuple[str, str, list[str], list[str], Decimal | None], ...] = (
    ("juridica", "Vías y obras civiles", ["72140000"], [], Decimal(100_000_000)),
    ("juridica", "Cemento y agregados", ["30111600"], [], None),
    ("natural", "Servicios profesionales", ["80111600", "86101700"], [], None),
    ("plural", "Interventoría de obras", ["81101500"], ["05", "15", "76"], None),
)


def create() -> None:
    """Save each area in the name of its supplier's administrator; it is matched at once."""
    for name, title, codes, places, least in AREAS:
        membership = Membership.objects.select_related("supplier", "user").get(user__email=f"{name}@demo.example")
        area = Interest(
            supplier=membership.supplier, name=title, codes=codes, places=places, value_min=least, visible=True
        )
        areas.save(area, by=membership.user, alert=True)
