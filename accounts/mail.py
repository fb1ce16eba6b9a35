"""The mails of sign-in: a code, what happened to an address, a password that changed."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import LoginCode, Purpose, User
from accounts.models.code import LIFETIME
from groundwork.messaging.mail import Content, Mail, compose, render

MINUTES = int(LIFETIME.total_seconds() // 60)


def login_code(row: LoginCode, digits: str, *, language: str) -> Content:
    """The code itself: in the body, alone on its line, never in the subject."""
    context = {**_asked(row), "code": digits, "minutes": MINUTES, "purpose": row.purpose, "Purpose": Purpose}
    return _render("login_code", context, row.user, language)


def account_exists(row: LoginCode, *, language: str) -> Content:
    """To the owner of an address with which somebody, perhaps they, tried to register again."""
    context = {**_asked(row), "login_url": _url("account_login"), "recovery_url": _url("accounts:recovery")}
    return _render("account_exists", context, None, language)


def no_account(row: LoginCode, *, language: str) -> Content:
    """To an address without an account for which recovery was asked."""
    return _render("no_account", {**_asked(row), "signup_url": _url("account_signup")}, None, language)


def password_changed(user: User, *, asked_from: str) -> Mail:
    """To the owner of an account whose password was just changed."""
    with timezone.override(ZoneInfo(user.time_zone)):
        return compose(
            "password-changed",
            "password_changed",
            {
                "name": user.get_short_name(),
                "at": timezone.now(),
                "asked_from": asked_from,
                "recovery_url": _url("accounts:recovery"),
            },
            to=user.email,
            recipient=user,
            language=user.language,
        )


def _asked(row: LoginCode) -> dict[str, Any]:
    return {"asked_at": row.created_at, "asked_from": row.asked_from}


def _render(name: str, context: dict[str, Any], user: User | None, language: str) -> Content:
    with timezone.override(ZoneInfo(user.time_zone if user else settings.TIME_ZONE)):
        return render(name, context, language=language)


def _url(name: str) -> str:
    return f"{settings.PORTAL_URL}{reverse(name)}"
