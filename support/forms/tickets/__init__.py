"""What is typed on both sides of a request for help."""
