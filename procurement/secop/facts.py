"""The facts of one row, in three parts; a part's fields are named as the columns of its table."""

from datetime import datetime
from decimal import Decimal
from hashlib import blake2b
from typing import NamedTuple

DIGEST_SIZE = 16


class EntityFacts(NamedTuple):
    """The public body that buys."""

    code: str
    nit: str
    name: str
    order: str
    department_id: str | None
    municipality_id: str | None


class ProcessFacts(NamedTuple):
    """The process, the same in all rows of its lots and awards."""

    code: str
    is_sample: bool
    reference: str
    portfolio: str
    official_url: str
    buyer_name: str
    unit_name: str
    title: str
    description: str
    modality: str
    modality_detail: str
    contract_type: str
    budget: Decimal | None
    duration: int | None
    duration_unit: str
    lots: int
    main_code: str
    code_paths: str  # an array as PostgreSQL writes it
    department_id: str | None
    municipality_id: str | None
    published_at: datetime
    last_published_at: datetime | None
    responses_open_at: datetime | None
    closes_at: datetime | None
    closing_hour_known: bool
    said_closed: bool
    decision: str
    decided_at: datetime | None
    source_phase: str
    source_state: str
    responses: int


class AwardFacts(NamedTuple):
    """The lot or award that made the row; its code is empty while nothing is awarded."""

    code: str
    supplier_name: str
    supplier_nit: str
    value: Decimal | None
    awarded_at: datetime | None


class Row(NamedTuple):
    """What one row of the open data says."""

    entity: EntityFacts
    process: ProcessFacts
    award: AwardFacts


def digest(*parts: tuple[object, ...]) -> bytes:
    """Sixteen bytes that differ when any fact does."""
    return blake2b(repr(parts).encode(), digest_size=DIGEST_SIZE).digest()
