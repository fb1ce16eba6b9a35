"""The key ring and the fields that are sealed with it."""

import base64
import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Authenticator
from groundwork.files.keyring import KeyRing, UnreadableError
from tests.accounts.factories import SECRET, AuthenticatorFactory

OLD = f"k1:{base64.b64encode(b'1' * 32).decode()}"
NEW = f"k2:{base64.b64encode(b'2' * 32).decode()}"


@given(st.binary(max_size=500))
def test_what_was_sealed_is_read_back(plaintext):
    ring = KeyRing([OLD])
    sealed = ring.encrypt(plaintext, "a test")
    assert ring.decrypt(sealed, "a test") == plaintext
    assert sealed != ring.encrypt(plaintext, "a test")


def test_a_new_key_seals_and_the_old_one_still_reads():
    sealed = KeyRing([OLD]).encrypt(b"secreto", "a test")
    rotated = KeyRing([NEW, OLD])
    assert rotated.decrypt(sealed, "a test") == b"secreto"
    assert rotated.encrypt(b"secreto", "a test").startswith(b"k2:")
    signature = KeyRing([OLD]).sign(b"acto", "a test")
    assert rotated.verifies(signature, b"acto", "a test")
    assert rotated.sign(b"acto", "a test").startswith("k2:")


def test_a_lost_key_reads_nothing():
    sealed = KeyRing([OLD]).encrypt(b"secreto", "a test")
    with pytest.raises(UnreadableError):
        KeyRing([NEW]).decrypt(sealed, "a test")
    assert not KeyRing([NEW]).verifies(KeyRing([OLD]).sign(b"acto", "a test"), b"acto", "a test")


def test_what_was_made_for_one_purpose_is_nothing_for_another():
    ring = KeyRing([OLD])
    with pytest.raises(UnreadableError):
        ring.decrypt(ring.encrypt(b"secreto", "one"), "two")
    assert not ring.verifies(ring.sign(b"acto", "one"), b"acto", "two")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_one_changed_byte_is_noticed(position, change):
    ring = KeyRing([OLD])
    sealed = bytearray(ring.encrypt(b"secreto", "a test"))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(UnreadableError):
        ring.decrypt(bytes(sealed), "a test")


@pytest.mark.parametrize(
    "entries",
    [[], ["k1"], ["k1:no-base64!"], [f"k1:{base64.b64encode(b'short').decode()}"], [f":{OLD.partition(':')[2]}"]],
)
def test_a_ring_that_cannot_work_stops_the_start(entries):
    with pytest.raises(ImproperlyConfigured):
        KeyRing(entries)


@pytest.mark.django_db
def test_the_database_never_sees_the_secret():
    device = AuthenticatorFactory()
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_authenticator WHERE id = %s", [device.pk])
        (stored,) = cursor.fetchone()
    assert SECRET not in stored
    assert SECRET.encode() not in base64.b64decode(stored)
    assert Authenticator.objects.get().secret == SECRET


@pytest.mark.django_db
def test_the_ring_of_the_settings_can_be_rotated(settings):
    AuthenticatorFactory()
    newer = f"k9:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    settings.KEY_RING = [newer, *settings.KEY_RING]
    device = Authenticator.objects.get()
    assert device.secret == SECRET
    device.save()
    settings.KEY_RING = [newer]
    assert Authenticator.objects.get().secret == SECRET


@pytest.mark.django_db
def test_a_sealed_value_cannot_be_searched_for():
    with pytest.raises(Exception, match="Unsupported lookup"):
        Authenticator.objects.filter(secret=SECRET).exists()
