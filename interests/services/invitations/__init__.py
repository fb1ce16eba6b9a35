"""Invitations to quote as the public body writes, sends and follows them.

Locks go from the invitation to its invitees and their answers; the record's head comes last.
"""
