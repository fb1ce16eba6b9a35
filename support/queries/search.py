"""The search over the help: what its pages say, read from the pages themselves, so that it never ages."""

import re
import time
from importlib import import_module

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import resolve
from django.utils.translation import get_language

from support.help_index import Entry, Found, HelpIndex
from support.help_pages import HelpPage, help_pages
from support.reading import Section, sections_of

# For how long what the pages say is kept, and an index of it: facts that the database holds show in the search then.
READ_SECONDS = 3600
KEPT_SECONDS = 900


class _Shelf:
    """The index of each language, kept by this process for a while."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, HelpIndex]] = {}

    def index(self) -> HelpIndex:
        """The one of the active language."""
        language = _language()
        kept = self._kept.get(language)
        if kept is None or kept[0] <= time.monotonic():
            # Two threads may both make it: the last one stays, and both are right.
            read = cache.get(_key(language)) or read_help()
            kept = self._kept[language] = time.monotonic() + KEPT_SECONDS, HelpIndex(read)
        return kept[1]

    def forget(self) -> None:
        """Look at the pages again the next time."""
        self._kept.clear()
        cache.delete_many([_key(code) for code, _name in settings.LANGUAGES])


shelf = _Shelf()


def search_help(words: str) -> list[Found]:
    """The pages of the help that answer the words, the best first; no query once the pages are read."""
    return shelf.index().search(words)


def read_help() -> list[Entry]:
    """Every section of every page of the help, in the active language, as a visitor reads it.

    Drawing them all costs most of a second, so a task does it in time and every process takes what it read.
    """
    entries = [entry for page in help_pages() for entry in _entries(page)]
    cache.set(_key(_language()), entries, READ_SECONDS)
    return entries


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _key(language: str) -> str:
    return f"help:{language}"


def _entries(page: HelpPage) -> list[Entry]:
    html = _drawn(page.address)
    entries = _sections(page, html)
    if page.with_pages_under_it:
        under = dict.fromkeys(re.findall(rf'href="({re.escape(page.address)}[^"?#]+)"', html))
        entries += [entry for address in under for entry in _entries(HelpPage(address, page.kind))]
    return entries


def _sections(page: HelpPage, html: str) -> list[Entry]:
    """A result for the page, told by its top or by the section that answers best; or one for each section."""
    top, *others = sections_of(html) or [Section()]
    entries = [Entry(page.address, page.address, page.kind, top.heading, "", top.text)] if top.heading else []
    for section in others:
        url = f"{page.address}#{section.anchor}" if section.anchor else page.address
        if page.section_by_section and section.text:  # a letter of the glossary has none
            entries.append(Entry(url, url, page.kind, section.heading, "", section.text))
        elif not page.section_by_section and (section.anchor or not page.only_with_address):
            entries.append(Entry(page.address, url, page.kind, top.heading, section.heading, section.text))
    return entries


def _drawn(address: str) -> str:
    """The page at that address for somebody who is not signed in; empty if it does not show itself."""
    match = resolve(address)
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", address, address
    request.META |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"}
    request.resolver_match, request.user = match, AnonymousUser()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()  # of nobody, never saved
    response = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    return str(response.content.decode()) if response.status_code == 200 else ""  # noqa: PLR2004  # OK
