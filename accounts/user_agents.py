"""What a browser says of itself, in two words that a person recognises."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext as _

# The first that matches decides: browsers name those that they descend from, too.
BROWSERS = (
    (re.compile(r"Edg(A|iOS|e)?/"), "Edge"),
    (re.compile(r"OPR/|Opera"), "Opera"),
    (re.compile(r"SamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"Firefox/|FxiOS/"), "Firefox"),
    (re.compile(r"Chrome/|CriOS/|Chromium/"), "Chrome"),
    (re.compile(r"Safari/"), "Safari"),
)
SYSTEMS = (
    (re.compile(r"Android"), "Android"),
    (re.compile(r"iPhone|iPod"), "iPhone"),
    (re.compile(r"iPad"), "iPad"),
    (re.compile(r"Windows"), "Windows"),
    (re.compile(r"Mac OS X|Macintosh"), "Mac"),
    (re.compile(r"CrOS"), "ChromeOS"),
    (re.compile(r"Linux"), "Linux"),
)


def describe(request: HttpRequest) -> str:
    """ "Firefox en Windows", as far as the browser says; never its own words, which anybody may write."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for pattern, name in BROWSERS if pattern.search(agent)), "")
    system = next((name for pattern, name in SYSTEMS if pattern.search(agent)), "")
    if browser and system:
        return _("%(browser)s en %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("un equipo que no se identifica")
