"""What the readers of the three forms share."""

from typing import Any

from procurement.secop.values import RefusedRowError

# One row of the open data takes about 3 KB; whatever is longer than this is no row, and never fills the memory.
LONGEST_ROW = 1024 * 1024

# A record, or the reason why there is none at its place.
type Entry = dict[str, Any] | RefusedRowError


class BrokenFileError(Exception):
    """The file cannot be read, or not to its end; the message is for the person who asked for it."""
