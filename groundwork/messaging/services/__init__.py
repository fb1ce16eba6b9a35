"""What the other rooms ask of messaging: owe a mail, announce a change, take announced work."""

from groundwork.messaging.mail import Content, Mail, compose, render
from groundwork.messaging.models import Lane, Message, State
from groundwork.messaging.services.announcements import announce, announce_many, claimed, register, work_again
from groundwork.messaging.services.composers import Composer, register_composer
from groundwork.messaging.services.outbox import send, send_again, send_many, send_minted, withdraw
from groundwork.messaging.services.relaying import drain, relay
from groundwork.messaging.services.retention import clear_old_bodies, forget

__all__ = [
    "Composer",
    "Content",
    "Lane",
    "Mail",
    "Message",
    "State",
    "announce",
    "announce_many",
    "claimed",
    "clear_old_bodies",
    "compose",
    "drain",
    "forget",
    "register",
    "register_composer",
    "relay",
    "render",
    "send",
    "send_again",
    "send_many",
    "send_minted",
    "withdraw",
    "work_again",
]
