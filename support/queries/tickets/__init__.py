"""Requests for help, as each side reads them."""
