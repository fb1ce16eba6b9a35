"""What the pages of procurement ask of the database."""
