"""The mails that ask whether areas of interest are still right."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.messaging.mail import Mail, compose
from onboarding.models import Supplier

KIND = "interest-review"
# More than these are counted, and seen on screen.
SHOWN = 15


def areas_to_review(user: User, supplier: Supplier, names: Sequence[str]) -> Mail:
    """To who edits: the areas that nobody has looked at for months, and where to say that they are right."""
    return _to(user, supplier, "areas_to_review", names, reverse("interests:interest_list"))


def experience_uncovered(user: User, supplier: Supplier, codes: Sequence[str], *, path: str) -> Mail:
    """To who edits: codes of what the supplier says that it did, which no area looks for, and how to look for them."""
    return _to(user, supplier, "experience_uncovered", codes, path)


def rup_uncovered(user: User, supplier: Supplier, codes: Sequence[str], *, path: str) -> Mail:
    """To who edits: classes that were added to the RUP of the supplier, which no area looks for."""
    return _to(user, supplier, "rup_uncovered", codes, path)


def _to(user: User, supplier: Supplier, template: str, lines: Sequence[str], path: str) -> Mail:
    with timezone.override(ZoneInfo(user.time_zone)):
        return compose(
            KIND,
            template,
            {
                "name": user.get_short_name(),
                "team": supplier.name,
                "lines": lines[:SHOWN],
                "count": len(lines),
                "more": max(0, len(lines) - SHOWN),
                "url": f"{settings.PORTAL_URL}{path}",
                "notices_url": f"{settings.PORTAL_URL}{reverse('accounts:notices')}",
            },
            to=user.email,
            recipient=user,
            language=user.language,
        )
