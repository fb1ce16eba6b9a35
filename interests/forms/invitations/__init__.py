"""The public body's side of an invitation to quote."""
