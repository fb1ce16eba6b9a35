"""The administration's pages of this room, by subject."""

from onboarding.admin import claims, review, rules, suppliers
from onboarding.admin.base import ReadOnlyAdmin

__all__ = ["ReadOnlyAdmin", "claims", "review", "rules", "suppliers"]
