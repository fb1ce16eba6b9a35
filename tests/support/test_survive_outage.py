"""A portal that was killed and comes back later says by itself how long nobody watched it."""

import re
import time
import urllib.request

import pytest

from secop.local.processes import wait_until
from support.services.status.watching import GAP
from tests.fixtures.folders import passable_folder
from tests.fixtures.portal_process import PortalProcess, free_port, portal_process

pytestmark = [pytest.mark.drill, pytest.mark.long_drill]

CHECKED_SECONDS = 120
UNSEEN = "No se hizo ninguna comprobación."


def page(portal: PortalProcess, path: str) -> str:
    """A page of the state of the service, as its text; once a second at most."""
    time.sleep(1)
    with urllib.request.urlopen(f"{portal.url}{path}", timeout=30) as response:  # noqa: S310 - our own address
        return re.sub(r"<[^>]+>", " ", response.read().decode())


def test_a_portal_that_was_killed_tells_afterwards_that_nobody_watched_it():
    with passable_folder() as folder:
        with portal_process(folder / "var", free_port()) as portal:
            portal.await_ready()
            assert wait_until(lambda: "Todo funciona." in page(portal, "/estado/"), CHECKED_SECONDS)
            assert UNSEEN not in page(portal, "/estado/caidas/")
            portal.kill_everything()
        time.sleep(GAP.total_seconds() + 30)
        with portal_process(folder / "var", free_port()) as again:
            again.await_ready()
            assert wait_until(lambda: UNSEEN in page(again, "/estado/caidas/"), CHECKED_SECONDS)
            assert "Todo funciona." in page(again, "/estado/")
