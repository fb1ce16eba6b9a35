"""Reading the reports that were returned: from the mailbox where one is configured, or from a folder of files."""

import logging
from collections import Counter
from pathlib import Path

from django.conf import settings

from groundwork.messaging import bounce_mailbox, reports
from groundwork.messaging.services import bounces
from groundwork.messaging.services.bounces import Outcome

logger = logging.getLogger(__name__)

# With twenty seconds for the slowest answer, well within a task's time.
MAILS_A_READING = 200


def read_mailbox(*, limit: int = MAILS_A_READING) -> Counter[Outcome]:
    """Note what the unread mails of the bounce mailbox report; returns how many reports came to what.

    A mail is marked as read after its reports are kept, so none is lost; one that is read twice changes nothing.
    While the mailbox is away nothing happens: the next reading finds it all.
    """
    outcomes: Counter[Outcome] = Counter()
    if not settings.BOUNCE_MAILBOX_URL:
        return outcomes
    try:
        with bounce_mailbox.opened(settings.BOUNCE_MAILBOX_URL) as mailbox:
            for number, content in mailbox.unread(limit=limit):
                outcomes += _note(content)
                mailbox.done(number)
    except bounce_mailbox.MailboxAwayError as fault:
        logger.warning("The bounce mailbox is away: %s", fault)
    return outcomes


def read_folder(folder: Path) -> Counter[Outcome]:
    """Note what the .eml files of a folder report; returns how many came to what. Raises OSError."""
    outcomes: Counter[Outcome] = Counter()
    for path in sorted(folder.glob("*.eml")):
        with path.open("rb") as file:
            outcomes += _note(file.read(reports.LARGEST + 1))
    return outcomes


def _note(content: bytes) -> Counter[Outcome]:
    found = reports.parse(content)
    if not found:
        logger.info("Ignored a mail of %s bytes: it is no delivery report about a mail of ours.", len(content))
        return Counter([Outcome.IGNORED])
    return bounces.note_all(found)
