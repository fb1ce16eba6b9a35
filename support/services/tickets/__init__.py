"""Requests for help: asked, followed, attended and, in the end, forgotten."""
