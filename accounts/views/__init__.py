"""Pages of people: registration, sign-in, recovery, the account."""
