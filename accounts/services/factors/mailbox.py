"""The mailbox as a factor: everybody has it."""

from accounts.models import LoginCodeDevice, User


def mailbox_of(user: User) -> LoginCodeDevice:
    """The person's mailbox as a factor."""
    device: LoginCodeDevice
    device, _created = LoginCodeDevice.objects.get_or_create(user=user, defaults={"name": "email", "confirmed": True})
    return device
