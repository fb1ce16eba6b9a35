"""Who has power over others, and so must have a passkey or an app.

The rooms above say what gives power in them, each in its AppConfig.ready(); this room asks no more than that.
"""

from collections.abc import Callable

from accounts.models import User

Rule = Callable[[User], bool]

_rules: dict[str, Rule] = {}


def register(name: str, rule: Rule) -> None:
    """Have `rule` say whether a person has power in that room; the same name again replaces it."""
    _rules[name] = rule


def needs_strong_factor(user: User) -> bool:
    """Whether the person administers, reviews, or has a role that a room above registered."""
    return user.is_staff or user.is_reviewer or any(rule(user) for rule in _rules.values())
