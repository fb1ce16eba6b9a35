#!/usr/bin/env python
"""Runs the portal's commands; in local mode it sees to it that the database is there."""

import os
import sys

from secop.local.commands import run
from secop.local.problems import LocalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secop.settings")
    try:
        run(sys.argv)
    except LocalError as problem:
        sys.exit(f"{problem}")
