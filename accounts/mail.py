"""The mails of sign-in: a code, what happened to an address, a password that changed."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Activity, AddressChange, IdentityCheck, LegalText, LoginCode, Purpose, User
from accounts.models.change import STOPPABLE_FOR
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


def password_changed(user: User, *, asked_from: str, one_stays: bool = False) -> Mail:
    """To the owner of an account whose password was just changed; one session may have stayed open: theirs."""
    with timezone.override(ZoneInfo(user.time_zone)):
        return compose(
            "password-changed",
            "password_changed",
            {
                "name": user.get_short_name(),
                "at": timezone.now(),
                "asked_from": asked_from,
                "one_stays": one_stays,
                "recovery_url": _url("accounts:recovery"),
            },
            to=user.email,
            recipient=user,
            language=user.language,
        )


def identity_check_asked(check: IdentityCheck, stop_token: str) -> Mail:
    """To the mailbox of an account that somebody wants to recover without its answer: how to stop it."""
    facts = {"asked_at": check.asked_at, "asked_from": check.asked_from, "stop_url": _stop_url(stop_token)}
    facts["elsewhere"] = bool(check.new_email)
    return _to_person("identity-check-asked", "identity_check_asked", facts, check.user)


def identity_check_waits(check: IdentityCheck, reader: User) -> Mail:
    """To somebody of the staff who may decide: that one waits, and nothing about whose."""
    page = reverse("admin:accounts_identitycheck_change", args=[check.pk])
    facts = {"asked_at": check.asked_at, "url": f"{settings.PORTAL_URL}{page}"}
    return replace(_to_person("identity-check-waits", "identity_check_waits", facts, reader), path=page)


def sessions_closed(user: User, *, reason: str) -> Mail:
    """To whose sessions staff ended, and why."""
    facts = {"at": timezone.now(), "reason": reason, "login_url": _url("account_login")}
    return _to_person("sessions-closed", "sessions_closed", facts, user)


def identity_check_decided(check: IdentityCheck, stop_token: str) -> Mail:
    """What staff decided about it and why; the second notice before a recovery that they approved."""
    facts = {
        "approved": check.approved,
        "reason": check.reason,
        "good_from": check.good_from,
        "elsewhere": bool(check.new_email),
        "stop_url": _stop_url(stop_token),
        "recovery_url": _url("accounts:recovery"),
    }
    return _to_person("identity-check-decided", "identity_check_decided", facts, check.user)


def identity_check_link(check: IdentityCheck, use_token: str, stop_token: str, *, language: str) -> Content:
    """The link with which the person sets a new password, question and answer."""
    facts = {
        "name": check.user.get_short_name(),
        "use_url": _url("accounts:identity_check_use", use_token),
        "stop_url": _stop_url(stop_token),
        "good_until": check.good_until,
    }
    return _render("identity_check_link", facts, check.user, language)


def identity_check_used(user: User, *, asked_from: str, removed: int) -> Mail:
    """That the account was recovered so, and which factors went with it."""
    facts = {"at": timezone.now(), "asked_from": asked_from, "removed": removed}
    return _to_person("identity-check-used", "identity_check_used", facts, user)


def security_changed(user: User, kind: Activity.Kind, *, at: datetime, detail: str, asked_from: str) -> Mail:
    """That something by which the person proves who they are was added, changed or removed."""
    facts = {
        "kind": kind,
        "Kind": Activity.Kind,
        "at": at,
        "detail": detail,
        "asked_from": asked_from,
        "security_url": _url("accounts:security"),
        "recovery_url": _url("accounts:recovery"),
    }
    return _to_person("security-changed", "security_changed", facts, user)


def backup_code_used(user: User, *, at: datetime, left: int, asked_from: str) -> Mail:
    """That a back-up code was used, and how many are left."""
    facts = {
        "at": at,
        "left": left,
        "asked_from": asked_from,
        "codes_url": _url("accounts:backup_codes"),
        "recovery_url": _url("accounts:recovery"),
    }
    return _to_person("backup-code-used", "backup_code_used", facts, user)


def _stop_url(token: str) -> str:
    return _url("accounts:identity_check_stop", token)


def new_device(entry: Activity, not_me_token: str) -> Mail:
    """To whom somebody has just signed in as from a browser that was not known; how to say that it was not them."""
    facts = {
        "at": entry.at,
        "device": entry.device,
        "address": entry.address,
        "not_me_url": _url("accounts:not_me", not_me_token),
    }
    return _to_person("new-device", "new_device", facts, entry.user)


def account_shut(user: User, entry: Activity) -> Mail:
    """To who said that something in their account was not done by them: what was done, and how to get back in."""
    facts = {
        "what": entry.get_kind_display(),
        "at": entry.at,
        "recovery_url": _url("accounts:recovery"),
        "login_url": _url("account_login"),
    }
    return _to_person("account-shut", "account_shut", facts, user)


def _to_person(kind: str, template: str, facts: dict[str, Any], user: User) -> Mail:
    """A mail to a person, in their language and zone."""
    with timezone.override(ZoneInfo(user.time_zone)):
        context = {"name": user.get_short_name(), **facts}
        return compose(kind, template, context, to=user.email, recipient=user, language=user.language)


def address_taken(row: LoginCode, owner: User) -> Content:
    """To the owner of an address to which somebody else, or they themselves, wanted to move another account."""
    return _render("address_taken", {**_asked(row), "login_url": _url("account_login")}, owner, owner.language)


def email_change_asked(user: User, change: AddressChange, *, token: str) -> Mail:
    """To the mailbox that the account has, as soon as somebody asks to change it, with the way to stop it."""
    context = {"asked_from": change.asked_from, "asked_at": change.asked_at, **_stop(token)}
    return _to(user, "email-change-asked", context, to=change.old_email)


def email_changed(user: User, change: AddressChange, *, token: str) -> Mail:
    """To the mailbox that the account had until now, with the way to have it back."""
    context = {"asked_from": change.asked_from, "asked_at": change.asked_at, **_stop(token)}
    return _to(user, "email-changed", context, to=change.old_email)


def email_restored(user: User, change: AddressChange) -> Mail:
    """To the mailbox that lost the account again, since whoever reads the earlier one undid the change."""
    return _to(user, "email-restored", {}, to=change.new_email)


def data_review(user: User, *, since: datetime) -> Mail:
    """Once a year: are these still your data?"""
    context = {"since": since, "data_url": _url("accounts:data"), "notices_url": _url("accounts:notices")}
    return replace(_to(user, "data-review", context), path=reverse("accounts:data"))


def legal_change(user: User, text: LegalText) -> Mail:
    """That a new version of a document is coming: what changes, from when, and where to accept it before."""
    page = reverse("accounts:legal_accept")
    read = reverse("support:legal_version", args=[text.document, text.version])
    context = {
        "document": text,
        "read_url": f"{settings.PORTAL_URL}{read}",
        "accept_url": f"{settings.PORTAL_URL}{page}",
    }
    return replace(_to(user, "legal-change", context), path=page)


def account_closed(user: User) -> Mail:
    """The last mail to somebody who closed their account, made while their address is still known."""
    return _to(user, "account-closed", {"at": timezone.now(), "signup_url": _url("account_signup")})


def _to(user: User, kind: str, context: dict[str, Any], *, to: str = "") -> Mail:
    """A mail of that kind in the person's language and zone; its template has the kind's name."""
    with timezone.override(ZoneInfo(user.time_zone)):
        return compose(
            kind,
            kind.replace("-", "_"),
            {"name": user.get_short_name(), **context},
            to=to or user.email,
            recipient=user,
            language=user.language,
        )


def _stop(token: str) -> dict[str, Any]:
    return {
        "stop_url": f"{settings.PORTAL_URL}{reverse('accounts:email_stop', args=[token])}",
        "days": STOPPABLE_FOR.days,
    }


def _asked(row: LoginCode) -> dict[str, Any]:
    return {"asked_at": row.created_at, "asked_from": row.asked_from}


def _render(name: str, context: dict[str, Any], user: User | None, language: str) -> Content:
    with timezone.override(ZoneInfo(user.time_zone if user else settings.TIME_ZONE)):
        return render(name, context, language=language)


def _url(name: str, *args: str) -> str:
    return f"{settings.PORTAL_URL}{reverse(name, args=args)}"
