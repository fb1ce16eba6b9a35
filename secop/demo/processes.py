"""The demo's processes: invented bodies in real places, objects such as the State really buys."""

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from groundwork.reference.codes import ancestors_of
from procurement.models import Award, Decision, Entity, Modality, Process, Source

BOGOTA = ZoneInfo("America/Bogota")
HOW_MANY = 120
# What was awarded before: to the demo's firm (its NIT without the check digit) and to another one.
FIRMS = (
    ("Obras y Suministros de Demostración S. A. S.", "999000001"),
    ("Ingeniería y Comercio de la Demostración S. A.", "999000002"),
)
AWARDED = range(130, 140)  # their needs are the first ten

# Name of the body, its order, DANE code of its municipality.
BODIES = (
    ("Instituto de Vías de la Demostración", "Territorial", "15001"),
    ("Alcaldía de Puerto Demostración", "Territorial", "13001"),
    ("Hospital Universitario de la Demostración", "Territorial", "76001"),
    ("Gobernación de la Demostración", "Territorial", "05001"),
    ("Agencia Nacional de la Demostración", "Nacional", "11001"),
    ("Universidad de la Demostración", "Nacional", "68001"),
    ("Corporación Autónoma de la Demostración", "Corporación Autónoma", "17001"),
    ("Empresa de Acueducto de la Demostración", "Territorial", "52001"),
    ("Institución Educativa de la Demostración", "Territorial", "66001"),
    ("Secretaría de Salud de la Demostración", "Territorial", "73001"),
)


@dataclass(frozen=True)
class Need:
    """Something that bodies buy: its class code, what it says, how and for how much (millions of COP)."""

    code: str
    title: str
    contract_type: str
    modalities: tuple[Modality, ...]
    millions: tuple[int, int]


SMALL = (Modality.MINIMUM,)
MEDIUM = (Modality.LESSER, Modality.MINIMUM)
AUCTION = (Modality.REVERSE_AUCTION,)
LARGE = (Modality.TENDER,)

NEEDS = (
    Need(
        "72141000",
        "Mantenimiento de la red vial terciaria",
        "Obra",
        (Modality.LESSER, Modality.TENDER_WORKS),
        (180, 2400),
    ),
    Need("72141100", "Construcción de placa huella en vías rurales", "Obra", (Modality.TENDER_WORKS,), (400, 3800)),
    Need("72101500", "Mantenimiento locativo de las sedes administrativas", "Obra", MEDIUM, (20, 320)),
    Need(
        "81101500", "Interventoría técnica de obras de infraestructura", "Interventoría", (Modality.MERIT,), (90, 700)
    ),
    Need("30111600", "Suministro de cemento, cal y agregados", "Suministros", AUCTION, (20, 260)),
    Need("44121600", "Suministro de papelería y elementos de oficina", "Suministros", SMALL, (5, 70)),
    Need("43211500", "Compra de computadores y equipos de escritorio", "Compraventa", AUCTION, (60, 900)),
    Need("43231500", "Licenciamiento de programas informáticos de gestión", "Compraventa", MEDIUM, (40, 500)),
    Need(
        "81111800", "Soporte y mantenimiento de sistemas de información", "Prestación de servicios", MEDIUM, (35, 450)
    ),
    Need(
        "76111500",
        "Servicio integral de aseo y cafetería",
        "Prestación de servicios",
        (Modality.REVERSE_AUCTION, Modality.LESSER),
        (80, 1200),
    ),
    Need(
        "92121500",
        "Servicio de vigilancia y seguridad privada",
        "Prestación de servicios",
        (Modality.LESSER, Modality.TENDER),
        (150, 2800),
    ),
    Need("78111800", "Servicio de transporte terrestre de pasajeros", "Prestación de servicios", MEDIUM, (40, 600)),
    Need("84131500", "Programa de seguros de los bienes de la entidad", "Seguros", (Modality.LESSER,), (60, 800)),
    Need(
        "85101500",
        "Prestación de servicios de salud de mediana complejidad",
        "Prestación de servicios",
        (Modality.SPECIAL_OFFERS,),
        (200, 1800),
    ),
    Need("51101500", "Suministro de medicamentos esenciales", "Suministros", AUCTION, (90, 1500)),
    Need("42141500", "Suministro de insumos médicos y elementos de curación", "Suministros", AUCTION, (30, 420)),
    Need("50193000", "Suministro de alimentación escolar", "Suministros", LARGE, (700, 5200)),
    Need("86101700", "Capacitación y formación de funcionarios", "Prestación de servicios", SMALL, (8, 80)),
    Need(
        "80111600",
        "Servicios profesionales de apoyo a la gestión",
        "Prestación de servicios",
        (Modality.DIRECT,),
        (9, 60),
    ),
    Need("90101600", "Operación logística de eventos institucionales", "Prestación de servicios", MEDIUM, (25, 380)),
    Need("15101500", "Suministro de combustible para el parque automotor", "Suministros", MEDIUM, (15, 240)),
    Need("25172500", "Suministro de llantas para vehículos oficiales", "Suministros", SMALL, (6, 60)),
    Need(
        "78181500", "Mantenimiento preventivo y correctivo de vehículos", "Prestación de servicios", MEDIUM, (12, 180)
    ),
    Need("70111700", "Mantenimiento de parques y zonas verdes", "Prestación de servicios", MEDIUM, (30, 400)),
    Need("82121500", "Impresión de material pedagógico y divulgativo", "Prestación de servicios", SMALL, (5, 65)),
    Need("56101700", "Dotación de mobiliario escolar y de oficina", "Compraventa", AUCTION, (40, 520)),
)


