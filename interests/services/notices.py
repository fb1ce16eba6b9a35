"""Where a person decides about the mails of opportunities: area by area."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.notices import Link, Notice
from interests import mail
from interests.models import Interest


def _areas(user: User) -> Link | None:
    """The list of their areas, for who has any."""
    if not Interest.objects.of(user).exists():
        return None
    return Link(reverse("interests:interest_list"), _("Elegir en mis áreas"))


OPPORTUNITIES = Notice(
    kind=mail.KIND,
    label=_("Oportunidades"),
    help=_("Procesos que coinciden con sus áreas de interés. Se activan y se apagan en cada área."),
    mutable=False,
    link=_areas,
)
