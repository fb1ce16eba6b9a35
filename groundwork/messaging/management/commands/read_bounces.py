"""`manage.py read_bounces`: what became of the mails that came back?"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork.messaging import services


class Command(BaseCommand):
    help = (
        "Reads the delivery reports of the bounce mailbox (BOUNCE_MAILBOX_URL), or those in a folder of .eml files; "
        "ends with one JSON line that says how many came to what."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="a folder of .eml files, in the place of the mailbox")

    def handle(self, *_args: Any, folder: Path | None = None, **_options: Any) -> None:
        if folder is None and not settings.BOUNCE_MAILBOX_URL:
            raise CommandError("BOUNCE_MAILBOX_URL is not set: name a folder of .eml files.")
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        outcomes = services.read_bounce_folder(folder) if folder else services.read_bounce_mailbox()
        self.stdout.write(json.dumps({outcome.value: outcomes[outcome] for outcome in services.BounceOutcome}))
