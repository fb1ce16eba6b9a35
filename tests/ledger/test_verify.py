"""Tampering by somebody who owns the database: each kind must be found, and at the right place."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import connection

from groundwork.ledger import chain
from groundwork.ledger import services as ledger
from groundwork.ledger.canonical import canonical
from groundwork.ledger.models import Entry, Evidence, Head

pytestmark = pytest.mark.django_db
TABLES = ("ledger_entry", "ledger_evidence", "ledger_head")


@pytest.fixture
def five() -> list[Entry]:
    """A record of five acts."""
    return [ledger.record("process.published", f"CO1.REQ.{number}", {"number": number}) for number in range(1, 6)]


@contextmanager
def triggers_off() -> Iterator[None]:
    """What the owner of the tables can do, and no trigger can prevent."""

    def everywhere(words: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} {words}")

    everywhere("DISABLE TRIGGER USER")
    yield
    everywhere("ENABLE TRIGGER USER")


def run(statement: str, *parameters: bytes) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def rehashed(entry: Entry) -> Entry:
    """The entry with the hashes that its altered facts would have."""
    written = chain.entry_bytes(entry)
    entry.hash, entry.leaf = chain.hash_of(written), chain.leaf_of(written)
    return entry


def test_an_untouched_record_is_whole(five):
    verdict = ledger.verify()
    assert (verdict.ok, verdict.entries, verdict.evidence, verdict.broken) == (True, 5, 5, None)


def test_an_empty_record_is_whole():
    verdict = ledger.verify()
    assert (verdict.ok, verdict.entries) == (True, 0)


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'process.cancelled'",
        "subject = 'CO1.REQ.9'",
        "digest = sha256('x')",
        "previous_hash = sha256('x')",
        "hash = sha256('x')",
        "leaf = sha256('x')",
        "recorded_at = recorded_at + interval '1 microsecond'",
    ],
)
def test_an_edited_entry_is_found(five, change):
    run(f"UPDATE ledger_entry SET {change} WHERE sequence = 3")  # noqa: S608  # this page's own words
    assert ledger.verify().broken == 3


def test_an_edited_entry_with_new_hashes_is_found_at_the_next_one(five):
    entry = five[2]
    entry.subject = "CO1.REQ.9"
    with triggers_off():
        rehashed(entry).save(force_update=True)
    assert ledger.verify().broken == 4


def test_an_edited_last_entry_with_new_hashes_is_found_by_the_head(five):
    entry = five[4]
    entry.subject = "CO1.REQ.9"
    with triggers_off():
        rehashed(entry).save(force_update=True)
    verdict = ledger.verify()
    assert (verdict.broken, verdict.reason) == (5, "not the entry that the head names")


def test_a_deleted_entry_is_found(five):
    run("DELETE FROM ledger_evidence WHERE entry_id = 3")
    run("DELETE FROM ledger_entry WHERE sequence = 3")
    assert ledger.verify().broken == 3


def test_a_deleted_entry_is_found_though_the_rest_moved_up(five):
    run("DELETE FROM ledger_evidence")
    run("DELETE FROM ledger_entry WHERE sequence = 3")
    run("UPDATE ledger_entry SET sequence = sequence - 1 WHERE sequence > 3")
    assert ledger.verify().broken == 3


def test_a_tail_cut_off_is_found(five):
    run("DELETE FROM ledger_evidence WHERE entry_id > 3")
    run("DELETE FROM ledger_entry WHERE sequence > 3")
    verdict = ledger.verify()
    assert (verdict.ok, verdict.entries, verdict.broken) == (False, 3, 4)


def test_two_entries_that_changed_places_are_found(five):
    run("DELETE FROM ledger_evidence")
    run("UPDATE ledger_entry SET sequence = 99 WHERE sequence = 2")
    run("UPDATE ledger_entry SET sequence = 2 WHERE sequence = 3")
    run("UPDATE ledger_entry SET sequence = 3 WHERE sequence = 99")
    assert ledger.verify().broken == 2


def test_an_entry_slipped_in_after_the_head_is_found(five):
    extra = Entry(
        sequence=6,
        verb="contract.signed",
        subject="CO1.PCCNTR.1",
        digest=chain.digest_of(bytes(32), canonical({})),
        recorded_at=five[4].recorded_at,
        previous_hash=five[4].hash,
    )
    rehashed(extra).save(force_insert=True)
    verdict = ledger.verify()
    assert (verdict.broken, verdict.reason) == (6, "beyond the head")


def test_a_head_set_back_to_an_earlier_entry_is_found(five):
    run("DELETE FROM ledger_evidence WHERE entry_id > 3")
    run("DELETE FROM ledger_entry WHERE sequence = 4")
    run("UPDATE ledger_head SET sequence = 3, hash = %s", five[2].hash)
    assert ledger.verify().broken == 4


def test_a_lost_head_is_found(five):
    run("DELETE FROM ledger_head")
    assert not ledger.verify().ok


@pytest.mark.parametrize("change", ["content = replace(content, '3', '4')", "salt = sha256('x')", "entry_id = 2"])
def test_evidence_that_is_not_what_was_recorded_is_found(five, change):
    run("DELETE FROM ledger_evidence WHERE entry_id = 2")
    run(f"UPDATE ledger_evidence SET {change} WHERE entry_id = 3")  # noqa: S608
    assert ledger.verify().broken == (2 if change == "entry_id = 2" else 3)


def test_deleting_evidence_leaves_the_chain_whole(five):
    Evidence.objects.filter(entry__in=five[1:3]).delete()
    verdict = ledger.verify()
    assert (verdict.ok, verdict.entries, verdict.evidence) == (True, 5, 3)


def test_the_command_ends_with_one_line_of_json(five, capsys):
    call_command("verify_ledger")
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"entries": 5, "ok": True}


def test_the_command_names_the_first_broken_entry_and_fails(five, capsys):
    run("UPDATE ledger_entry SET verb = 'process.cancelled' WHERE sequence >= 2")
    with pytest.raises(SystemExit) as exit_info:
        call_command("verify_ledger")
    assert exit_info.value.code == 1
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer == {"entries": 1, "ok": False, "broken": 2, "reason": "edited"}


def fill(count: int) -> None:
    """A record of so many acts, as `record` would have made them."""
    entries, evidence = [], []
    previous = chain.GENESIS
    first = ledger.record("process.published", "CO1.REQ.0", {})
    previous = first.hash
    for number in range(2, count + 1):
        content = canonical({"by": "", "content": {"number": number}})
        entry = rehashed(
            Entry(
                sequence=number,
                verb="process.published",
                subject=f"CO1.REQ.{number}",
                digest=chain.digest_of(bytes(32), content),
                recorded_at=first.recorded_at,
                previous_hash=previous,
            )
        )
        previous = entry.hash
        entries.append(entry)
        evidence.append(Evidence(entry_id=number, salt=bytes(32), content=content.decode()))
    Entry.objects.bulk_create(entries, batch_size=5000)
    Evidence.objects.bulk_create(evidence, batch_size=5000)
    with triggers_off():
        Head.objects.update(sequence=count, hash=previous)


@pytest.mark.parametrize("count", [5_000, pytest.param(100_000, marks=pytest.mark.long_drill)])
def test_a_long_record_is_checked_whole_and_one_edit_is_found(count):
    fill(count)
    verdict = ledger.verify()
    assert (verdict.ok, verdict.entries) == (True, count)
    edited = count * 7 // 9
    run(f"UPDATE ledger_entry SET subject = 'CO1.REQ.9' WHERE sequence = {edited}")  # noqa: S608  # a number of ours
    assert ledger.verify().broken == edited
