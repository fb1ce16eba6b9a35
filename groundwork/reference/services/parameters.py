"""Adds the legal figures that the portal ships."""

from django.db import transaction

from groundwork.reference.editions import ParameterRow
from groundwork.reference.models import Parameter


@transaction.atomic
def add_missing(rows: list[ParameterRow]) -> int:
    """Add the figures that are not there, and leave alone those that an administrator may have changed."""
    before = Parameter.objects.count()
    Parameter.objects.bulk_create(
        [
            Parameter(
                key=row.key,
                bracket=row.bracket,
                value=row.value,
                unit=row.unit,
                valid_from=row.valid_from,
                source=row.source,
                note=row.note,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    return Parameter.objects.count() - before
