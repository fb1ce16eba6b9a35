from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.teams.models import GOOD_FOR
from onboarding.models import (
    BankAccount,
    Document,
    DocumentRule,
    DocumentType,
    DocumentVersion,
    FinancialStatement,
    JoinRequest,
    JointMember,
    Membership,
    NumberClaim,
    Officer,
    PastContract,
    PersonType,
    Role,
    RupRegistration,
    Supplier,
    TeamInvitation,
)
from tests.accounts.factories import UserFactory


class SupplierFactory(DjangoModelFactory):
    class Meta:
        model = Supplier

    person_type = PersonType.LEGAL
    name = factory.Sequence(lambda n: f"Suministros {n} S. A. S.")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    supplier = factory.SubFactory(SupplierFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.ADMINISTRATOR


class TeamInvitationFactory(DjangoModelFactory[TeamInvitation]):
    """An invitation that waits, to edit."""

    class Meta:
        model = TeamInvitation

    supplier = factory.SubFactory(SupplierFactory)
    email = factory.Sequence(lambda n: f"invitada{n}@example.com")
    roles = factory.LazyFunction(lambda: [Role.EDITOR])
    invited_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    sent_at = factory.SelfAttribute("asked_at")
    expires_at = factory.LazyAttribute(lambda made: made.sent_at + GOOD_FOR)


class JoinRequestFactory(DjangoModelFactory[JoinRequest]):
    """A request that nobody has answered."""

    class Meta:
        model = JoinRequest

    supplier = factory.SubFactory(SupplierFactory)
    user = factory.SubFactory(UserFactory)


class OfficerFactory(DjangoModelFactory[Officer]):
    """A legal representative."""

    class Meta:
        model = Officer

    supplier = factory.SubFactory(SupplierFactory)
    post = Officer.Post.REPRESENTATIVE
    full_name = factory.Sequence(lambda n: f"Representante Número {n}")
    identity_type = "cc"
    identity_number = factory.Sequence(lambda n: f"{1000000 + n}")


class DocumentTypeFactory(DjangoModelFactory[DocumentType]):
    """A paper that nobody is asked for yet."""

    class Meta:
        model = DocumentType

    slug = factory.Sequence(lambda n: f"papel-{n}")
    group = DocumentType.Group.USUAL
    order = 90
    name = factory.Sequence(lambda n: f"Papel número {n}")
    name_en = factory.Sequence(lambda n: f"Paper number {n}")


class DocumentRuleFactory(DjangoModelFactory[DocumentRule]):
    """That legal persons must give it, from this year on."""

    class Meta:
        model = DocumentRule

    document_type = factory.SubFactory(DocumentTypeFactory)
    person_type = PersonType.LEGAL
    source = "Uso del portal"
    valid_from = date(2026, 1, 1)


class DocumentFactory(DjangoModelFactory[Document]):
    """A paper in a supplier's library, without a version yet."""

    class Meta:
        model = Document

    supplier = factory.SubFactory(SupplierFactory)
    document_type = factory.SubFactory(DocumentTypeFactory)


class DocumentVersionFactory(DjangoModelFactory[DocumentVersion]):
    """The first version of a paper: its file passed the pipeline and it waits for a reviewer.

    checking=True leaves its file in quarantine; approved=True and approved=False decide it.
    """

    class Meta:
        model = DocumentVersion

    class Params:
        checking = factory.Trait(ready_at=None)

    document = factory.SubFactory(DocumentFactory)
    number = 1
    file = factory.SubFactory(
        "tests.files.factories.StoredFileFactory",
        owner=factory.LazyAttribute(lambda made: made.factory_parent.document.supplier.file_owner),
        received_at=factory.LazyAttribute(lambda made: made.factory_parent.ready_at or timezone.now()),
        passed_at=factory.LazyAttribute(lambda made: made.factory_parent.ready_at),
    )
    uploaded_by = factory.SubFactory(UserFactory)
    ready_at = factory.LazyFunction(timezone.now)
    decided_at = factory.LazyAttribute(lambda made: None if made.approved is None else timezone.now())
    approved = None


class JointFactory(SupplierFactory):
    """A consortium without members yet."""

    person_type = PersonType.JOINT
    joint_kind = Supplier.JointKind.CONSORTIUM
    name = factory.Sequence(lambda n: f"Consorcio {n}")


class JointMemberFactory(DjangoModelFactory[JointMember]):
    """A firm with half of a consortium, asked and not answered."""

    class Meta:
        model = JointMember

    joint = factory.SubFactory(JointFactory)
    member = factory.SubFactory(SupplierFactory)
    share = Decimal(50)
    asked_by = factory.SubFactory(UserFactory)


class FinancialStatementFactory(DjangoModelFactory[FinancialStatement]):
    """Statements of last year (tests stand in 2026), with ratios that come out even."""

    class Meta:
        model = FinancialStatement

    supplier = factory.SubFactory(SupplierFactory)
    kind = FinancialStatement.Kind.CERTIFIED
    cut_off_on = date(2025, 12, 31)
    current_assets = Decimal(1_200_000_000)
    total_assets = Decimal(2_000_000_000)
    current_liabilities = Decimal(800_000_000)
    total_liabilities = Decimal(1_000_000_000)
    equity = Decimal(1_000_000_000)
    operating_profit = Decimal(300_000_000)
    interest_expense = Decimal(100_000_000)


class RupRegistrationFactory(DjangoModelFactory[RupRegistration]):
    """Renewed and in force in 2026, without classes."""

    class Meta:
        model = RupRegistration

    supplier = factory.SubFactory(SupplierFactory)
    number = factory.Sequence(lambda n: f"{10_000 + n}")
    chamber = "Cámara de Comercio de Ejemplo"
    renewed_on = date(2026, 3, 2)
    in_force_on = date(2026, 3, 20)


class PastContractFactory(DjangoModelFactory[PastContract]):
    """A public contract carried out alone and ended in 2025."""

    class Meta:
        model = PastContract

    supplier = factory.SubFactory(SupplierFactory)
    counterparty = factory.Sequence(lambda n: f"Alcaldía de Ejemplo {n}")
    is_public = True
    subject = "Mantenimiento de la red vial terciaria"
    commodities = factory.LazyFunction(lambda: ["72141000"])
    value = Decimal(142_350_000)
    value_smmlv = Decimal(100)
    started_on = date(2025, 2, 1)
    ended_on = date(2025, 11, 30)


class BankAccountFactory(DjangoModelFactory[BankAccount]):
    """The account in which the supplier is paid now."""

    class Meta:
        model = BankAccount

    supplier = factory.SubFactory(SupplierFactory)
    bank = "Banco de Prueba"
    kind = BankAccount.Kind.SAVINGS
    number = "123456789012"
    last_digits = factory.LazyAttribute(lambda made: made.number[-4:])
    holder = factory.LazyAttribute(lambda made: made.supplier.name)
    set_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))
    set_by = factory.SubFactory(UserFactory)


class NumberClaimFactory(DjangoModelFactory[NumberClaim]):
    """A claim that nobody has decided."""

    class Meta:
        model = NumberClaim

    supplier = factory.SubFactory(SupplierFactory, nit="9990000012")
    claimed_by = factory.SubFactory(UserFactory)
    person_type = PersonType.LEGAL
    name = "Vías del Sur S. A. S."
    words = "El certificado de la cámara de comercio dice que soy su representante legal."
