"""Who has power over others, and so must have a passkey or an app.

The rooms above say what gives power in them, each in its AppConfig.ready(); this room asks no more than that.
"""

from functools import reduce
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from accounts.models import User

_rules: dict[str, Exists | Q] = {}


def register(name: str, rule: Exists | Q) -> None:
    """Have the condition on User say whether a person has power in that room; the same name again replaces it."""
    _rules[name] = rule


def condition() -> Combinable:
    """Whether a person administers, reviews, or has a role that a room above registered, as an expression on User."""
    rules = map(Q, _rules.values())
    return ExpressionWrapper(reduce(or_, rules, Q(is_staff=True) | Q(is_reviewer=True)), output_field=BooleanField())


def needs_strong_factor(user: User) -> bool:
    """The same of one person, as they are now."""
    return bool(user.is_staff or user.is_reviewer or User.objects.filter(condition(), pk=user.pk).exists())


def mark_of(user: User) -> str:
    """What changes when the person's powers may have: empty for who never had any. Reads nothing but their row."""
    changed = user.roles_changed_at
    if not (user.is_staff or user.is_reviewer or changed):
        return ""
    return f"{user.is_staff:d}{user.is_reviewer:d}:{changed.timestamp() if changed else 0}"


def note_change(user: User) -> None:
    """Have the person's sessions ask again, at their next request, what their roles demand."""
    User.objects.filter(pk=user.pk).update(roles_changed_at=timezone.now())
