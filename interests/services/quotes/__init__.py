"""Answers to invitations, as the suppliers write, send and withdraw them.

Those who edit a supplier's file accept, decline, ask and write; sending and withdrawing bind, and are for its
administrators and signers. Locks go from the invitation to its invitees and their answers.
"""
