"""What accounts does: people, their factors, the codes for their mailboxes, registration and recovery."""
