"""The mails about asking to join a supplier's team; those about invitations are in accounts.teams."""

from accounts.models import User
from accounts.teams.mail import to_person
from groundwork.messaging.mail import Mail
from onboarding.models import JoinRequest


def join_asked(row: JoinRequest, *, reader: User) -> Mail:
    """To an administrator: somebody asks to be added, and says who they are."""
    return to_person("join_asked", row.supplier, reader, person=row.user, note=row.note)


def join_refused(row: JoinRequest) -> Mail:
    """To who asked: the answer is no, with the reason. It names the number, which they typed, and nobody."""
    return to_person("join_refused", row.supplier, row.user, nit=row.supplier.nit, reason=row.reason)
