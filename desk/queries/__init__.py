"""What the desks show, gathered from the rooms below, by subject."""

from desk.queries.desks import Today, desks, today

__all__ = ["Today", "desks", "today"]
