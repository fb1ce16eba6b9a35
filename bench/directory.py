"""The directory of suppliers at a hundred thousand of them, beside the plainest statements that show the same page."""

from decimal import Decimal
from functools import partial

from django.db import connection
from django.utils import timezone

from bench.results import Result, medians, milliseconds, percentile
from groundwork.reference.business_days import colombian_today
from interests.queries.directory import Order, Search, find
from interests.services.directory import sweep
from onboarding.indicators import Key
from procurement.queries.words import parse

HOW_MANY = 100_000
PAGES = 60
ROUNDS = 9
BUDGET = 150  # milliseconds, for the 95th percentile of the page's queries

SUPPLIERS = """
INSERT INTO onboarding_supplier (
    code, person_type, name, nit, identity_type, identity_number, size, municipality_id, about, offers, has_board,
    created_at
)
SELECT gen_random_uuid(), (ARRAY['legal', 'legal', 'legal', 'natural', 'natural_no_accounts'])[1 + g %% 5],
    (ARRAY['Vías', 'Puentes', 'Papeles', 'Aseo', 'Obras', 'Redes', 'Estudios', 'Servicios'])[1 + (7 * random())::int]
        || ' ' || md5(g::text)::varchar(6) || ' del ' || (ARRAY['Norte', 'Sur', 'Valle', 'Llano'])[1 + g %% 4],
    '', '', '', (ARRAY['micro', 'micro', 'small', 'medium', 'large', ''])[1 + floor(6 * random())::int], towns.code,
    translate(floor(5000 ^ random())::int::text, '0123456789', 'abcdefghij') || 'k y mantenimiento', '{}',
    g %% 2 = 0, now() - random() * interval '900 days'
FROM generate_series(1, %(many)s) g
CROSS JOIN LATERAL (SELECT 1 + floor(%(towns)s * random() * random())::int + 0 * g AS rank OFFSET 0) places
JOIN bench_towns towns ON towns.rank = places.rank
"""
# Four codes each, of classes and products, some as often as the real ones; a third of them in the whole country.
AREAS = """
INSERT INTO interests_interest (
    code, supplier_id, name, codes, places, entities, entities_excluded, modalities, mipyme, words, words_excluded,
    wanted, unwanted, visible, visible_since, status, created_at, updated_at, reviewed_at
)
SELECT gen_random_uuid(), s.id, 'Área', codes.several, places.several, '{}', '{}', '{}', '', '{}', '{}', '', '', true,
    s.created_at, 'active', s.created_at, s.created_at, s.created_at
FROM onboarding_supplier s
CROSS JOIN LATERAL (
    SELECT array_agg(c.code) AS several FROM generate_series(1, 4) i
    CROSS JOIN LATERAL (SELECT 1 + floor(%(codes)s * random() * random())::int + 0 * i + 0 * s.id AS rank OFFSET 0) r
    JOIN bench_codes c ON c.rank = r.rank
) codes
CROSS JOIN LATERAL (
    SELECT CASE WHEN s.id %% 3 = 0 THEN '{}'::varchar[] ELSE (
        SELECT array_agg(DISTINCT CASE WHEN random() < .5 THEN t.code ELSE t.department_id END)
        FROM generate_series(1, 3) i
        CROSS JOIN LATERAL (
            SELECT 1 + floor(%(towns)s * random() * random())::int + 0 * i + 0 * s.id AS rank OFFSET 0
        ) r
        JOIN bench_towns t ON t.rank = r.rank
    ) END AS several
) places
"""
CONTRACTS = """
INSERT INTO onboarding_pastcontract (
    code, supplier_id, counterparty, is_public, number, subject, commodities, value, value_smmlv, started_on, ended_on,
    share, origin, added_at
)
SELECT gen_random_uuid(), s.id, 'Alcaldía', true, '', 'Objeto', a.codes[1:1 + n %% 3],
    round(exp(ln(1e7) + random() * ln(1e3))::numeric, 2), 100, '2024-01-01', '2025-06-30',
    (ARRAY[100, 100, 50, 33.33])[1 + n %% 4], 'typed', now() - interval '99 days'
FROM onboarding_supplier s JOIN interests_interest a ON a.supplier_id = s.id CROSS JOIN generate_series(0, 2) n
"""
STATEMENTS = """
INSERT INTO onboarding_financialstatement (
    code, supplier_id, kind, cut_off_on, current_assets, total_assets, current_liabilities, total_liabilities, equity,
    operating_profit, interest_expense, updated_at
)
SELECT gen_random_uuid(), s.id, 'certified', make_date(y, 12, 31), a / 2, a, l / 2, l, a - l, round(a * p, 2), i, now()
FROM onboarding_supplier s CROSS JOIN generate_series(2024, 2025) y
CROSS JOIN LATERAL (
    SELECT round((1e8 * exp(random() * 5))::numeric, 2) * 2 AS a, random()::numeric / 5 AS p,
        round((1e6 * random())::numeric, 2) + 0 * s.id AS i, random() * .9 AS part OFFSET 0
) assets
CROSS JOIN LATERAL (SELECT round(a * part::numeric / 2, 2) * 2 AS l) liabilities
"""
RUP = """
INSERT INTO onboarding_rupregistration (supplier_id, number, chamber, renewed_on, in_force_on, updated_at)
SELECT id, id::text, 'Cámara', day, day + 15, now()
FROM onboarding_supplier CROSS JOIN LATERAL (
    SELECT make_date(2024 + (id %% 3)::int, 2, 15) AS day
) days WHERE id %% 4 <> 0
"""
OFFICERS = """
INSERT INTO onboarding_officer (
    code, supplier_id, post, full_name, identity_type, identity_number, powers, added_at
)
SELECT gen_random_uuid(), s.id, p.post, 'Persona', 'cc', s.id || '0' || p.n, '', now()
FROM onboarding_supplier s CROSS JOIN (VALUES (1, 'representative'), (2, 'board_member')) AS p (n, post)
WHERE s.person_type = 'legal' AND (p.n = 1 OR s.has_board)
"""
# One paper for each rule and person that it is asked of; a third of the suppliers lack one, others' have ended.
DOCUMENTS = """
INSERT INTO onboarding_document (code, supplier_id, document_type_id, officer_id, title, created_at)
SELECT gen_random_uuid(), s.id, r.document_type_id, o.id, '', now()
FROM onboarding_supplier s
JOIN (SELECT *, row_number() OVER (PARTITION BY person_type) AS place FROM onboarding_documentrule WHERE required) r
    ON r.person_type = s.person_type AND NOT (s.id %% 3 = 0 AND r.place = 1)
LEFT JOIN onboarding_officer o ON o.supplier_id = s.id AND r.each <> 'supplier'
    AND (o.post = 'board_member') = (r.each = 'board_member')
WHERE r.each = 'supplier' OR o.id IS NOT NULL
"""
VERSIONS = """
INSERT INTO onboarding_documentversion (
    code, document_id, number, file_id, uploaded_by_id, uploaded_at, ready_at, decided_at, approved, expires_on
)
SELECT gen_random_uuid(), d.id, 1, d.id, 1, now(), now(), now(), true,
    CASE WHEN d.id %% 7 = 0 THEN current_date + 40 - (d.id %% 50)::int END
FROM onboarding_document d
"""


