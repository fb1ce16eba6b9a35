"""Requests for help: the pages of who asks, and those of who answers."""
