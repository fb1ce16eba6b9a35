"""Where the pages of one's own account stand."""

from django.urls import reverse
from django.utils.translation import gettext as _

from groundwork.web.components import Crumb


def above(*more: Crumb) -> list[Crumb]:
    """The way from one's account to a page below it."""
    return [Crumb(_("Mi cuenta"), reverse("accounts:account")), *more]
