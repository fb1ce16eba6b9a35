"""Files that hold what the services say, kept from growing without end."""

import shutil
from pathlib import Path
from typing import IO

LARGEST = 5 * 1024 * 1024


def open_log(path: Path) -> IO[bytes]:
    """Open a log to add to it."""
    trim(path)
    return path.open("ab")


def trim(path: Path) -> None:
    """Empty a log that has passed 5 MB, keeping one copy of what it held.

    Its writers go on in the same file: they opened it to add, so they write from the new end.
    """
    if path.exists() and path.stat().st_size > LARGEST:
        shutil.copyfile(path, path.with_suffix(".1.log"))
        with path.open("r+b") as file:
            file.truncate(0)
