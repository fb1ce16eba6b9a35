"""What writes reference data: whole editions, each in one transaction."""
