"""The little of the reference data that experience needs."""

from datetime import date

from groundwork.reference.models import Parameter
from tests.interests.factories import commodity

ROADS = "72141000"
WAGES = {2000: 260_100, 2024: 1_300_000, 2025: 1_423_500, 2026: 1_750_905}


def reference_data() -> None:
    """A class of the classifier, and the minimum wages of some years."""
    commodity(ROADS, "Construcción de autopistas y carreteras")
    for year, value in WAGES.items():
        Parameter.objects.get_or_create(
            key="smmlv", bracket=0, valid_from=date(year, 1, 1), defaults={"value": value, "unit": "cop", "source": "x"}
        )
