"""Whose password it is: one look-up and one hash, whoever the login is for."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from accounts.models import User


class PersonBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth ships no types
    """allauth's, asking our own unique indexes. A username never holds "@", so a login names one thing only."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        login = str(credentials.get("username") or credentials.get("email") or "")
        found = User.objects.by_email(login) if "@" in login else User.objects.by_username(login)
        user: AbstractBaseUser | None = self._check_password(found.first(), credentials["password"])
        return user
