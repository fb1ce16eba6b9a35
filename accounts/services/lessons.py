"""Notices that teach once: which there are, and that a person has put one away."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Lesson, User

# Each is drawn where it is needed, by components/lesson.html.
FIRST_STEPS, REVIEW_KEYS = "first-steps", "review-keys"
SLUGS = frozenset({FIRST_STEPS, REVIEW_KEYS, "areas", "one-paper", "opportunities", "save-search"})


def put_away(user: User, slug: str) -> None:
    """Do not show it to the person again; ValidationError for one that there isn't."""
    if slug not in SLUGS:
        raise ValidationError(_("Ese aviso no existe."))
    Lesson.objects.bulk_create([Lesson(user=user, slug=slug)], ignore_conflicts=True)
