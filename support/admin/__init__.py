"""The administration's pages of this room, by subject."""

from support.admin import status, systems, tickets

__all__ = ["status", "systems", "tickets"]
