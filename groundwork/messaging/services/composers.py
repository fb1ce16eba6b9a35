"""Who finds the words of a message at the moment of sending."""

from collections.abc import Callable

from groundwork.messaging.mail import Content
from groundwork.messaging.models import Message

Composer = Callable[[Message], Content | None]

_composers: dict[str, Composer] = {}


def register_composer(kind: str, composer: Composer) -> None:
    """Have messages minted under this kind composed by this function; call it from AppConfig.ready().

    The relay calls it outside any transaction, just before sending, once for each attempt. It returns
    None when there is nothing to send any more (a code that has expired, a request that was withdrawn).
    """
    _composers[kind] = composer


def is_registered(kind: str) -> bool:
    """Whether somebody composes this kind."""
    return kind in _composers


def content_of(message: Message) -> Content | None:
    """The words to send now; None when there is nothing to send any more."""
    if message.minted:
        return _composers[message.kind](message)
    return Content(message.subject, message.text, message.html, message.headers)
