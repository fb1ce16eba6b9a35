"""What is owed: mails to people, and work to other rooms."""

from groundwork.messaging.models.address import Lifting, UndeliverableAddress
from groundwork.messaging.models.bounce import Reason
from groundwork.messaging.models.message import GIVE_UP_AFTER, MAX_ATTEMPTS, Lane, Message, MessageQuerySet, State
from groundwork.messaging.models.notice import Notice, NoticeQuerySet
from groundwork.messaging.models.work import Work, WorkQuerySet

__all__ = [
    "GIVE_UP_AFTER",
    "MAX_ATTEMPTS",
    "Lane",
    "Lifting",
    "Message",
    "MessageQuerySet",
    "Notice",
    "NoticeQuerySet",
    "Reason",
    "State",
    "UndeliverableAddress",
    "Work",
    "WorkQuerySet",
]
