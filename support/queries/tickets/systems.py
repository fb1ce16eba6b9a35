"""The systems that a request may be about."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from support.models import RelatedSystem
from support.models.ticket import THIS_PORTAL


def names() -> dict[str, str]:
    """This portal first, then the others, by their slug."""
    others = RelatedSystem.objects.exclude(slug=THIS_PORTAL).values_list("slug", "name")
    return {THIS_PORTAL: _("Este portal"), **dict(others)}


def another(slug: str) -> RelatedSystem | None:
    """The system of that slug, where it is not this portal."""
    return RelatedSystem.objects.exclude(slug=THIS_PORTAL).filter(slug=slug).first()


def asks_of(system: RelatedSystem) -> list[str]:
    """What a mail to its support must carry, in the active language."""
    text = system.support_asks_en if get_language() == "en" else system.support_asks_es
    return [line.strip() for line in text.splitlines() if line.strip()]
