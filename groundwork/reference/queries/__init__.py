"""What the rest of the portal asks of the reference data."""
