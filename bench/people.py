"""Somebody who has registered, and their browser as the sign-in leaves it."""

from typing import Any

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device

from accounts.models import Authenticator, LoginCodeDevice, User
from accounts.services.people import create_person
from groundwork.web.actor import APP, FACTOR

PASSWORD = "vereda-quebrada-laurel-71"  # noqa: S105  # of a database that is thrown away


def person(name: str, **facts: Any) -> User:
    """Address proved, mailbox enrolled, today's documents accepted."""
    return create_person(
        username=name,
        email=f"{name}@example.com",
        full_name=f"Ana {name.capitalize()}",
        password=PASSWORD,
        verified=True,
        **facts,
    )


def signed_in(user: User, *, with_app: bool = False) -> Client:
    """A browser with a session as the last stage of the sign-in leaves it, by the mailbox or by an app."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    device: Device = (
        Authenticator.objects.create(user=user, name="app", confirmed=True)
        if with_app
        else LoginCodeDevice.objects.get(user=user)
    )
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    if with_app:
        session[FACTOR] = APP
    session.save()
    return client