NOTED = (
    *("onboarding_supplier", "onboarding_officer", "onboarding_document", "onboarding_documentversion"),
    *("onboarding_financialstatement", "onboarding_pastcontract", "onboarding_rupregistration", "interests_interest"),
)
# No paper has a file here, nor who gave it.
WITHOUT_FILES = """
DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT conname FROM pg_constraint WHERE conrelid = 'onboarding_documentversion'::regclass
        AND contype = 'f' AND confrelid <> 'onboarding_document'::regclass
    LOOP EXECUTE format('ALTER TABLE onboarding_documentversion DROP CONSTRAINT %I', one.conname); END LOOP;
END $$
"""


def fill(n: int = HOW_MANY) -> None:
    """So many suppliers that chose to be found, each with its papers, books, contracts and area."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT_FILES)
        # The notes of what changed, one for each supplier at the end and not for each row.
        for table in NOTED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SELECT setseed(0.7214)")
        cursor.execute(
            "CREATE TEMP TABLE bench_towns AS SELECT row_number() OVER (ORDER BY md5(code)) AS rank, code,"
            " department_id FROM reference_municipality"
        )
        cursor.execute(
            "CREATE TEMP TABLE bench_codes AS SELECT row_number() OVER (ORDER BY md5(code)) AS rank, code"
            " FROM reference_commodity WHERE level >= 3 AND NOT retired"
        )
        numbers = {"many": n}
        for name in ("towns", "codes"):
            cursor.execute(f"ALTER TABLE bench_{name} ADD PRIMARY KEY (rank)")
            cursor.execute(f"SELECT count(*) FROM bench_{name}")  # noqa: S608  # our own tables
            (numbers[name],) = cursor.fetchone()
        for statement in (SUPPLIERS, AREAS, CONTRACTS, STATEMENTS, RUP, OFFICERS, DOCUMENTS, VERSIONS):
            cursor.execute(statement, numbers)
        for table in NOTED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("INSERT INTO interests_directorychange (supplier_id) SELECT id FROM onboarding_supplier")
        cursor.execute("VACUUM ANALYZE")


def measure(n: int = HOW_MANY) -> list[Result]:
    """The dearest question beside its plainest statements, and the 95th percentile of all kinds of pages."""
    fill(n)
    while sweep(limit=5_000):
        pass
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    today = colombian_today(timezone.now())

    def plain() -> list[object]:
        found: list[object] = []
        with connection.cursor() as cursor:
            for statement in PLAIN:
                cursor.execute(statement, {"today": today})
                found.append(cursor.fetchall())
        return found

    ours, baseline = medians([partial(find, Search(papers=True), today=today), plain], rounds=ROUNDS)
    kinds = searches()
    for search in kinds:
        find(search, today=today)
    costs = [milliseconds(partial(find, kinds[turn % len(kinds)], today=today)) for turn in range(PAGES)]
    return [
        Result("directory", ours, baseline, "ms", n),
        Result("page-directory-p95", percentile(costs, 0.95), BUDGET, "ms", n),
    ]


# The suppliers with their papers in force: how many, the first of them, and each facet; its own filter left out.
PLAIN = (
    "SELECT count(*) FROM interests_directoryentry WHERE papers_until >= %(today)s",
    (
        "SELECT supplier_id, name_key, since, experience FROM interests_directoryentry WHERE papers_until >= %(today)s"
        " ORDER BY experience DESC, supplier_id DESC LIMIT 21"
    ),
    "SELECT size, count(*) FROM interests_directoryentry WHERE papers_until >= %(today)s GROUP BY 1",
    "SELECT person_type, count(*) FROM interests_directoryentry WHERE papers_until >= %(today)s GROUP BY 1",
    (
        "SELECT named.code, count(*) FROM interests_directoryentry AS one CROSS JOIN LATERAL unnest("
        " CASE WHEN one.nationwide THEN ARRAY['']::varchar[] ELSE one.departments END) AS named (code)"
        " WHERE papers_until >= %(today)s GROUP BY 1"
    ),
    "SELECT papers_until >= %(today)s, count(*) FROM interests_directoryentry GROUP BY 1",
)


def searches() -> list[Search]:
    """Every filter alone, the orders, and several together."""
    limits = ((Key.LIQUIDITY, Decimal(1)), (Key.INDEBTEDNESS, Decimal(60)))
    busy = Search(
        codes=("72000000",),
        departments=("11",),
        experience=Decimal(10**8),
        indicators=limits,
        sizes=("micro", "small"),
        rup=True,
        papers=True,
    )
    return [
        Search(),
        Search(order=Order.NAME),
        Search(order=Order.RECENT),
        Search(codes=("72141001",)),
        Search(codes=("72141000",)),
        Search(codes=("72000000",)),
        Search(codes=("72000000", "43000000")),
        Search(tsquery=parse("vías")),
        Search(tsquery=parse("bcdk")),
        Search(departments=("05",)),
        Search(departments=("05",), seated=True),
        Search(municipalities=("05001",)),
        Search(indicators=limits),
        Search(experience=Decimal(10**9)),
        Search(sizes=("micro",), kinds=("legal",)),
        Search(rup=True),
        Search(papers=True),
        Search(papers=True, departments=("11",), order=Order.NAME),
        Search(papers=True, codes=("72000000",)),
        busy,
    ]
