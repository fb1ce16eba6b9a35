"""What is read of the state of the service."""
