"""Reviewing documents: taking one, deciding it, raising a suspicion about it."""
