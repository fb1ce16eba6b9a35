"""An import that is stopped, killed, run beside another or given a file larger than its memory."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections

from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Work
from groundwork.messaging.services import announcements
from procurement.models import Award, ImportRun, Process
from procurement.services.imports import Importer, Watch, running
from tests.fixtures.environment import PROJECT
from tests.procurement.secop_rows import as_array, as_lines, awarded, row, save

MEMORY = 300_000_000


def run(*files):
    out = io.StringIO()
    call_command("import_secop", *map(str, files), stdout=out, stderr=io.StringIO())
    return json.loads(out.getvalue().splitlines()[-1])


def child(*files, batch=50, megabytes=0):
    """The same command in a process of its own, on this test's database; what it leaves goes with the first file."""
    entry = connection.settings_dict
    arguments = [entry["HOST"], entry["NAME"], str(batch), str(megabytes), *map(str, files)]
    return subprocess.Popen(  # noqa: S603  # ourselves
        [sys.executable, "-m", "tests.procurement.import_child", *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"TMPDIR": str(files[0].parent)},
        text=True,
    )


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def rows_of_many_kinds(number):
    """Rows among which processes repeat and have several awards."""
    records: list[dict[str, Any]] = []
    for place in range(number):
        record = awarded(id_adjudicacion=f"CO1.AWD.{place}") if place % 3 else row()
        if place % 7 == 6:
            record["id_del_proceso"] = records[place - 5]["id_del_proceso"]
        records.append(record)
    return records


class StopAfter(Watch):
    """Asks for the end after so many batches."""

    def __init__(self, batches):
        self.left = batches

    def writing(self, done, of):
        self.left -= 1
        self.stopping = self.left <= 0


@pytest.mark.django_db
def test_a_stopped_import_keeps_its_batches_and_the_next_run_does_the_rest(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 10)
    path = save(tmp_path / "f", as_lines([row() for _ in range(45)]))
    importer = Importer([path], StopAfter(2), shift_to=None, rejects=None)
    importer.run()
    assert importer.result.stopped
    assert importer.result.counts.created == Process.objects.count() == 20
    assert run(path) == {"read": 45, "created": 25, "updated": 0, "unchanged": 20, "rejected": 0}


@pytest.mark.django_db
def test_a_batch_that_fails_leaves_nothing_of_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 10)
    path = save(tmp_path / "f", as_lines([row() for _ in range(25)]))
    record, calls = ledger.record, []

    def fail_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise DatabaseError
        return record(*arguments)

    monkeypatch.setattr(ledger, "record", fail_second)
    out = io.StringIO()
    with pytest.raises(CommandError, match="base de datos"):
        call_command("import_secop", str(path), stdout=out)
    assert json.loads(out.getvalue())["created"] == Process.objects.count() == Award.objects.count() == 10
    assert run(path)["created"] == 15


@pytest.mark.django_db(transaction=True)
def test_a_killed_import_lost_nothing_and_the_next_run_doubles_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(announcements, "_consumers", {})
    messaging.register("process.published", "reader")
    rows = rows_of_many_kinds(3000)
    path = save(tmp_path / "f", as_lines(rows))
    for _ in range(3):
        done = Process.objects.count()
        victim = child(path)
        wait_for(lambda done=done: Process.objects.count() > done)
        os.kill(victim.pid, signal.SIGKILL)
        victim.communicate()
    assert 0 < Process.objects.count() < 2600
    last = run(path)
    assert last["read"] == last["created"] + last["updated"] + last["unchanged"] == 3000
    assert set(Process.objects.values_list("code", flat=True)) == {record["id_del_proceso"] for record in rows}
    assert run(path) == {"read": 3000, "created": 0, "updated": 0, "unchanged": 3000, "rejected": 0}
    assert ledger.verify().ok
    assert ImportRun.objects.filter(finished_at=None).count() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_import_after_its_batch_and_the_counts_are_told(tmp_path, number):
    path = save(tmp_path / "f", as_lines(row() for _ in range(3000)))
    stopped = child(path)
    wait_for(Process.objects.exists)
    stopped.send_signal(number)
    out, errors = stopped.communicate(timeout=30)
    counts = json.loads(out.splitlines()[-1])
    assert 0 < counts["created"] == counts["read"] == Process.objects.count() < 3000
    assert stopped.returncode != 0
    assert "detenida" in errors
    assert run(path)["created"] == 3000 - counts["created"]


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_each_process_once(tmp_path, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 20)
    monkeypatch.setattr(announcements, "_consumers", {})
    messaging.register("process.published", "reader")
    rows = [row() for _ in range(400)]
    paths = [save(tmp_path / "a", as_lines(rows)), save(tmp_path / "b", as_lines(reversed(rows)))]
    importers = [Importer([path], Watch(), shift_to=None, rejects=None) for path in paths]

    def work(importer):
        try:
            importer.run()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(importer,)) for importer in importers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [importer.result.counts for importer in importers]
    assert [counts.read for counts in done] == [400, 400]
    assert sum(counts.created for counts in done) == sum(counts.unchanged for counts in done) == 400
    assert Process.objects.count() == Award.objects.count() == Work.objects.count() == 400


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", [as_lines, as_array])
def test_a_large_file_is_read_in_little_memory(tmp_path, form):
    """Twelve thousand rows with long texts are 140 MB as objects; the import keeps one batch of them."""
    path = save(tmp_path / "f", form(row(descripci_n_del_procedimiento="x" * 4000) for _ in range(12_000)), packed=True)
    importing = child(path, batch=running.BATCH, megabytes=600)
    out, errors = importing.communicate(timeout=300)
    assert json.loads(out.splitlines()[-1])["created"] == 12_000
    (peak,) = re.findall(r"^\d+$", errors, re.MULTILINE)
    assert int(peak) < MEMORY
