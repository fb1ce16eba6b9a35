"""The directory of suppliers that public bodies look in: docs/directory.md is its meaning."""

from interests.queries.directory.asked import Order, Search
from interests.queries.directory.rows import SupplierRow
from interests.queries.directory.searching import PAGE_SIZE, Found, find
from interests.queries.directory.tallies import CAP, Tally

__all__ = ["CAP", "PAGE_SIZE", "Found", "Order", "Search", "SupplierRow", "Tally", "find"]
