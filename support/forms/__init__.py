"""What people type in the pages of help."""
