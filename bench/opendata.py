"""Rows of p6dx-8zbt made up at random, in the shape and the size of real ones (54 keys, about 2.7 KB)."""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

FIRST_CODE = 90_000_000
FIRST_DAY = date(2026, 1, 2)
DAYS = 250

ROOTS = (
    "adquisicion", "prestacion", "servicio", "suministro", "mantenimiento", "construccion", "consultoria",
    "interventoria", "compra", "arriendo", "transporte", "alimento", "escolar", "hospital", "municipio", "vivienda",
    "acueducto", "alcantarillado", "via", "terciaria", "puente", "seguro", "vigilancia", "aseo", "papeleria",
    "computador", "licencia", "programa", "apoyo", "gestion", "profesional", "asistencia", "tecnica", "ambiental",
    "salud", "medicamento", "equipo", "biomedico", "laboratorio", "combustible", "vehiculo", "repuesto", "evento",
    "logistica", "cultura", "deporte", "capacitacion", "docente", "estudio", "diseño", "obra", "parque",
    "iluminacion", "energia", "solar", "red", "internet", "telefonia", "archivo",
)  # fmt: skip
# Segments, families and classes.
CLASSES = ((10, 96), (10, 30), (15, 30))
ENDINGS = ("", "s", "es", "ción", "dor", "miento", "ado", "al", "ico", "ante")
BODIES = ("MUNICIPIO DE", "HOSPITAL", "INSTITUTO", "SECRETARÍA DE", "ALCALDÍA DE", "UNIVERSIDAD", "EMPRESA DE")
PLACES = (
    ("Valle del Cauca", "Cali"), ("Cundinamarca", "Silvania"), ("Distrito Capital de Bogotá", "Bogotá"),
    ("Boyacá", "Sogamoso"), ("Antioquia", "Envigado"), ("Caldas", "Manizales"), ("Santander", "Floridablanca"),
    ("Tolima", "Ibagué"), ("Bolívar", "Cartagena"), ("Meta", "No Definido"),
)  # fmt: skip
MODALITIES = (
    "Contratación directa", "Contratación régimen especial", "Mínima cuantía", "Selección Abreviada de Menor Cuantía",
    "Selección abreviada subasta inversa", "Licitación pública", "Concurso de méritos abierto",
)  # fmt: skip
UNREAD = {
    "codigo_pci": "Centralizada", "proveedores_invitados": "0", "proveedores_con_invitacion": "0",
    "visualizaciones_del": "5", "proveedores_que_manifestaron": "0", "respuestas_externas": "0",
    "conteo_de_respuestas_a_ofertas": "0", "proveedores_unicos_con": "0", "id_estado_del_procedimiento": "60",
    "codigoproveedor": "No Definido", "departamento_proveedor": "No Definido", "ciudad_proveedor": "No Definido",
    "nombre_del_adjudicador": "No Definido", "subtipo_de_contrato": "No Definido",
}  # fmt: skip


def write(path: Path, rows: int, *, seed: int = 8010) -> None:
    """Make a file of JSON Lines; the same seed gives the same file."""
    with path.open("w", encoding="utf-8") as file:
        for record in records(rows, seed=seed):
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def records(rows: int, *, seed: int = 8010) -> Iterator[dict[str, object]]:
    """So many rows, each of a process of its own."""
    chance = random.Random(seed)  # noqa: S311  # made-up data
    words = [root + ending for root in ROOTS for ending in ENDINGS]
    bodies = [(700_000_000 + n, f"{chance.choice(BODIES)} {chance.choice(words).upper()} {n}") for n in range(2000)]
    for number in range(rows):
        yield _record(chance, words, number, chance.choice(bodies))


def _record(chance: random.Random, words: list[str], number: int, body: tuple[int, str]) -> dict[str, object]:
    department, city = PLACES[body[0] % len(PLACES)]
    published = FIRST_DAY + timedelta(chance.randrange(DAYS))
    code = FIRST_CODE + number
    midnight = "T00:00:00.000"
    record: dict[str, object] = {
        "entidad": body[1],
        "nit_entidad": str(800_000_000 + body[0] % 99_999_999),
        "departamento_entidad": department,
        "ciudad_entidad": city,
        "ordenentidad": "Territorial",
        "id_del_proceso": f"CO1.REQ.{code}",
        "referencia_del_proceso": f"SAMC-{number % 999:03}-2026 (Manifestación de interés (Menor Cuantía))",
        "ppi": str(body[0]),
        "id_del_portafolio": f"CO1.BDOS.{code}",
        "nombre_del_procedimiento": " ".join(chance.choices(words, k=16)).upper(),
        "descripci_n_del_procedimiento": " ".join(chance.choices(words, k=29)).upper(),
        "fase": "Presentación de oferta",
        "fecha_de_publicacion_del": f"{published}{midnight}",
        "fecha_de_ultima_publicaci": f"{published}{midnight}",
        "fecha_de_publicacion_fase_3": f"{published}{midnight}",
        "precio_base": str(chance.randrange(1_000_000, 2_000_000_000)),
        "modalidad_de_contratacion": chance.choice(MODALITIES),
        "justificaci_n_modalidad_de": "Presupuesto menor al 10% de la Menor Cuantía",
        "duracion": str(chance.randrange(13)),
        "unidad_de_duracion": "Mes(es)",
        "fecha_de_recepcion_de": f"{published + timedelta(chance.randrange(1, 30))}{midnight}",
        "fecha_de_apertura_de_respuesta": f"{published + timedelta(30)}{midnight}",
        "fecha_de_apertura_efectiva": f"{published + timedelta(30)}{midnight}",
        "ciudad_de_la_unidad_de": city,
        "nombre_de_la_unidad_de": "UNIDAD DE CONTRATACIÓN",
        "respuestas_al_procedimiento": str(chance.randrange(9)),
        "numero_de_lotes": "0",
        "estado_del_procedimiento": "Evaluación",
        "adjudicado": "No",
        "id_adjudicacion": "No Adjudicado",
        "valor_total_adjudicacion": "0",
        "nombre_del_proveedor": "No Definido",
        "nit_del_proveedor_adjudicado": "No Definido",
        "codigo_principal_de_categoria": "V1."
        + "".join(str(chance.randrange(low, high)) for low, high in CLASSES)
        + "00",
        "estado_de_apertura_del_proceso": "Cerrado",
        "tipo_de_contrato": "Prestación de servicios",
        "categorias_adicionales": "No definido",
        "urlproceso": {
            "url": f"https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index?noticeUID=CO1.NTC.{code}"
        },
        "codigo_entidad": str(body[0]),
        "estado_resumen": "Presentación de oferta",
    }
    return record | UNREAD
