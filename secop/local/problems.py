"""What stops a start and that a person can put right."""


class LocalError(Exception):
    """A start is not possible; the message, in Spanish, is one line that says what to do."""
