"""Django's commands, with the private PostgreSQL under them while they run."""

import signal
from types import FrameType

from django.conf import settings
from django.core.management import execute_from_command_line

from secop.local.postgres import serving

# What works on files alone, and the command that sees to the server itself.
WITHOUT_DATABASE = {
    "",
    "check_translations",
    "collectstatic",
    "compile_translations",
    "diffsettings",
    "help",
    "messages",
    "run",
    "version",
}
HELP = {"-h", "--help", "--version"}


def needs_database(words: list[str]) -> bool:
    """Whether the command, given as the words after manage.py, may ask the database something."""
    command = words[0] if words else ""
    return command not in WITHOUT_DATABASE and not HELP.intersection(words)


def _leave(sign: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + sign)


def run(words: list[str]) -> None:
    """Run one command; in local mode the server is up for it and, if nobody else uses it, stopped after it.

    Raises LocalError when the server cannot be started.
    """
    if not (needs_database(words[1:]) and settings.LOCAL_MODE):
        execute_from_command_line(words)
        return
    signal.signal(signal.SIGTERM, _leave)  # So that the server is left in order then too.
    with serving(settings.PORTAL_DIR):
        execute_from_command_line(words)
