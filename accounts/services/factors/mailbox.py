"""The mailbox as a factor: everybody has it."""

from allauth.account.models import EmailAddress

from accounts.models import LoginCodeDevice, User


def mailbox_of(user: User) -> LoginCodeDevice:
    """The person's mailbox as a factor."""
    device: LoginCodeDevice
    device, _created = LoginCodeDevice.objects.get_or_create(user=user, defaults={"name": "email", "confirmed": True})
    return device


def confirm_mailbox(user: User) -> None:
    """Note that the person reads the mailbox of their account: a code sent there has just been typed."""
    address, _created = EmailAddress.objects.get_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    if not address.verified:
        address.set_verified()
