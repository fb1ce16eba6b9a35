"""Invitations to quote and their answers as an invited supplier sees them."""
