"""What is asked of a supplier on a day, and how far it is: the tasks of its file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from onboarding.models import DocumentRule, DocumentType, Officer, Supplier
from onboarding.queries.documents import MET, TO_MEND, Paper, State, papers, worst

Each = DocumentRule.Each
_GROUPS = [group.value for group in DocumentType.Group]


@dataclass(frozen=True, slots=True)
class Asked:
    """One paper that a rule asks for, of the supplier or of one person of it."""

    rule: DocumentRule
    officer: Officer | None
    papers: tuple[Paper, ...]
    # Nobody is written down yet of those whom the rule asks it of.
    needs_officer: bool = False

    @property
    def state(self) -> State:
        """Of its papers, the one that asks something of the supplier first."""
        return worst(paper.state for paper in self.papers)

    @property
    def document_type(self) -> DocumentType:
        return self.rule.document_type

    @property
    def has_room(self) -> bool:
        """Whether another file may be added to it."""
        return len(self.papers) < self.rule.maximum and not self.needs_officer


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing to give: a paper, or one of several that do as well."""

    options: tuple[Asked, ...]

    @property
    def required(self) -> bool:
        """Whether the file is not whole without it."""
        return any(option.rule.required for option in self.options)

    @property
    def shown(self) -> Asked:
        """The option that decides: one that is met, else one that was begun, else the first."""
        met = (option for option in self.options if option.state in MET)
        begun = (option for option in self.options if option.papers)
        return next(met, None) or next(begun, None) or self.options[0]

    @property
    def state(self) -> State:
        return self.shown.state

    @property
    def is_met(self) -> bool:
        """Whether nothing is left for the supplier to do."""
        return self.state in MET

    @property
    def group(self) -> str:
        return self.options[0].document_type.group

    @property
    def has_alternatives(self) -> bool:
        return len(self.options) > 1


@dataclass(frozen=True, slots=True)
class Tasks:
    """Everything that is asked of a supplier on a day, and the papers that nobody asks for (any more)."""

    demands: tuple[Demand, ...]
    others: tuple[Paper, ...]

    @property
    def required(self) -> list[Demand]:
        return [demand for demand in self.demands if demand.required]

    @property
    def done(self) -> int:
        """How many of the required ones leave nothing to do."""
        return sum(demand.is_met for demand in self.required)

    @property
    def to_mend(self) -> list[Demand]:
        """What was given and came back, ended or was not received: the required ones first."""
        found = [demand for demand in self.demands if demand.state in TO_MEND]
        return sorted(found, key=lambda demand: not demand.required)

    @property
    def missing(self) -> list[Demand]:
        """What must be there and is not."""
        return [demand for demand in self.required if demand.state == State.MISSING]

    @property
    def next_step(self) -> Demand | None:
        """The one thing to do next; None when there is none."""
        return next(iter([*self.to_mend, *self.missing]), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change of person type does to what is asked."""

    newly: list[DocumentRule]
    no_longer: list[DocumentRule]
    kept: list[DocumentRule]


def asked(supplier: Supplier, today: date) -> Tasks:
    """What is asked of the supplier on that day; the queries are as many however much it has given."""
    rules = DocumentRule.objects.asked_of(supplier.person_type, on=today)
    officers = supplier.officers.current().order_by("pk") if supplier.person_type == "legal" else ()
    return arrange(rules, list(officers), papers(supplier, today), has_board=supplier.has_board)


def difference(supplier: Supplier, to_type: str, today: date) -> Difference:
    """What another person type is newly asked, no longer asked, and asked as now. Papers given are always kept."""
    before = _by_type(DocumentRule.objects.asked_of(supplier.person_type, on=today))
    after = _by_type(DocumentRule.objects.asked_of(to_type, on=today))
    return Difference(
        newly=[rule for kind, rule in after.items() if kind not in before],
        no_longer=[rule for kind, rule in before.items() if kind not in after],
        kept=[rule for kind, rule in after.items() if kind in before],
    )


def arrange(
    rules: Iterable[DocumentRule], officers: Sequence[Officer], given: Sequence[Paper], *, has_board: bool | None
) -> Tasks:
    """The rules laid over who the supplier is and what it gave."""
    used: set[int] = set()
    demands: dict[tuple[object, ...], list[Asked]] = {}
    ordered = sorted(_newest(rules), key=_place)
    for rule in ordered:
        for option in _options(rule, officers, given, has_board=has_board):
            key = _key(option)
            if any(
                _key(other) == key and other.rule.document_type_id == rule.document_type_id for other in _all(demands)
            ):
                continue  # the same person in two posts identifies themselves once
            used.update(paper.document.pk for paper in option.papers)
            demands.setdefault(key, []).append(option)
    others = tuple(paper for paper in given if paper.document.pk not in used)
    return Tasks(tuple(Demand(tuple(options)) for options in demands.values()), others)


def _all(demands: Mapping[tuple[object, ...], list[Asked]]) -> Iterator[Asked]:
    for options in demands.values():
        yield from options


def _newest(rules: Iterable[DocumentRule]) -> list[DocumentRule]:
    """Where two rules of one paper are in force, the later one counts."""
    newest: dict[tuple[int, str], DocumentRule] = {}
    for rule in rules:
        held = newest.get((rule.document_type_id, rule.each))
        if held is None or (held.valid_from, held.pk) < (rule.valid_from, rule.pk):
            newest[rule.document_type_id, rule.each] = rule
    return list(newest.values())


def _options(
    rule: DocumentRule, officers: Sequence[Officer], given: Sequence[Paper], *, has_board: bool | None
) -> Iterator[Asked]:
    of_type = [paper for paper in given if paper.document.document_type_id == rule.document_type_id]
    if rule.each == Each.SUPPLIER:
        yield Asked(rule, None, tuple(paper for paper in of_type if paper.document.officer_id is None))
        return
    if rule.each == Each.BOARD_MEMBER and has_board is False:
        return
    whose = [officer for officer in officers if _is_asked(rule, officer)]
    for officer in whose:
        same = {other.pk for other in officers if _person(other) == _person(officer)}
        yield Asked(rule, officer, tuple(paper for paper in of_type if paper.document.officer_id in same))
    if not whose:
        yield Asked(rule, None, (), needs_officer=True)


def _is_asked(rule: DocumentRule, officer: Officer) -> bool:
    return (officer.post == Officer.Post.BOARD_MEMBER) == (rule.each == Each.BOARD_MEMBER)


def _person(officer: Officer) -> tuple[str, str]:
    return officer.identity_type, officer.identity_number


def _key(option: Asked) -> tuple[object, ...]:
    """What makes two rules alternatives: their group, about the same person; or else the paper itself."""
    rule = option.rule
    about = _person(option.officer) if option.officer else (rule.each if option.needs_officer else None)
    return (rule.one_of, about) if rule.one_of else ("", rule.document_type_id, about)


def _place(rule: DocumentRule) -> tuple[int, int, int, int]:
    kind = rule.document_type
    group = _GROUPS.index(kind.group) if kind.group in _GROUPS else len(_GROUPS)
    return group, kind.order, kind.pk, [*Each].index(Each(rule.each))


def _by_type(rules: Iterable[DocumentRule]) -> dict[int, DocumentRule]:
    found: dict[int, DocumentRule] = {}
    for rule in sorted(rules, key=_place):
        found.setdefault(rule.document_type_id, rule)
    return found
