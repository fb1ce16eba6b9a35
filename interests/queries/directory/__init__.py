"""The directory of suppliers that public bodies look in: docs/directory.md is its meaning."""

from interests.queries.directory.asked import Order, Search
from interests.queries.directory.rows import SupplierRow
from interests.queries.directory.searching import PAGE_SIZE, Found, find

__all__ = ["PAGE_SIZE", "Found", "Order", "Search", "SupplierRow", "find"]
