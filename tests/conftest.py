"""What every test stands on. The environment comes first: the settings read it when Django starts."""

import pytest

from tests.fixtures import environment  # isort: skip

environment.prepare()

from tests.fixtures.browser import (  # noqa: E402
    axe,
    browser_context_args,
    browser_type_launch_args,
    live_portal,
    mirror,
)
from tests.fixtures.databases import (  # noqa: E402
    _django_db_helper,
    django_db_setup,
    own_database,
)
from tests.fixtures.figures import figures, pytest_terminal_summary  # noqa: E402
from tests.fixtures.hashing import quick_passwords  # noqa: E402
from tests.fixtures.legal import publish  # noqa: E402
from tests.fixtures.mailbox import mailbox  # noqa: E402
from tests.fixtures.service import quiet_banner  # noqa: E402
from tests.fixtures.walks import walk  # noqa: E402


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Before the workers are started."""
    environment.leave_to_workers()


__all__ = [
    "_django_db_helper",
    "axe",
    "browser_context_args",
    "browser_type_launch_args",
    "django_db_setup",
    "figures",
    "live_portal",
    "mailbox",
    "mirror",
    "own_database",
    "publish",
    "pytest_terminal_summary",
    "pytest_xdist_setupnodes",
    "quick_passwords",
    "quiet_banner",
    "walk",
]
