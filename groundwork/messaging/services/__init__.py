"""What the other rooms ask of messaging: owe a mail, announce a change, take announced work."""

from groundwork.messaging.mail import Content, Mail, compose, render
from groundwork.messaging.models import Lane, Lifting, Message, State, UndeliverableAddress
from groundwork.messaging.services.announcements import announce, announce_many, claimed, register, work_again
from groundwork.messaging.services.bounce_reading import read_folder as read_bounce_folder
from groundwork.messaging.services.bounce_reading import read_mailbox as read_bounce_mailbox
from groundwork.messaging.services.bounces import Outcome as BounceOutcome
from groundwork.messaging.services.bounces import expected as bounces_expected
from groundwork.messaging.services.bounces import lift, lifting, undeliverable
from groundwork.messaging.services.composers import Composer, register_composer
from groundwork.messaging.services.outbox import send, send_again, send_along, send_many, send_minted, withdraw
from groundwork.messaging.services.relaying import drain, relay
from groundwork.messaging.services.retention import clear_old_bodies, forget, forget_old_bounces

__all__ = [
    "BounceOutcome",
    "Composer",
    "Content",
    "Lane",
    "Lifting",
    "Mail",
    "Message",
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
    "forget_old_bounces",
    "lift",
    "lifting",
    "read_bounce_folder",
    "read_bounce_mailbox",
    "register",
    "register_composer",
    "relay",
    "render",
    "send",
    "send_again",
    "send_along",
    "send_many",
    "send_minted",
    "undeliverable",
    "withdraw",
    "work_again",
]
