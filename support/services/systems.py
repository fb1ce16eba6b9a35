"""Writing down what an administrator says of the related systems and their periods."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict

from accounts.models import User
from groundwork.ledger import services as ledger
from support.models import Period, RelatedSystem

Fact = RelatedSystem | Period


def facts_of(row: Fact) -> dict[str, Any]:
    """What the row says, for the record."""
    return {name: value for name, value in model_to_dict(row).items() if name not in {"id", "system"}}


@transaction.atomic
def record_edit(row: Fact, before: Mapping[str, Any], *, by: User) -> None:
    """Add what changed to the record, with what was said before; nothing when nothing did.

    People act on these facts, so that anybody must be able to see later what the page said on a day.
    """
    now = facts_of(row)
    changed = [name for name in now if before.get(name) != now[name]]
    if not changed:
        return
    system = row.system if isinstance(row, Period) else row
    verb = "related_system.period" if isinstance(row, Period) else "related_system.facts"
    content = {
        **({"order": row.order, "from_year": row.from_year} if isinstance(row, Period) else {}),
        "before": {name: before.get(name) for name in changed},
        "after": {name: now[name] for name in changed},
    }
    ledger.record(verb, system.slug, content, by=str(by.code))


@transaction.atomic
def mark_checked(row: RelatedSystem, on: date, *, by: User) -> None:
    """That somebody compared it that day with what its owner publishes."""
    before = facts_of(row)
    row.checked_on = on
    row.save(update_fields=["checked_on"])
    record_edit(row, before, by=by)
