"""The mails about opportunities."""

from functools import cache
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.messaging.mail import Mail, compose
from interests import links
from interests.links import Act
from interests.queries import letters
from interests.queries.letters import Entry, Gathered, Letter
from interests.queries.reasons import News

KIND = letters.KIND


def digest(user: User, news: list[News], gathered: Gathered) -> Mail | None:
    """What is news to a person by area: each opportunity, why it is told, and what can be done about it by a link.

    None when nothing of it is there any more.
    """
    with timezone.override(ZoneInfo(user.time_zone)), translation.override(user.language):
        letter = gathered.letter(user, news)
        return _composed(user, letter) if letter else None


def _composed(user: User, letter: Letter) -> Mail:
    stop = links.unsubscribe_url(user.code)
    opportunities = reverse("interests:opportunity_list")
    return compose(
        KIND,
        "opportunities",
        {
            "name": user.get_short_name(),
            "letter": letter,
            "groups": [(group, [(entry, _links(user, entry)) for entry in group.entries]) for group in letter.groups],
            "words": _words(user.language),
            "list_url": links.absolute(opportunities),
            "areas_url": links.absolute(reverse("interests:interest_list")),
            "unsubscribe_url": stop,
        },
        to=user.email,
        recipient=user,
        language=user.language,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        path=letter.first.path if letter.count == 1 else opportunities,
    )


@cache
def _words(language: str) -> dict[str, str]:
    """What is said of every opportunity, translated once for each language."""
    with translation.override(language):
        return {
            "changed": _("Cambió:"),
            "value": _("Valor:"),
            "closing": _("Cierre:"),
            "why": _("Coincide:"),
            "also": _("También:"),
            "save": _("Guardar"),
            "discard": _("Descartar"),
            "mute": _("No avisarme de esta entidad"),
        }


def _links(user: User, entry: Entry) -> dict[str, str]:
    """The signed links of one opportunity, by what each does."""
    acts = {}
    if entry.decides:
        acts = {"save": Act.SAVE, "discard": Act.DISCARD} if entry.open else {"discard": Act.DISCARD}
    acts["mute"] = Act.MUTE_ENTITY
    urls = links.act_urls(acts.values(), person=user.code, opportunity=entry.opportunity)
    return dict(zip(acts, urls, strict=True))
