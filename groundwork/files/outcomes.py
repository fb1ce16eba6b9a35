"""Who is told what became of a file: rooms register when they start, and are called as its outcome is written."""

from collections.abc import Callable

from groundwork.files.models import StoredFile

type Listener = Callable[[StoredFile], None]

_listeners: dict[str, Listener] = {}


def register(name: str, listener: Listener) -> None:
    """Have it called, in the transaction that writes it, with every file that passed or was refused.

    A listener leaves alone what is not its own. One that raises keeps the outcome from being written: the file is
    tried again.
    """
    _listeners[name] = listener


def announce(stored: StoredFile) -> None:
    """Tell everybody; inside the transaction that writes the outcome."""
    for listener in list(_listeners.values()):
        listener(stored)
