"""What is done in every room at once: giving a person all their data, closing their account."""
