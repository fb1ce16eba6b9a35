"""The supplier's side of an invitation to quote."""
