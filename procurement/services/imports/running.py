"""One import of files of open data: read twice, written in batches, safe to stop and to start again."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from groundwork.reference.queries.places import PlaceResolver
from procurement.models import ImportRun
from procurement.secop.files import BrokenFileError, Entry, entries
from procurement.secop.rows import RowReader, process_code
from procurement.secop.values import BOGOTA, RefusedRowError
from procurement.services.imports import batches, staging
from procurement.services.imports.batches import Outcome
from procurement.services.imports.rejects import Reject, RejectFile
from procurement.services.imports.staging import Staged
from procurement.services.imports.survey import Survey, survey

BATCH = 5_000
# Only these two texts have no limit of their own; ordinary rows have 400 letters of them.
LETTERS = 8_000_000


class Found(NamedTuple):
    """A record, or a refusal, with its place in the run and in its file."""

    sequence: int
    file: str
    place: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows; the last four add up to the first."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0

    def with_batch(self, outcome: Outcome, rejected: int) -> "Counts":
        """These and those of one batch more."""
        done = (outcome.created, outcome.updated, outcome.unchanged, rejected)
        before = (self.created, self.updated, self.unchanged, self.rejected)
        return Counts(self.read + sum(done), *map(sum, zip(before, done, strict=True)))


@dataclass
class Result:
    """How an import ended."""

    counts: Counts = field(default_factory=Counts)
    problems: list[str] = field(default_factory=list)
    rejects: Path | None = None
    stopped: bool = False


@dataclass
class Batch:
    """Rows until they are enough, by their number or by the length of their texts."""

    staged: list[Staged] = field(default_factory=list)
    rejected: list[Reject] = field(default_factory=list)
    letters: int = 0

    @property
    def full(self) -> bool:
        return len(self.staged) + len(self.rejected) >= BATCH or self.letters >= LETTERS

    def add(self, staged: Staged) -> None:
        """Take one row more."""
        self.staged.append(staged)
        self.letters += len(staged.row.process.title) + len(staged.row.process.description)


class Watch:
    """What the import tells and asks while it runs; the command gives its own."""

    stopping = False

    def reading(self, seen: int) -> None:
        """So many rows were looked at in the first reading."""

    def writing(self, done: int, of: int) -> None:
        """So many rows, of all, are done."""


class Importer:
    """One run over the files, all taken together: of rows that repeat in any of them the last one counts."""

    def __init__(self, paths: Sequence[Path], watch: Watch, *, shift_to: date | None, rejects: Path | None) -> None:
        self._paths = paths
        self._watch = watch
        self._shift_to = shift_to
        self._run = ImportRun(files=[path.name for path in paths])
        self._rejects = RejectFile(rejects or settings.PORTAL_DIR / "imports" / f"{self._run.code}-rejects.csv")
        self._places = PlaceResolver().resolve
        self.result = Result()

    def run(self) -> None:
        """Import; what was done stands in `result`, whichever way this ends."""
        self._run.save()
        with ExitStack() as stack:
            found = stack.enter_context(survey())
            stack.enter_context(staging.tables())
            stack.enter_context(self._rejects)
            self._look(found)
            if not self.result.stopped:
                self._write(found)
        self._run.finished_at = timezone.now()
        self._run.save(update_fields=["finished_at"])

    def _found(self, problems: list[str]) -> Iterator[Found]:
        sequence = 0
        for path in self._paths:
            try:
                for place, entry in enumerate(entries(path), 1):
                    sequence += 1
                    yield Found(sequence, path.name, place, entry)
            except BrokenFileError as problem:
                problems.append(f"{path.name}: {problem}")

    def _look(self, found: Survey) -> None:
        reader = RowReader(self._places)
        sequence = 0
        for sequence, _file, _place, entry in self._found(self.result.problems):
            if self._watch.stopping:
                self.result.stopped = True
                return
            self._watch.reading(sequence)
            if isinstance(entry, RefusedRowError):
                continue
            try:
                found.add(sequence, reader.read(entry))
            except RefusedRowError:
                continue
        found.close(sequence)

    def _write(self, found: Survey) -> None:
        read = RowReader(self._places, self._shift(found)).read
        batch = Batch()
        marked: dict[int, bool] = {}
        for sequence, file, place, entry in self._found([]):
            if self._watch.stopping:
                self.result.stopped = True
                return
            if (sequence - 1) % BATCH == 0:
                marked = found.marked(sequence, sequence + BATCH - 1)
            repeated = marked.get(sequence)
            if repeated:
                continue
            if isinstance(entry, RefusedRowError):
                batch.rejected.append(Reject(file, place, "", str(entry)))
            else:
                try:
                    batch.add(Staged(sequence, repeated is None, read(entry)))
                except RefusedRowError as refusal:
                    batch.rejected.append(Reject(file, place, process_code(entry), str(refusal)))
            if batch.full:
                self._close(batch)
                batch = Batch()
                self._watch.writing(sequence, found.seen)
        self._close(batch)
        self._watch.writing(found.seen, found.seen)

    def _close(self, batch: "Batch") -> None:
        self._rejects.add(batch.rejected)
        self.result.rejects = self._rejects.made
        with transaction.atomic():
            counts = self.result.counts.with_batch(batches.write(batch.staged, self._run), len(batch.rejected))
            ImportRun.objects.filter(pk=self._run.pk).update(**asdict(counts))
        self.result.counts = counts

    def _shift(self, found: Survey) -> timedelta | None:
        if self._shift_to is None or found.latest is None:
            return None
        shift = self._shift_to - found.latest.astimezone(BOGOTA).date()
        self._run.shifted_days = shift.days
        self._run.save(update_fields=["shifted_days"])
        return shift
