"""The supplier's file: who offers, what is asked of it, what it gave, and what its reviewers said."""

from onboarding.models.bank import BankAccount
from onboarding.models.calendar import CalendarFeed
from onboarding.models.claim import NumberClaim
from onboarding.models.document import Document, DocumentVersion, DocumentView, Escalation, Review
from onboarding.models.experience import PastContract
from onboarding.models.finance import FinancialStatement, RupClass, RupRegistration
from onboarding.models.joint import JointMember
from onboarding.models.officer import Officer
from onboarding.models.rule import DocumentRule, DocumentType, ReturnReason
from onboarding.models.supplier import (
    BINDING,
    EDITING,
    NATURAL_PERSONS,
    IdentityType,
    Membership,
    PersonType,
    Role,
    Supplier,
    validate_nit,
)
from onboarding.models.team import JoinRequest, TeamInvitation

__all__ = [
    "BINDING",
    "EDITING",
    "NATURAL_PERSONS",
    "BankAccount",
    "CalendarFeed",
    "Document",
    "DocumentRule",
    "DocumentType",
    "DocumentVersion",
    "DocumentView",
    "Escalation",
    "FinancialStatement",
    "IdentityType",
    "JoinRequest",
    "JointMember",
    "Membership",
    "NumberClaim",
    "Officer",
    "PastContract",
    "PersonType",
    "ReturnReason",
    "Review",
    "Role",
    "RupClass",
    "RupRegistration",
    "Supplier",
    "TeamInvitation",
    "validate_nit",
]
