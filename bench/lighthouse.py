"""What Lighthouse takes off the worst of the ten most used pages, by category, beside the five points it may take.

It runs a portal of its own, with the demo's data (scripts/lighthouse.py).
"""

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory

from bench.results import Result
from scripts.lighthouse import CATEGORIES, LEAST
from tests.fixtures.portal_process import free_port

WHOLE = 100


def measure() -> list[Result]:
    """A row for each category; none, with the reason on the console, where Node or Chromium is missing."""
    with TemporaryDirectory(prefix="lighthouse-") as folder:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"PORTAL_DIR": folder, "PORT": str(free_port())}
        done = subprocess.run(
            [sys.executable, "-m", "scripts.lighthouse"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    lines = done.stdout.splitlines()
    if not lines:
        return []
    pages = json.loads(lines[-1])
    return [
        Result(
            f"lighthouse-{category}",
            WHOLE - min(scores[category] for scores in pages.values()),
            WHOLE - LEAST,
            "points lost",
            len(pages),
        )
        for category in CATEGORIES
    ]
