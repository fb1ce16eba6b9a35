"""Invented rows of p6dx-8zbt, and the files that hold them."""

import csv
import gzip
import json
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

_numbers = count(20_000_000)


def row(**changes: Any) -> dict[str, Any]:
    """A row like the open data's, with a process of its own; None takes a column away, as the API does with nulls."""
    number = next(_numbers)
    record: dict[str, Any] = {
        "entidad": "ALCALDÍA MUNICIPIO DE PALMIRA",
        "nit_entidad": "891380007",
        "departamento_entidad": "Valle del Cauca",
        "ciudad_entidad": "Palmira",
        "ordenentidad": "Territorial",
        "codigo_entidad": "700088016",
        "id_del_proceso": f"CO1.REQ.{number}",
        "referencia_del_proceso": "SAMC-001-2026",
        "id_del_portafolio": f"CO1.BDOS.{number}",
        "nombre_del_procedimiento": "SUMINISTRO DE PAPELERÍA",
        "descripci_n_del_procedimiento": "SUMINISTRO DE PAPELERÍA PARA LA ALCALDÍA",
        "fase": "Presentación de oferta",
        "fecha_de_publicacion_del": "2026-07-12T00:00:00.000",
        "fecha_de_ultima_publicaci": "2026-07-13T00:00:00.000",
        "precio_base": "8800000",
        "modalidad_de_contratacion": "Mínima cuantía",
        "justificaci_n_modalidad_de": "Presupuesto inferior al 10% de la menor cuantía",
        "duracion": "4",
        "unidad_de_duracion": "Mes(es)",
        "fecha_de_recepcion_de": "2026-07-20T00:00:00.000",
        "fecha_de_apertura_de_respuesta": "2026-07-20T00:00:00.000",
        "ciudad_de_la_unidad_de": "Palmira",
        "nombre_de_la_unidad_de": "SECRETARÍA GENERAL",
        "respuestas_al_procedimiento": "0",
        "numero_de_lotes": "0",
        "estado_del_procedimiento": "Publicado",
        "adjudicado": "No",
        "id_adjudicacion": "No Adjudicado",
        "valor_total_adjudicacion": "0",
        "nombre_del_adjudicador": "No Definido",
        "nombre_del_proveedor": "No Definido",
        "nit_del_proveedor_adjudicado": "No Definido",
        "codigo_principal_de_categoria": "V1.44121600",
        "estado_de_apertura_del_proceso": "Abierto",
        "tipo_de_contrato": "Suministros",
        "categorias_adicionales": "No definido",
        "urlproceso": {
            "url": f"https://community.secop.gov.co/Public/Tendering/OpportunityDetail/Index?noticeUID=CO1.NTC.{number}"
        },
        "estado_resumen": "Presentación de oferta",
    }
    return {name: value for name, value in (record | changes).items() if value is not None}


def awarded(**changes: Any) -> dict[str, Any]:
    """A row with an award to a firm."""
    return row(
        **{
            "adjudicado": "Si",
            "id_adjudicacion": "CO1.AWD.2635218",
            "fecha_adjudicacion": "2026-07-28T00:00:00.000",
            "valor_total_adjudicacion": "8500000",
            "nombre_del_proveedor": "PAPELES DEL VALLE S.A.S.",
            "nit_del_proveedor_adjudicado": "901807734",
            "estado_resumen": "Adjudicado",
        }
        | changes
    )


def as_array(records: Iterable[dict[str, Any]]) -> bytes:
    """As the API answers: one array."""
    return json.dumps(list(records), ensure_ascii=False, indent=0).encode()


def as_lines(records: Iterable[dict[str, Any]]) -> bytes:
    """JSON Lines."""
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def as_table(records: Iterable[dict[str, Any]], headings: dict[str, str] | None = None, delimiter: str = ",") -> bytes:
    """CSV, headed by the API's names or by the headings given for them."""
    records = list(records)
    names = list(dict.fromkeys(name for record in records for name in record))
    lines: list[str] = []

    class Sink:
        def write(self, text: str) -> None:
            lines.append(text)

    writer = csv.writer(Sink(), delimiter=delimiter)
    writer.writerow([(headings or {}).get(name, name) for name in names])
    for record in records:
        values = (record.get(name, "") for name in names)
        writer.writerow([value["url"] if isinstance(value, dict) else value for value in values])
    return "".join(lines).encode()


def save(path: Path, content: bytes, *, packed: bool = False) -> Path:
    """A file with that content."""
    path.write_bytes(gzip.compress(content) if packed else content)
    return path
