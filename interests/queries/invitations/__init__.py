"""Invitations to quote as the public body sees them."""
