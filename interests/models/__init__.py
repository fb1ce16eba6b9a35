"""What suppliers look for, what was found for them, who is told, and the invitations that come from it."""

from interests.models.directory import DirectoryChange, DirectoryEntry
from interests.models.interest import Interest, Mipyme, Status
from interests.models.invitation import (
    INVITING,
    Invitation,
    InvitationFile,
    InvitationItem,
    InvitationQuestion,
    Invitee,
    inviting_for,
)
from interests.models.opportunity import Fit, Opportunity, OpportunityMatch, OpportunityNote, State
from interests.models.quote import Quote, QuoteDocument, QuotePrice
from interests.models.subscription import AlertSubscription, Cadence, Mute, PendingAlert, Weekday
from interests.models.trial import TrialAlert

__all__ = [
    "INVITING",
    "AlertSubscription",
    "Cadence",
    "DirectoryChange",
    "DirectoryEntry",
    "Fit",
    "Interest",
    "Invitation",
    "InvitationFile",
    "InvitationItem",
    "InvitationQuestion",
    "Invitee",
    "Mipyme",
    "Mute",
    "Opportunity",
    "OpportunityMatch",
    "OpportunityNote",
    "PendingAlert",
    "Quote",
    "QuoteDocument",
    "QuotePrice",
    "State",
    "Status",
    "TrialAlert",
    "Weekday",
    "inviting_for",
]
