"""The measure of uploads, with one small scan."""

import pytest

from bench import uploads
from bench.__main__ import MODULES


@pytest.mark.django_db
def test_the_bench_takes_a_scan_through_the_pipeline(monkeypatch):
    monkeypatch.setattr(uploads, "PAGES", 1)
    monkeypatch.setattr(uploads, "SHEET", (300, 400))
    monkeypatch.setattr(uploads, "ROUNDS", 1)
    rows = {row.name: row for row in uploads.measure()}
    assert tuple(rows) == MODULES["uploads"]
    assert 0 < rows["upload-memory"].ours < 256
    assert rows["upload-pdf"].ours > 0
