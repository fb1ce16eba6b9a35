"""What people and staff do here."""
