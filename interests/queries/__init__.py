"""What the pages and mails of this room read."""
