"""What suppliers look for, what was found for them, and who is told."""

from interests.models.interest import Interest, Status
from interests.models.opportunity import Fit, Opportunity, OpportunityMatch, State
from interests.models.subscription import AlertSubscription

__all__ = ["AlertSubscription", "Fit", "Interest", "Opportunity", "OpportunityMatch", "State", "Status"]
