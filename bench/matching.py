"""New processes against a million areas of interest: our function, beside the same statement by psycopg alone.

One process at a time, and a batch of ten thousand as an import brings them: of everything that is published, one in
fifty of it still open; a million pairs all the same.

The areas ask for what the classifier holds as the open data's processes do: a few classes are wanted by many, most
by few (Zipf's law), at every level, half of them in one to three departments, a third with a range of values.
"""

import random
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from typing import Any

import psycopg
from django.db import connection, transaction
from django.utils import timezone

from bench.database import bare_connection
from bench.results import Result, medians
from groundwork.reference.models import Commodity, Department, Municipality
from interests.services import matching
from procurement.models import Entity, Modality, Process, Source

AREAS = 1_000_000
AREAS_OF_A_SUPPLIER = 5
PROCESSES = 20
BATCH = 10_000
ROUNDS, BATCH_ROUNDS = 5, 1
OPEN_SHARE = 0.02
MILLION = 1_000_000
SEED = 2026
# How many areas ask for no place, and for each end of a range of values.
ANYWHERE, WITH_A_LIMIT = 0.5, 0.3
# How many codes are of each level, by their digits.
PRODUCT_DIGITS = 8
LEVELS = {2: 2, 4: 10, 6: 70, PRODUCT_DIGITS: 18}

_COPY = "COPY interests_interest (code, supplier_id, name, codes, value_min, value_max, places, entities) FROM STDIN"


def measure() -> list[Result]:
    """Each process is matched, and undone, by both in turn; the medians over all processes are compared."""
    chance = random.Random(SEED)  # noqa: S311  # the same data at each run
    wanted = _Wanted(chance)
    _fill(wanted, chance)
    processes = _processes(wanted, chance)
    with bare_connection() as bare:
        bare.autocommit = False
        statement, parameters = matching.statement_for_processes()
        acts: list[Callable[[], None]] = [
            partial(_each, processes, _ours),
            _clear_away,
            partial(_each, processes, partial(_bare, bare, statement, parameters)),
            _clear_away,
        ]
        ours, _clearing, baseline, _again = medians(acts, rounds=ROUNDS)
        one = Result("matching-one", ours / PROCESSES, baseline / PROCESSES, "ms", AREAS)
        batch = _batch(wanted, chance)
        acts = [partial(_ours, *batch), partial(_bare, bare, statement, parameters, *batch)]
        ours, baseline = medians(acts, rounds=BATCH_ROUNDS)
    return [one, Result("matching-batch", ours, baseline, "ms", BATCH)]


def _each(processes: list[int], act: Any) -> None:
    for process in processes:
        act(process)


def _clear_away() -> None:
    """The rows that were undone: a process is matched once, not among what is left of matching it ten times."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM interests_opportunity, interests_opportunitymatch")


def _ours(*processes: int) -> None:
    with transaction.atomic():
        matching.match_processes(processes)
        transaction.set_rollback(True)


def _bare(bare: "psycopg.Connection[Any]", statement: str, parameters: dict[str, Any], *processes: int) -> None:
    given = {**parameters, "processes": list(processes), "at": timezone.now()}
    bare.execute(statement, given, prepare=True).fetchall()
    bare.rollback()


class _Wanted:
    """Codes and places, drawn as suppliers and public bodies draw them."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._codes = list(Commodity.objects.filter(level=Commodity.Level.CLASS).values_list("code", flat=True))
        chance.shuffle(self._codes)
        self._weights = list(accumulate(1 / (rank + 30) for rank in range(len(self._codes))))
        self._departments = list(Department.objects.values_list("code", flat=True))
        self.towns = list(Municipality.objects.values_list("code", flat=True))

    def classes(self, number: int) -> list[str]:
        return self._chance.choices(self._codes, cum_weights=self._weights, k=number)

    def any_class(self) -> str:
        return self._chance.choice(self._codes)

    def codes(self) -> list[str]:
        """One to six codes, seven in ten of them classes, the rest families, segments and products."""
        return sorted({self._at_some_level(code) for code in self.classes(self._chance.randint(1, 6))})

    def places(self) -> list[str]:
        if self._chance.random() < ANYWHERE:
            return []
        return self._chance.sample(self._departments, self._chance.randint(1, 3))

    def _at_some_level(self, code: str) -> str:
        (digits,) = self._chance.choices(list(LEVELS), weights=list(LEVELS.values()))
        return f"{code[:6]}01" if digits == PRODUCT_DIGITS else code[:digits].ljust(PRODUCT_DIGITS, "0")


def _fill(wanted: _Wanted, chance: random.Random) -> None:
    suppliers = AREAS // AREAS_OF_A_SUPPLIER
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO onboarding_supplier (code, person_type, name, nit, offers, created_at)"
            " SELECT gen_random_uuid(), 'legal', 'Proveedor ' || n, '', '{}', now() FROM generate_series(1, %s) AS n",
            [suppliers],
        )
        cursor.execute("SELECT min(id) FROM onboarding_supplier")
        (first,) = cursor.fetchone()
        with cursor.copy(_COPY) as copy:
            for area in _areas(wanted, chance, first, suppliers):
                copy.write_row(area)
        for table in ("interests_interest", "interests_opportunity", "interests_opportunitymatch"):
            # It would come in the middle of a measure, and keep the database from being dropped.
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        cursor.execute("ANALYZE")


def _areas(wanted: _Wanted, chance: random.Random, first: int, suppliers: int) -> Iterator[tuple[Any, ...]]:
    for number in range(AREAS):
        least = chance.randrange(MILLION, 200 * MILLION) if chance.random() < WITH_A_LIMIT else None
        most = chance.randrange(200 * MILLION, 5000 * MILLION) if chance.random() < WITH_A_LIMIT else None
        code = f"00000000-0000-4000-8000-{number:012x}"
        yield code, first + number % suppliers, f"Área {number}", wanted.codes(), least, most, wanted.places(), []


def _processes(wanted: _Wanted, chance: random.Random) -> list[int]:
    entity = Entity.objects.create(code="B1", name="Alcaldía de la Medida")
    made = [
        _process(entity, f"CO1.REQ.{number}", code, wanted, chance)
        for number, code in enumerate(wanted.classes(PROCESSES))
    ]
    return [process.pk for process in Process.objects.bulk_create(made)]


def _batch(wanted: _Wanted, chance: random.Random) -> list[int]:
    """Of any class alike, since an import brings what everybody publishes, not what many look for."""
    entity = Entity.objects.get(code="B1")
    made = []
    for number in range(BATCH):
        process = _process(entity, f"CO1.REQ.B{number}", wanted.any_class(), wanted, chance)
        process.said_closed = chance.random() >= OPEN_SHARE
        made.append(process)
    keys = [process.pk for process in Process.objects.bulk_create(made, batch_size=1000)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE procurement_process")
    return keys


def _process(entity: Entity, key: str, code: str, wanted: _Wanted, chance: random.Random) -> Process:
    town = chance.choice(wanted.towns)
    return Process(
        code=key,
        source=Source.SECOP,
        entity=entity,
        buyer_name=entity.name,
        title=f"Proceso {key}",
        modality=Modality.LESSER,
        budget=chance.randrange(10 * MILLION, 900 * MILLION),
        code_paths=[f"{code[:2]}000000", f"{code[:4]}0000", code],
        department_id=town[:2],
        municipality_id=town,
        published_at=timezone.now(),
    )
