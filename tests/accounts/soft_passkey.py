"""A passkey made of software: what a browser and its authenticator would answer, and what they never would."""

import hashlib
import json
from base64 import urlsafe_b64encode
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from django_otp_webauthn.models import WebAuthnCredential

from accounts.models import User

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


def written(content: bytes) -> str:
    """base64url without padding, as WebAuthn writes it."""
    return urlsafe_b64encode(content).decode().rstrip("=")


class SoftPasskey:
    """One key pair with its counter."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = token_bytes(32)
        self.count = 0

    def register(self, options: dict[str, Any], *, origin: str = "") -> str:
        """The answer to navigator.credentials.create()."""
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        new = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(PRESENT | VERIFIED | NEW) + new}
        response = {
            "clientDataJSON": written(self._client_data("webauthn.create", options, origin)),
            "attestationObject": written(cbor2.dumps(statement)),
            "transports": ["internal"],
        }
        return self._answer(response)

    def sign(self, options: dict[str, Any], *, origin: str = "") -> str:
        """The answer to navigator.credentials.get()."""
        self.count += 1
        data = self._data(PRESENT | VERIFIED)
        client_data = self._client_data("webauthn.get", options, origin)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": written(client_data),
            "authenticatorData": written(data),
            "signature": written(signature),
        }
        return self._answer(response)

    def _data(self, flags: int) -> bytes:
        rp = hashlib.sha256(settings.OTP_WEBAUTHN_RP_ID.encode()).digest()
        return rp + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any], origin: str) -> bytes:
        origin = origin or settings.OTP_WEBAUTHN_ALLOWED_ORIGINS[0]
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": origin}).encode()

    def _answer(self, response: dict[str, Any]) -> str:
        answer = {"id": written(self.id), "rawId": written(self.id), "type": "public-key", "response": response}
        return json.dumps({**answer, "clientExtensionResults": {}})


def give_passkey(user: User, name: str = "celular") -> tuple[SoftPasskey, WebAuthnCredential]:
    """A passkey that the person has already."""
    soft = SoftPasskey()
    numbers = soft.key.public_key().public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
    kept = WebAuthnCredential.objects.create(
        user=user,
        name=name,
        confirmed=True,
        credential_id=soft.id,
        public_key=cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y}),
        sign_count=0,
    )
    return soft, kept


def add_options(client: Client) -> dict[str, Any]:
    """What the portal asks of a new passkey."""
    return dict(client.post("/cuenta/seguridad/llaves/opciones/").json())


def login_options(client: Client) -> dict[str, Any]:
    """What the portal asks of a passkey at a sign-in."""
    return dict(client.post("/ingresar/codigo/llave/").json())
