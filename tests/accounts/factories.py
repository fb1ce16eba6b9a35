"""People as the registration leaves them: address proved, mailbox enrolled, documents accepted."""

import base64
import time
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from django_otp.oath import TOTP
from factory.django import DjangoModelFactory

from accounts.models import Authenticator, Consent, LoginCodeDevice, User
from accounts.queries import legal
from accounts.services import people
from accounts.stages import DEVICES
from groundwork.web.actor import FACTOR
from tests.fixtures.mailbox import Mailbox

PASSWORD = "guadua-neblina-trocha-58"
ANSWER = "Escuela Normal de Pamplona"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class UserFactory(DjangoModelFactory[User]):
    """Somebody verified, whose password is PASSWORD and whose answer is ANSWER."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"persona{n}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@example.com")
    full_name = factory.Sequence(lambda n: f"Persona Número {n}")
    phone = "+576013344080"
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    security_question = "¿Cómo se llamaba su primera escuela?"
    security_answer = factory.LazyFunction(lambda: people.hash_answer(ANSWER))

    @factory.post_generation
    def whole(self: User, create: bool, extracted: Any, **kwargs: Any) -> None:
        if not create:
            return
        EmailAddress.objects.create(user=self, email=self.email.lower(), verified=True, primary=True)
        LoginCodeDevice.objects.create(user=self, name="email", confirmed=True)
        Consent.objects.bulk_create(
            Consent(user=self, document=document, version=version, at=timezone.now())
            for document, version in legal.in_force().items()
        )


class AuthenticatorFactory(DjangoModelFactory[Authenticator]):
    """An app that is enrolled with SECRET."""

    class Meta:
        model = Authenticator

    user = factory.SubFactory(UserFactory)
    name = "app"
    secret = SECRET
    confirmed = True


def sign_in(client: Client, user: User, device: Device | None = None) -> None:
    """A session as the last stage leaves it: with the device, the mailbox unless another is given."""
    client.force_login(user)
    device = device or LoginCodeDevice.objects.get(user=user)
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session[FACTOR] = DEVICES[type(device)]
    session.save()


def app_code(secret: str = SECRET, *, at: float | None = None) -> str:
    """What the authenticator app shows, now or at a Unix time."""
    clock = TOTP(base64.b32decode(secret))
    clock.time = time.time() if at is None else at
    return f"{clock.token():06}"


def wrong(code: str) -> str:
    """A code that is not that one."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def walk_in(client: Client, mailbox: Mailbox, user: User, **fields: str) -> str:
    """A whole sign-in through the pages, after what was owed is delivered: password, mailed code; where it leads."""
    mailbox.deliver()
    client.post("/ingresar/", {"login": user.username, "password": PASSWORD, **fields})
    return client.post("/ingresar/codigo/", {"code": mailbox.code(user.email)})["Location"]