def build(*, now: datetime, seed: int = 2026) -> tuple[list[Entity], list[Process]]:
    """The demo's bodies and processes, unsaved: most of them open, some closed, none decided."""
    chance = random.Random(seed)  # noqa: S311  # the same demo each time, nothing secret
    entities = [
        Entity(code=f"PC-{number:04}", name=name, order=order, department_id=place[:2], municipality_id=place)
        for number, (name, order, place) in enumerate(BODIES, start=1)
    ]
    return entities, [_process(number, entities, now, chance) for number in range(1, HOW_MANY + 1)]


def build_awarded(entities: list[Entity], *, now: datetime, seed: int = 2025) -> tuple[list[Process], list[Award]]:
    """Processes of the years before with what was awarded in each, unsaved; most of it to the demo's firm."""
    chance = random.Random(seed)  # noqa: S311  # as above
    processes, awards = [], []
    for number in AWARDED:
        process = _process(number, entities, now - timedelta(days=chance.randint(120, 900)), chance)
        decided_at = process.published_at + timedelta(days=chance.randint(75, 95))
        process.decision, process.decided_at = Decision.AWARDED, decided_at
        name, nit = FIRMS[number % 3 == 0]
        value = (process.budget or Decimal(0)) * chance.randint(88, 99) / 100
        awards.append(
            Award(
                process=process,
                code=f"PC-ADJ-{number:04}",
                supplier_name=name,
                supplier_nit=nit,
                value=value,
                awarded_at=decided_at,
            )
        )
        processes.append(process)
    return processes, awards


def _process(number: int, entities: list[Entity], now: datetime, chance: random.Random) -> Process:
    need = NEEDS[number % len(NEEDS)]
    entity = chance.choice(entities)
    published = now - timedelta(days=chance.randint(0, 25), hours=chance.randint(0, 9))
    closes_on = now.astimezone(BOGOTA).date() + timedelta(
        days=chance.choice([-6, -2, 1, 2, 3, 5, 8, 12, 15, 20, 28, 40])
    )
    closes_at = datetime.combine(closes_on, time(chance.choice([9, 10, 15, 17])), BOGOTA)
    return Process(
        code=f"PC-{now.year}-{number:04}",
        source=Source.PORTAL,
        reference=f"DEMO-{number:03}-{now.year}",
        entity=entity,
        buyer_name=entity.name,
        unit_name="Oficina de Contratación",
        title=need.title,
        description=f"{need.title} para {entity.name}. Es un proceso inventado, para probar el portal.",
        modality=chance.choice(need.modalities),
        contract_type=need.contract_type,
        budget=Decimal(chance.randint(*need.millions) * 1_000_000 + chance.randrange(0, 1_000_000, 50_000)),
        duration=chance.randint(1, 10),
        duration_unit="Mes(es)",
        main_code=need.code,
        code_paths=[*ancestors_of(need.code), need.code],
        department_id=entity.department_id,
        municipality_id=entity.municipality_id,
        published_at=min(published, closes_at - timedelta(days=3)),
        closes_at=closes_at,
        closing_hour_known=True,
    )
