"""The state of the service: what it sees of itself, what staff tell, and who wants to hear of it."""
