"""What a supplier's books say, and what those of a joint bidder's members say together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from groundwork.reference.models import Commodity
from onboarding import indicators
from onboarding.indicators import Indicator, Key, Part
from onboarding.models import FinancialStatement, JointMember, RupRegistration, Supplier
from onboarding.queries.dates import last_cut_off


class Heading(NamedTuple):
    """A class of the RUP with its name; one of an edition that is no longer in force is marked."""

    code: str
    title: str
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a joint bidder with its latest statements, if it has some and accepted its part."""

    part: JointMember
    statement: FinancialStatement | None

    @property
    def indicators(self) -> dict[Key, Indicator]:
        """The five of its latest statements; empty without any."""
        found = indicators.indicators(self.statement) if self.statement else []
        return {one.key: one for one in found}


@dataclass(frozen=True, slots=True)
class Together:
    """The finance of a joint bidder, by participation."""

    members: Sequence[Member]

    @property
    def share(self) -> Decimal:
        """What the parts of the members add up to."""
        return sum((member.part.share for member in self.members), Decimal(0))

    @property
    def waiting(self) -> list[Member]:
        """Those that have not accepted their part."""
        return [member for member in self.members if member.part.accepted_at is None]

    @property
    def silent(self) -> list[Member]:
        """Those that accepted and have no statements."""
        return [member for member in self.members if member.part.accepted_at and member.statement is None]

    @property
    def is_whole(self) -> bool:
        """Whether the indicators can be computed: the parts are all, accepted, and all have statements."""
        return self.share == indicators.WHOLE and not self.waiting and not self.silent

    def value(self, key: Key) -> Decimal | None:
        """The sum of the members' indicator by their share; None where one of theirs is undefined."""
        return indicators.by_participation(
            [Part(member.indicators[key].value, member.part.share) for member in self.members]
        )


def statements_of(supplier: Supplier) -> list[FinancialStatement]:
    """All of them, the latest first."""
    return list(supplier.statements.select_related("document__document_type").order_by("-cut_off_on"))


def is_current(statement: FinancialStatement, today: date) -> bool:
    """Whether it is the one that is asked for on that day: of last year, or the opening of a firm newer than that."""
    return statement.cut_off_on >= last_cut_off(today)


def rup_of(supplier: Supplier) -> RupRegistration | None:
    """The supplier's registration in the RUP, if it has told one."""
    return RupRegistration.objects.filter(supplier=supplier).select_related("document__document_type").first()


def rup_classes(registration: RupRegistration) -> list[Heading]:
    """Its classes by code, each with its name in the classifier."""
    codes = list(registration.classes.values_list("code", flat=True))
    there = Commodity.objects.in_bulk(codes)
    return [
        Heading(code, there[code].title, there[code].retired) if code in there else Heading(code, "", is_retired=True)
        for code in codes
    ]


def together(joint: Supplier) -> Together:
    """The members of a joint bidder with their latest statements, in two queries however many there are."""
    parts = list(joint.joint_members.current().select_related("member"))
    accepted = [part.member_id for part in parts if part.accepted_at]
    latest = FinancialStatement.objects.filter(supplier__in=accepted).order_by("supplier_id", "-cut_off_on")
    by_member = {statement.supplier_id: statement for statement in latest.distinct("supplier_id")}
    return Together([Member(part, by_member.get(part.member_id)) for part in parts])
