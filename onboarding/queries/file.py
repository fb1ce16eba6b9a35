"""How far each section of a supplier's file is, beside its papers; what makes it whole."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from onboarding.models import BankAccount, FinancialStatement, JointMember, Officer, PastContract, PersonType, Supplier
from onboarding.queries import asked, dates
from onboarding.queries.asked import Tasks


@dataclass(frozen=True, slots=True)
class Sections:
    """What a supplier wrote in each section, counted."""

    people: int
    representatives: int
    board_members: int
    members: int  # of a joint bidder
    contracts: int
    has_statement: bool  # of the last year that closed, or of a new firm's opening
    bank: BankAccount | None


@dataclass(frozen=True, slots=True)
class File:
    """The whole file on a day."""

    supplier: Supplier
    tasks: Tasks
    sections: Sections

    @property
    def lacks(self) -> list[str]:
        """The names of the fields of its data that are empty."""
        supplier = self.supplier
        wanted = ["municipality_id", "address", "email", "phone"]
        if supplier.is_natural:
            wanted.insert(0, "identity_number")
        if supplier.person_type == PersonType.JOINT:
            wanted.insert(0, "joint_kind")
        return [name for name in wanted if not getattr(supplier, name)]

    @property
    def has_officers(self) -> bool:
        """Whether it says who represents it, and who sits on its board or that there is none."""
        board = self.supplier.has_board
        return self.sections.representatives > 0 and (
            board is False or (board is True and self.sections.board_members > 0)
        )

    @property
    def needs_statement(self) -> bool:
        """Whether figures of a year are expected: not of who keeps no accounts, nor of a joint bidder."""
        kind = self.supplier.person_type
        if kind == PersonType.LEGAL:
            return True
        return kind == PersonType.NATURAL and not self.explains_no_accounts

    @property
    def explains_no_accounts(self) -> bool:
        """Whether it gave the statement of keeping no accounts, in the place of figures."""
        return any(
            demand.is_met and demand.shown.document_type.slug == "no-accounts-statement"
            for demand in self.tasks.demands
        )

    @property
    def steps(self) -> list[bool]:
        """Each thing that makes the file whole, and whether it is done: its data, who represents it, its papers."""
        kind = self.supplier.person_type
        steps = [not self.lacks]
        if kind == PersonType.LEGAL:
            steps.append(self.has_officers)
        if kind == PersonType.JOINT:
            steps.append(self.supplier.formed_at is not None)
        if self.needs_statement:
            steps.append(self.sections.has_statement)
        return [*steps, *(demand.is_met for demand in self.tasks.required)]


def file_of(supplier: Supplier, today: date) -> File:
    """The file of a supplier on a day; as many queries however much it holds."""
    return File(supplier, asked.asked(supplier, today), _sections(supplier, today))


def _sections(supplier: Supplier, today: date) -> Sections:
    officers = Officer.objects.current().filter(supplier=OuterRef("pk")).values("supplier")
    board = Q(post=Officer.Post.BOARD_MEMBER)
    year = Q(cut_off_on=dates.last_cut_off(today)) | Q(kind=FinancialStatement.Kind.OPENING)
    counted = Supplier.objects.filter(pk=supplier.pk).annotate(
        people=Count("memberships"),
        representatives=Subquery(officers.exclude(board).annotate(n=Count("pk")).values("n")),
        board_members=Subquery(officers.filter(board).annotate(n=Count("pk")).values("n")),
        joined=Subquery(
            JointMember.objects.current()
            .filter(joint=OuterRef("pk"))
            .values("joint")
            .annotate(n=Count("pk"))
            .values("n")
        ),
        contracts=Subquery(
            PastContract.objects.filter(supplier=OuterRef("pk"))
            .order_by()
            .values("supplier")
            .annotate(n=Count("pk"))
            .values("n")
        ),
        has_statement=Exists(FinancialStatement.objects.filter(year, supplier=OuterRef("pk"))),
    )
    names = ("people", "representatives", "board_members", "joined", "contracts", "has_statement")
    people, representatives, board_members, joined, contracts, has_statement = counted.values_list(*names).get()
    return Sections(
        people=people,
        representatives=representatives or 0,
        board_members=board_members or 0,
        members=joined or 0,
        contracts=contracts or 0,
        has_statement=has_statement,
        bank=supplier.bank_accounts.filter(ended_at=None).defer("number").first(),
    )
