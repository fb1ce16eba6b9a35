"""What the pages of help read."""
