"""The review queue at a hundred thousand documents that wait: the page as a reviewer gets it, beside its budget."""

import time
from collections.abc import Iterator, Mapping
from functools import partial

from django.db import connection
from django.test import Client

from accounts.models import User
from bench.people import person, signed_in
from bench.results import Result, milliseconds, percentile
from onboarding.models import Membership, Role, Supplier

HOW_MANY = 100_000
SUPPLIERS = 20_000
PAGES = 200
DEEP = 20  # pages that are turned one after another
BUDGET = 100  # milliseconds, for the 95th percentile of the page

# Five papers for each supplier, given over the last month, of kinds as unevenly common as the real ones; one in
# twenty is in somebody's hands, one in a hundred has had its first of two reviews, one in a thousand is suspected.
FILL = """
WITH suppliers AS (
    INSERT INTO onboarding_supplier (code, person_type, name, nit, offers, created_at)
    SELECT gen_random_uuid(), (ARRAY['legal', 'legal', 'natural', 'natural_no_accounts', 'joint'])[1 + g %% 5],
        'Proveedor de la medida ' || g, '', '{}', now()
    FROM generate_series(1, %(suppliers)s) g
    RETURNING id
), numbered AS (
    SELECT id, row_number() OVER (ORDER BY id) AS number FROM suppliers
), kinds AS (
    SELECT id, row_number() OVER (ORDER BY slug) AS number, count(*) OVER () AS many FROM onboarding_documenttype
), papers AS (
    INSERT INTO onboarding_document (code, supplier_id, document_type_id, title, created_at)
    SELECT gen_random_uuid(), numbered.id, kinds.id, '', now()
    FROM generate_series(1, %(many)s) g
    JOIN numbered ON numbered.number = 1 + g %% %(suppliers)s
    CROSS JOIN LATERAL (SELECT floor(random() * random() * 1000 + 0 * g)::int AS drawn OFFSET 0) draws
    JOIN kinds ON kinds.number = 1 + draws.drawn %% kinds.many
    RETURNING id
), files AS (
    INSERT INTO files_storedfile (
        code, owner, policy, mark, name, size, sha256, media_type, pages, is_signed, notes, sealed_key, original,
        rebuilt, received_at, passed_at, refusal
    )
    SELECT gen_random_uuid(), 'supplier:medida', 'document', '', '', 100000, md5(g::text) || md5(g::text),
        'application/pdf', 2, false, '[]', '', '', '', now() - interval '31 days', now() - interval '31 days', ''
    FROM generate_series(1, %(many)s) g
    RETURNING id
), pairs AS (
    SELECT papers.id AS paper, files.id AS file, papers.number
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM papers) papers
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM files) files USING (number)
), versions AS (
    INSERT INTO onboarding_documentversion (
        code, document_id, number, file_id, uploaded_by_id, uploaded_at, ready_at, claimed_by_id, claimed_until
    )
    SELECT gen_random_uuid(), paper, 1, file, %(other)s, given.at, given.at,
        CASE WHEN number %% 20 = 0 THEN %(other)s END, CASE WHEN number %% 20 = 0 THEN now() + interval '1 hour' END
    FROM pairs
    CROSS JOIN LATERAL (SELECT now() - random() * interval '30 days' + 0 * number * interval '1 s' AS at) given
    RETURNING id
), reviews AS (
    INSERT INTO onboarding_review (code, version_id, reviewer_id, at, approved, reasons, words, checked)
    SELECT gen_random_uuid(), id, CASE WHEN id %% 200 = 0 THEN %(person)s ELSE %(other)s END, now(), true,
        '{}', '', '{}'
    FROM versions WHERE id %% 100 = 0
)
INSERT INTO onboarding_escalation (code, version_id, raised_by_id, raised_at, words, outcome)
SELECT gen_random_uuid(), id, %(other)s, now(), 'Sospecha', '' FROM versions WHERE id %% 1000 = 1
"""
PARTS: tuple[Mapping[str, str], ...] = (
    {},
    {"ver": "tarde"},
    {"ver": "segunda"},
    {"ver": "sospecha"},
    {"ver": "mios"},
    {"persona": "natural"},
    {"tipo": "rut"},
    {"tipo": "rut", "persona": "joint", "ver": "tarde"},
)


def measure(n: int = HOW_MANY) -> Iterator[Result]:
    """The 95th percentile of the page, in this process, over its parts and its depths; its baseline is its budget."""
    reviewer = person("medida", is_reviewer=True)
    Membership.objects.create(supplier=_supplier(), user=reviewer, role=Role.READER)
    _fill(n, reviewer, person("otra", is_reviewer=True))
    client = signed_in(reviewer, with_app=True)
    _page(client, {})
    costs = [milliseconds(partial(_page, client, PARTS[number % len(PARTS)])) for number in range(PAGES - DEEP)]
    yield Result("page-queue", percentile([*costs, *_deeper(client)], 0.95), BUDGET, "ms", n)


def _page(client: Client, query: Mapping[str, str]) -> str:
    """Open it; the cursor of the next one."""
    response = client.get("/revision/", query)
    if response.status_code != 200:  # OK
        raise RuntimeError(f"{query}: {response.status_code}")
    return str(response.context["page"].next) if response.context else ""


def _deeper(client: Client) -> list[float]:
    """What turning page after page costs."""
    costs: list[float] = []
    turned = [""]
    for _number in range(DEEP):
        query = {"desde": turned[-1]} if turned[-1] else {}
        begun = time.perf_counter()
        turned.append(_page(client, query))
        costs.append((time.perf_counter() - begun) * 1000)
    return costs


def _fill(n: int, reviewer: User, other: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SELECT setseed(0.24)")
        cursor.execute(FILL, {"many": n, "suppliers": SUPPLIERS, "person": reviewer.pk, "other": other.pk})
        cursor.execute("SELECT count(*) FROM onboarding_documentversion")
        (made,) = cursor.fetchone()
        if made != n:
            raise RuntimeError(f"{made} documents instead of {n}.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _supplier() -> Supplier:
    return Supplier.objects.create(person_type="legal", name="Propio S. A. S.")
