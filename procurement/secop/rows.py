"""One row of the open data turned into facts, or refused with a reason."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField
from django.utils.translation import gettext as _

from procurement.models import Award, Decision, Entity, Modality, Process
from procurement.secop import values, vocabulary
from procurement.secop.columns import PROCESS_ID
from procurement.secop.facts import AwardFacts, EntityFacts, ProcessFacts, Row
from procurement.secop.values import RefusedRowError

PROCESS_CODE = re.compile(r"CO1\.REQ\.\d{1,15}", re.ASCII)
AWARD_CODE = re.compile(r"CO1\.AWD\.\d{1,15}", re.ASCII)
ENTITY_CODE = re.compile(r"\d{1,20}", re.ASCII)
PHASE_PUBLICATIONS = (
    "fecha_de_publicacion_fase",
    "fecha_de_publicacion_fase_1",
    "fecha_de_publicacion_fase_2",
    "fecha_de_publicacion",
    "fecha_de_publicacion_fase_3",
)

type Record = Mapping[str, Any]
type Places = Callable[[str | None, str | None], tuple[str | None, str | None]]


def _limits(model: type[Entity | Process | Award], *names: str) -> dict[str, int]:
    fields = (model._meta.get_field(name) for name in names)  # noqa: SLF001  # documented API
    return {field.name: field.max_length for field in fields if isinstance(field, CharField) and field.max_length}


_ENTITY = _limits(Entity, "name", "order")
_AWARD = _limits(Award, "supplier_name")
_PROCESS = _limits(
    Process, "reference", "portfolio", "unit_name", "modality_detail", "contract_type", "duration_unit",
    "source_phase", "source_state",
)  # fmt: skip


def process_code(record: Record) -> str:
    """The process's code if it is well formed, else ""."""
    written = record.get(PROCESS_ID)
    return written if isinstance(written, str) and PROCESS_CODE.fullmatch(written) else ""


