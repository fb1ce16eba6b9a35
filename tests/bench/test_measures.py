"""The measures that walk our own pages still reach them: at a few rows, for their way and not for their figures."""

from collections.abc import Callable, Iterable

import pytest
from django.core.management import call_command

from bench import directory, pages, queue
from bench.results import Result

MEASURES: dict[str, tuple[Callable[[], Iterable[Result]], list[str]]] = {
    "pages": (lambda: pages.measure(rounds=2), ["page-list", "page-plain"]),
    "queue": (lambda: queue.measure(400), ["page-queue"]),
    "directory": (lambda: directory.measure(200), ["directory", "page-directory-p95"]),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_gives_its_rows(name):
    call_command("load_reference", verbosity=0)
    measure, names = MEASURES[name]
    rows = list(measure())
    assert [row.name for row in rows] == names
    assert all(row.ours > 0 and row.baseline > 0 for row in rows)
