"""The administration's pages of this room, by subject."""

from accounts.admin import legal, people

__all__ = ["legal", "people"]
