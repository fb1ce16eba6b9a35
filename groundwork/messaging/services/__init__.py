"""What the other rooms ask of messaging: owe a mail, announce a change, take announced work."""

from groundwork.messaging.mail import Content, Mail, compose, render
from groundwork.messaging.models import Lane, Lifting, Message, Notice, State, UndeliverableAddress
from groundwork.messaging.models.notice import is_path_of_ours
from groundwork.messaging.services.announcements import announce, announce_many, claimed, register, work_again
from groundwork.messaging.services.bounce_reading import read_folder as read_bounce_folder
from groundwork.messaging.services.bounce_reading import read_mailbox as read_bounce_mailbox
from groundwork.messaging.services.bounces import Outcome as BounceOutcome
from groundwork.messaging.services.bounces import expected as bounces_expected
from groundwork.messaging.services.bounces import lift, lifting, undeliverable
from groundwork.messaging.services.composers import Composer, register_composer
from groundwork.messaging.services.notices import READ_KEPT, forget_old_notices, post, read, read_up_to
from groundwork.messaging.services.outbox import send, send_again, send_along, send_many, send_minted, withdraw
from groundwork.messaging.services.relaying import drain, relay
from groundwork.messaging.services.retention import clear_old_bodies, forget, forget_old_bounces
from groundwork.messaging.services.strangers import forget_by_key, withdraw_by_key
from groundwork.messaging.services.wishes import register_wishes

__all__ = [
    "READ_KEPT",
    "BounceOutcome",
    "Composer",
    "Content",
    "Lane",
    "Lifting",
    "Mail",
    "Message",
    "Notice",
    "State",
    "UndeliverableAddress",
    "announce",
    "announce_many",
    "bounces_expected",
    "claimed",
    "clear_old_bodies",
    "compose",
    "drain",
    "forget",
    "forget_by_key",
    "forget_old_bounces",
    "forget_old_notices",
    "is_path_of_ours",
    "lift",
    "lifting",
    "post",
    "read",
    "read_bounce_folder",
    "read_bounce_mailbox",
    "read_up_to",
    "register",
    "register_composer",
    "register_wishes",
    "relay",
    "render",
    "send",
    "send_again",
    "send_along",
    "send_many",
    "send_minted",
    "undeliverable",
    "withdraw",
    "withdraw_by_key",
    "work_again",
]
