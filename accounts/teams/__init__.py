"""What the teams of suppliers and of public bodies have in common; the memberships live with them."""
