"""What the pages show of codes and their mails, and which version of each legal text counts."""

from accounts.queries.codes import last_time, masked, message_of, server_words

__all__ = ["last_time", "masked", "message_of", "server_words"]
