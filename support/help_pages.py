"""Every page of the help, for the search to read: what it is called in the addresses, and of what kind it is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from support.guides import GUIDES
from support.models import RelatedSystem


class Kind(models.TextChoices):
    """What a result of the search is."""

    GUIDE = "guide", _("Guía")
    SIGN_IN = "sign_in", _("Ingreso")
    SYSTEM = "system", _("Sistema")
    TERM = "term", _("Glosario")
    SUPPORT = "support", _("Ayuda")
    LEGAL = "legal", _("Legal")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page, and how it is read."""

    address: str
    kind: Kind
    # Each of its sections stands for itself, and is found apart.
    section_by_section: bool = False
    # Sections that have no address of their own come and go.
    only_with_address: bool = False
    # The pages under its address that it links to are pages of the help too.
    with_pages_under_it: bool = False


def _nothing() -> Iterable[tuple[str, ...]]:
    return [()]


def _systems() -> Iterable[tuple[str, ...]]:
    return [(slug,) for slug in RelatedSystem.objects.filter(has_page=True).values_list("slug", flat=True)]


def _guides() -> Iterable[tuple[str, ...]]:
    return [(slug,) for slug in GUIDES]


# The name of each address, with what it takes.
PAGES: tuple[tuple[str, Kind, Callable[[], Iterable[tuple[str, ...]]]], ...] = (
    ("support:guide", Kind.GUIDE, _guides),
    ("support:shortcuts", Kind.GUIDE, _nothing),
    ("support:sign_in_help", Kind.SIGN_IN, _nothing),
    ("support:systems", Kind.SYSTEM, _nothing),
    ("support:system", Kind.SYSTEM, _systems),
    ("support:before_signing", Kind.SYSTEM, _nothing),
    ("support:channels", Kind.SUPPORT, _nothing),
    ("support:contact", Kind.SUPPORT, _nothing),
    ("support:status", Kind.SUPPORT, _nothing),
    ("support:verify", Kind.SUPPORT, _nothing),
    ("support:glossary", Kind.TERM, _nothing),
    ("support:terms", Kind.LEGAL, _nothing),
    ("support:data_policy", Kind.LEGAL, _nothing),
    ("support:accessibility", Kind.LEGAL, _nothing),
    ("support:cookies", Kind.LEGAL, _nothing),
)
SECTION_BY_SECTION = {"support:glossary"}
ONLY_WITH_ADDRESS = {"support:status"}
WITH_PAGES_UNDER = {"support:sign_in_help"}


def help_pages() -> Iterator[HelpPage]:
    """Those that there are now."""
    for name, kind, arguments in PAGES:
        manner = name in SECTION_BY_SECTION, name in ONLY_WITH_ADDRESS, name in WITH_PAGES_UNDER
        for taken in arguments():
            yield HelpPage(reverse(name, args=taken), kind, *manner)
