"""Importing the open data of SECOP II."""

from procurement.services.imports.running import Counts, Importer, Result, Watch

__all__ = ["Counts", "Importer", "Result", "Watch"]
