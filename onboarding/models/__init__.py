"""The supplier's file. Part 3 fills it: documents, finance, experience, review."""

from onboarding.models.supplier import EDITING, Membership, Role, Supplier, validate_nit
from onboarding.models.team import JoinRequest, TeamInvitation

__all__ = ["EDITING", "JoinRequest", "Membership", "Role", "Supplier", "TeamInvitation", "validate_nit"]
