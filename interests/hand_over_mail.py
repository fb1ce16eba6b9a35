"""The mail to who looks after an opportunity from now on."""

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import User
from accounts.teams.mail import to_person
from groundwork.messaging.mail import Mail
from interests.links import absolute
from interests.models import Opportunity
from interests.queries.narrowing import STATES

KIND = "opportunity-handed"  # as its template


def handed_over(given: Sequence[Opportunity], *, reader: User, by: User) -> Mail:
    """Which opportunities of one supplier they are, and who passed them."""
    pages = [reverse("interests:opportunity", args=[one.code]) for one in given]
    tab = next(name for name, state in STATES.items() if state == given[0].state)
    mine = f"{reverse('interests:opportunity_list')}?estado={tab}&mias=1"
    return to_person(
        "opportunity_handed",
        given[0].supplier,
        reader,
        path=pages[0] if len(pages) == 1 else mine,
        who=by.full_name,
        title=given[0].process.title if len(given) == 1 else "",
        entries=[(one.process, absolute(page)) for one, page in zip(given, pages, strict=True)],
        list_url=absolute(mine),
        notices_url=absolute(reverse("accounts:notices")),
    )
