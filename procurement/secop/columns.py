"""The columns of p6dx-8zbt that the portal reads, each with the reason; no other column is ever looked at.

Whatever is not here (names of officials, counters, suppliers' codes and places) is dropped before a row is
parsed, so that it reaches neither the database nor the file of rejected rows nor a log.
"""

from dataclasses import dataclass

from groundwork.reference.text import compact


@dataclass(frozen=True, slots=True)
class Column:
    """One column that is read: its name in the API, its title in the CSV export, and what it is for."""

    name: str
    title: str
    reason: str


COLUMNS = (
    Column("entidad", "Entidad", "who buys"),
    Column("nit_entidad", "Nit Entidad", "tells public bodies with like names apart"),
    Column("departamento_entidad", "Departamento Entidad", "search by place"),
    Column("ciudad_entidad", "Ciudad Entidad", "search by place"),
    Column("ordenentidad", "OrdenEntidad", "national or territorial body"),
    Column("codigo_entidad", "Codigo Entidad", "the body's identity in SECOP"),
    Column("id_del_proceso", "ID del Proceso", "the process's identity"),
    Column("referencia_del_proceso", "Referencia del Proceso", "the body's own number, which people search"),
    Column("id_del_portafolio", "ID del Portafolio", "contracts refer to it"),
    Column("nombre_del_procedimiento", "Nombre del Procedimiento", "what is bought"),
    Column("descripci_n_del_procedimiento", "Descripción del Procedimiento", "what is bought, at length"),
    Column("fase", "Fase", "shown as the source's word"),
    Column("fecha_de_publicacion_del", "Fecha de Publicacion del Proceso", "publication"),
    Column("fecha_de_ultima_publicaci", "Fecha de Ultima Publicación", "last change published"),
    Column("fecha_de_publicacion_fase", "Fecha de Publicacion (Fase Planeacion Precalificacion)", "publication"),
    Column("fecha_de_publicacion_fase_1", "Fecha de Publicacion (Fase Seleccion Precalificacion)", "publication"),
    Column("fecha_de_publicacion", "Fecha de Publicacion (Manifestacion de Interes)", "publication"),
    Column("fecha_de_publicacion_fase_2", "Fecha de Publicacion (Fase Borrador)", "publication"),
    Column("fecha_de_publicacion_fase_3", "Fecha de Publicacion (Fase Seleccion)", "publication"),
    Column("precio_base", "Precio Base", "the budget"),
    Column("modalidad_de_contratacion", "Modalidad de Contratacion", "the rules that apply"),
    Column("justificaci_n_modalidad_de", "Justificación Modalidad de Contratación", "why that modality"),
    Column("duracion", "Duracion", "how long the work takes"),
    Column("unidad_de_duracion", "Unidad de Duracion", "how long the work takes"),
    Column("fecha_de_recepcion_de", "Fecha de Recepcion de Respuestas", "the closing"),
    Column("fecha_de_apertura_de_respuesta", "Fecha de Apertura de Respuesta", "the opening"),
    Column("ciudad_de_la_unidad_de", "Ciudad de la Unidad de Contratación", "search by place"),
    Column("nombre_de_la_unidad_de", "Nombre de la Unidad de Contratación", "who buys, inside the body"),
    Column("respuestas_al_procedimiento", "Respuestas al Procedimiento", "how many answered"),
    Column("numero_de_lotes", "Numero de Lotes", "whether it is in lots"),
    Column("estado_del_procedimiento", "Estado del Procedimiento", "cancelled, awarded or void"),
    Column("adjudicado", "Adjudicado", "awarded"),
    Column("id_adjudicacion", "ID Adjudicacion", "the award's identity"),
    Column("fecha_adjudicacion", "Fecha Adjudicacion", "when it was awarded"),
    Column("valor_total_adjudicacion", "Valor Total Adjudicacion", "for how much"),
    Column("nombre_del_proveedor", "Nombre del Proveedor Adjudicado", "to which firm; kept for legal persons only"),
    Column("nit_del_proveedor_adjudicado", "NIT del Proveedor Adjudicado", "to which firm; legal persons only"),
    Column("codigo_principal_de_categoria", "Codigo Principal de Categoria", "matching by UNSPSC code"),
    Column("categorias_adicionales", "Categorias Adicionales", "matching by UNSPSC code"),
    Column("estado_de_apertura_del_proceso", "Estado de Apertura del Proceso", "closed, where no date is given"),
    Column("tipo_de_contrato", "Tipo de Contrato", "what kind of contract"),
    Column("urlproceso", "URLProceso", "the official publication"),
    Column("estado_resumen", "Estado Resumen", "awarded or void"),
)

NAMES = frozenset(column.name for column in COLUMNS)
# Without these no row can be told from another, so a CSV file that lacks one is refused whole.
INDISPENSABLE = ("id_del_proceso", "codigo_entidad", "entidad", "nombre_del_procedimiento")
PROCESS_ID = "id_del_proceso"

_BY_HEADING = {compact(heading): column.name for column in COLUMNS for heading in (column.name, column.title)}


def named(heading: str) -> str | None:
    """The API's name of the column that a CSV file heads so, by its name or its title; None if not read."""
    return _BY_HEADING.get(compact(heading))