class RowReader:
    """Turns records into facts; with `shift`, every date moves by so many days and the rows are samples."""

    def __init__(self, places: Places, shift: timedelta | None = None) -> None:
        self._resolve = places
        self._shift = shift
        self._by = shift or timedelta()
        self._known_places: dict[tuple[str, str, str], tuple[str | None, str | None]] = {}

    def read(self, record: Record) -> Row:
        """The row's facts. Raises RefusedRowError with the reason."""
        code = process_code(record)
        if not code:
            raise RefusedRowError(_("El identificador del proceso falta o no tiene la forma CO1.REQ.n."))
        entity = self._entity(record)
        award = self._award(record)
        return Row(entity, self._process(code, record, entity, award), award)

    def _moment(self, record: Record, column: str) -> datetime | None:
        return values.shifted(values.moment(record.get(column), column), self._by)

    def _entity(self, record: Record) -> EntityFacts:
        code = values.text(record.get("codigo_entidad"), "codigo_entidad")
        if not ENTITY_CODE.fullmatch(code):
            raise RefusedRowError(_("El código de la entidad falta o no es un número."))
        name = values.line(record.get("entidad"), "entidad", _ENTITY["name"])
        if not name:
            raise RefusedRowError(_("Falta el nombre de la entidad."))
        return EntityFacts(
            code,
            values.nit(record.get("nit_entidad"), "nit_entidad"),
            name,
            values.line(record.get("ordenentidad"), "ordenentidad", _ENTITY["order"]),
            *self._place(record, ""),
        )

    def _place(self, record: Record, unit_city: str) -> tuple[str | None, str | None]:
        """Where the contracting unit is, if its city is known, else where the public body is."""
        department = values.line(record.get("departamento_entidad"), "departamento_entidad")
        city = values.line(record.get("ciudad_entidad"), "ciudad_entidad")
        key = (department, city, unit_city)
        if key not in self._known_places:
            places = [(department, unit_city), ("", unit_city)] if unit_city else []
            found = (place for place in (self._resolve(*names) for names in places) if place[1])
            self._known_places[key] = next(found, None) or self._resolve(department, city)
        return self._known_places[key]

    def _award(self, record: Record) -> AwardFacts:
        code = values.text(record.get("id_adjudicacion"), "id_adjudicacion")
        if not code:
            return AwardFacts("", "", "", None, None)
        if not AWARD_CODE.fullmatch(code):
            raise RefusedRowError(_("El identificador de la adjudicación no tiene la forma CO1.AWD.n."))
        number = values.nit(record.get("nit_del_proveedor_adjudicado"), "nit_del_proveedor_adjudicado")
        name = ""
        if number:
            name = values.line(record.get("nombre_del_proveedor"), "nombre_del_proveedor", _AWARD["supplier_name"])
        if not values.is_legal_person(number, name):
            number = name = ""
        amount = values.money(record.get("valor_total_adjudicacion"), "valor_total_adjudicacion")
        return AwardFacts(code, name, number, amount, self._moment(record, "fecha_adjudicacion"))

    def _published(self, record: Record) -> datetime:
        """The publication: the process's, or the earliest of its phases' where the process names none."""
        at = self._moment(record, "fecha_de_publicacion_del")
        if at is None:
            phases = (self._moment(record, column) for column in PHASE_PUBLICATIONS)
            at = min((phase for phase in phases if phase), default=None)
        if at is None:
            raise RefusedRowError(_("Falta una fecha de publicación entre 1990 y 2099."))
        return at

    def _process(self, code: str, record: Record, entity: EntityFacts, award: AwardFacts) -> ProcessFacts:
        get = record.get
        limit = _PROCESS

        def line(column: str, field: str) -> str:
            return values.line(get(column), column, limit[field])

        title = values.line(get("nombre_del_procedimiento"), "nombre_del_procedimiento")
        if not title:
            raise RefusedRowError(_("Falta el nombre del procedimiento."))
        modality, modality_detail = self._modality(record, title)
        main = values.commodity(values.text(get("codigo_principal_de_categoria"), "codigo_principal_de_categoria"))
        others = values.text(get("categorias_adicionales"), "categorias_adicionales")
        unit_city = values.line(get("ciudad_de_la_unidad_de"), "ciudad_de_la_unidad_de")
        closes_at, hour_known = values.closing(get("fecha_de_recepcion_de"), "fecha_de_recepcion_de")
        opening = values.text(get("estado_de_apertura_del_proceso"), "estado_de_apertura_del_proceso")
        state = line("estado_del_procedimiento", "source_state")
        decision, decided_at = self._decision(record, state, award)
        department, municipality = self._place(record, unit_city)
        return ProcessFacts(
            code=code,
            is_sample=self._shift is not None,
            reference=line("referencia_del_proceso", "reference"),
            portfolio=line("id_del_portafolio", "portfolio"),
            official_url=values.publication_url(get("urlproceso")),
            buyer_name=entity.name,
            unit_name=line("nombre_de_la_unidad_de", "unit_name"),
            title=title,
            description=values.text(get("descripci_n_del_procedimiento"), "descripci_n_del_procedimiento"),
            modality=modality.value,
            modality_detail=modality_detail,
            contract_type=line("tipo_de_contrato", "contract_type"),
            budget=values.money(get("precio_base"), "precio_base"),
            duration=values.count(get("duracion"), "duracion"),
            duration_unit=line("unidad_de_duracion", "duration_unit"),
            lots=values.count(get("numero_de_lotes"), "numero_de_lotes") or 0,
            main_code=main,
            code_paths="{" + ",".join(values.paths(main, others)) + "}",
            department_id=department,
            municipality_id=municipality,
            published_at=self._published(record),
            last_published_at=self._moment(record, "fecha_de_ultima_publicaci"),
            responses_open_at=self._moment(record, "fecha_de_apertura_de_respuesta"),
            closes_at=values.shifted(closes_at, self._by),
            closing_hour_known=hour_known,
            said_closed=closes_at is None and vocabulary.says_closed(opening),
            decision=decision.value,
            decided_at=decided_at,
            source_phase=line("fase", "source_phase"),
            source_state=state,
            responses=values.count(get("respuestas_al_procedimiento"), "respuestas_al_procedimiento") or 0,
        )

    def _decision(self, record: Record, state: str, award: AwardFacts) -> tuple[Decision, datetime | None]:
        awarded_at = self._moment(record, "fecha_adjudicacion")
        decision = vocabulary.decision(
            states=(state, values.line(record.get("estado_resumen"), "estado_resumen")),
            awarded=values.text(record.get("adjudicado"), "adjudicado"),
            award_code=award.code,
            has_award_date=awarded_at is not None,
        )
        return decision, awarded_at if decision is Decision.AWARDED else None

    @staticmethod
    def _modality(record: Record, title: str) -> tuple[Modality, str]:
        """The modality with its detail, which begins with the source's own name where the portal has none."""
        written = values.line(record.get("modalidad_de_contratacion"), "modalidad_de_contratacion")
        if vocabulary.is_test(written, title):
            raise RefusedRowError(_("Es un proceso de prueba de la plataforma, no una compra."))
        modality = vocabulary.modality(written)
        detail = values.line(record.get("justificaci_n_modalidad_de"), "justificaci_n_modalidad_de")
        if modality is Modality.OTHER:
            detail = " · ".join(filter(None, (written, detail)))
        return modality, values.text(detail, "justificaci_n_modalidad_de", _PROCESS["modality_detail"])
