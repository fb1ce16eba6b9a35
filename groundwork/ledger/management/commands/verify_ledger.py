"""`manage.py verify_ledger`: is the record whole?"""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from groundwork.ledger import services


class Command(BaseCommand):
    help = "Checks every entry of the record; ends with one JSON line, and with exit code 1 when something is broken."

    def handle(self, *_args: Any, **_options: Any) -> None:
        verdict = services.verify()
        self.stderr.write(f"{verdict.entries} entries follow each other; {verdict.evidence} still have their evidence.")
        answer: dict[str, Any] = {"entries": verdict.entries, "ok": verdict.ok}
        if not verdict.ok:
            answer |= {"broken": verdict.broken, "reason": verdict.reason}
        self.stdout.write(json.dumps(answer))
        if not verdict.ok:
            sys.exit(1)
