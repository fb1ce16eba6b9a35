"""Files of open data, whatever their form: an array, lines or a table; plain or compressed."""

from procurement.secop.files.entry import BrokenFileError, Entry
from procurement.secop.files.opening import entries

__all__ = ["BrokenFileError", "Entry", "entries"]
