"""What is asked of each kind of supplier on a day, from the rules that onboarding itself goes by."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from onboarding.models import DocumentRule, PersonType
from onboarding.queries.asked import Demand, arrange


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one kind of supplier: those that must be there, and those that may."""

    person_type: PersonType
    required: list[Demand]
    optional: list[Demand]


def papers_by_person(on: date) -> list[Papers]:
    """What the rules in force on that day ask of each kind of supplier. Two queries."""
    rules = DocumentRule.objects.in_force(on).select_related("document_type")
    by_type: defaultdict[str, list[DocumentRule]] = defaultdict(list)
    for rule in rules.order_by("document_type__group", "document_type__order", "pk"):
        by_type[rule.person_type].append(rule)
    found = []
    for person_type in PersonType:
        demands = arrange(by_type[person_type], [], [], has_board=None).demands
        required = [demand for demand in demands if demand.required]
        found.append(Papers(person_type, required, [demand for demand in demands if not demand.required]))
    return found
