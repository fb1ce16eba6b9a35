"""Every link of the portal leads somewhere, for whoever it is shown to: a crawler follows them all, as each role.

GET only. Of the pages of one kind (the same address name, the same filters) it reads a few, or it would never end.
"""

import io
from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import Authenticator, User
from tests.accounts.factories import sign_in
from tests.fixtures.databases import clone

pytestmark = pytest.mark.django_db

PEOPLE = ["", "juridica", "compras", "revision", "admin"]
# How many pages of one kind are read; of the administration, which is Django's, one.
MOST_OF_A_KIND = 2
MOST_PAGES = 600
ADMINISTRATION = "/administracion/"
# They end the session, or belong to a developer's own machine.
LEFT_ALONE = ("/salir/", "/dev/", "/administracion/logout/", "/administracion/jsi18n/")
OURS = {"", "testserver", "localhost"}
MOVED = {301, 302}
# Refuse with a page of their own that says how to be let in: with a strong factor.
TELLS_WHY = {"onboarding:bank_account_change"}


class Page(HTMLParser):
    """The addresses that a page leads to, and the places in it that may be led to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given[name] for name in ("id", "name") if name in given}
        if tag == "form" and given.get("method", "get").lower() == "get":
            self.links.add(given.get("action", ""))
        self.links |= {given[name] for name in ("href", "src", "srcset") if name in given and tag != "base"}


@dataclass
class Crawl:
    """One person's walk over all that they are shown."""

    client: Client
    pages: dict[str, Page | None] = field(default_factory=dict)
    shown_on: dict[str, str] = field(default_factory=dict)
    kinds: Counter[object] = field(default_factory=Counter)
    fragments: defaultdict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    faults: list[str] = field(default_factory=list)
    waiting: deque[str] = field(default_factory=deque)

    def run(self) -> list[str]:
        """Follow everything from the front page on; returns what leads nowhere, and where it was shown."""
        self.waiting.append("/")
        self.shown_on["/"] = "/"
        while self.waiting:
            address = self.waiting.popleft()
            self.pages[address] = self.read(address)
            if len(self.pages) > MOST_PAGES:
                raise AssertionError(f"More than {MOST_PAGES} pages: {self.kinds.most_common(10)}")
        for address, wanted in self.fragments.items():
            page = self.pages.get(address)
            if page is not None:
                self.faults += [f"{on}: {address}#{place}" for place, on in wanted if place not in page.places]
        return sorted(set(self.faults))

    def read(self, address: str) -> Page | None:
        # Another network each time, or the limits would answer.
        number = len(self.pages)
        response = self.client.get(address, REMOTE_ADDR=f"10.9.{number // 250}.{number % 250}")
        if response.status_code in MOVED:
            self.note(response["Location"], address)
            return None
        if response.status_code == 403 and resolve(urlsplit(address).path).view_name in TELLS_WHY:
            return None
        if response.status_code != 200:
            self.faults.append(f"{self.shown_on[address]}: {address} ({response.status_code})")
            return None
        if response.streaming or "html" not in response.get("Content-Type", ""):
            return None
        page = Page(response.content.decode())
        # In the same order each time: which page of a kind is read may not be left to chance.
        for link in sorted(page.links):
            self.note(link, address)
        return page

    def note(self, link: str, on: str) -> None:
        """Put a link in the row of those to follow, unless enough of its kind were."""
        parts = urlsplit(urljoin(on, link.strip()))
        if parts.scheme not in {"", "http", "https"} or (parts.hostname or "") not in OURS:
            return
        if parts.path.startswith("/static/"):
            if finders.find(parts.path.removeprefix("/static/")) is None:
                self.faults.append(f"{on}: {parts.path}")
            return
        if parts.path.startswith(LEFT_ALONE):
            return
        if parts.path.startswith(ADMINISTRATION):
            parts = parts._replace(query="")
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if parts.fragment:
            self.fragments[address].add((parts.fragment, on))
        if address in self.shown_on:
            return
        kind = self.kind(parts.path, parts.query)
        if kind is None:
            self.faults.append(f"{on}: {address}")
        most = 1 if parts.path.startswith(ADMINISTRATION) or parts.query else MOST_OF_A_KIND
        if kind is None or self.kinds[kind] >= most:
            return
        self.kinds[kind] += 1
        self.shown_on[address] = on
        self.waiting.append(address)

    @staticmethod
    def kind(path: str, query: str) -> object:
        """What makes two pages alike; None for an address that there is not. Every page of the help is a kind."""
        try:
            match = resolve(path)
        except Resolver404:
            return None
        own = path if path.startswith("/ayuda/") else match.view_name
        return own, frozenset(parse_qs(query, keep_blank_values=True))


@pytest.fixture(scope="module")
def _demo(django_db_setup, django_db_blocker):
    """The demo's people and what they have, in a database of this module's own."""
    with django_db_blocker.unblock(), clone():
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        call_command("load_demo", stdout=io.StringIO())
        yield


def session_of(name: str) -> Client:
    """Somebody of the demo, just signed in with their strongest factor; a visitor without a name."""
    client = Client()
    if name:
        user = User.objects.get(email=f"{name}@demo.example")
        sign_in(client, user, Authenticator.objects.filter(user=user).first())
    return client


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("name", PEOPLE, ids=[name or "visitor" for name in PEOPLE])
def test_every_link_leads_somewhere(name):
    crawl = Crawl(session_of(name))
    faults = crawl.run()
    assert not faults, "\n".join(faults)
    assert {"/ayuda/", "/ayuda/glosario/", "/procesos/"} <= crawl.pages.keys()


def test_a_dead_link_and_a_place_that_is_not_there_are_found(client, monkeypatch):
    def page(_crawl, address):
        found = Page('<a href="/ayuda/#nada"></a><a href="/nada/">x</a><a href="https://example.org/">y</a>')
        for link in found.links:
            crawl.note(link, address)
        return found

    crawl = Crawl(client)
    monkeypatch.setattr(Crawl, "read", page)
    assert crawl.run() == ["/: /ayuda/#nada", "/: /nada/", "/ayuda/: /ayuda/#nada", "/ayuda/: /nada/"]
