"""The source's words for modalities and states, in the portal's terms."""

from functools import lru_cache

from groundwork.reference.text import fold
from procurement.models import Decision, Modality

# What users of the platform publish to try it; nothing is bought.
TESTS = frozenset(["subasta de prueba", "proceso de prueba"])
LONGEST_TEST = 20

MODALITIES = {
    fold(written): modality
    for written, modality in {
        "Asociación Público Privada": Modality.ALLIANCE,
        "Concurso de diseño Arquitectónico": Modality.MERIT,
        "Concurso de méritos abierto": Modality.MERIT,
        "Concurso de méritos con precalificación": Modality.MERIT,
        "CCE-20-Concurso_Meritos_Sin_Lista_Corta_1Sobre": Modality.MERIT,
        "Contratación directa": Modality.DIRECT,
        "Contratación Directa (con ofertas)": Modality.DIRECT_OFFERS,
        "Contratación régimen especial": Modality.SPECIAL,
        "Contratación régimen especial (con ofertas)": Modality.SPECIAL_OFFERS,
        "Enajenación de bienes con sobre cerrado": Modality.DISPOSAL,
        "Enajenación de bienes con subasta": Modality.DISPOSAL,
        "Licitación pública": Modality.TENDER,
        "Licitación Pública Acuerdo Marco de Precios": Modality.TENDER,
        "Licitación pública Obra Publica": Modality.TENDER_WORKS,
        "Mínima cuantía": Modality.MINIMUM,
        "Selección abreviada - acuerdo marco": Modality.FRAMEWORK,
        "Seleccion Abreviada Menor Cuantia Sin Manifestacion Interes": Modality.LESSER,
        "Selección Abreviada de Menor Cuantía": Modality.LESSER,
        "Selección abreviada subasta inversa": Modality.REVERSE_AUCTION,
        "Solicitud de información a los Proveedores": Modality.INFORMATION,
    }.items()
}

CANCELLED = frozenset(["cancelado", "revocado"])
AWARDED = frozenset(["adjudicado", "celebrado"])
VOID = frozenset(["desierto", "declarado desierto", "proceso desierto"])


@lru_cache(maxsize=1000)
def modality(written: str) -> Modality:
    """The modality so named; OTHER for a name that the portal does not know."""
    return MODALITIES.get(fold(written), Modality.OTHER)


def is_test(modality_name: str, title: str) -> bool:
    """Whether the modality, or a title that says nothing else, says that the process is a trial."""
    return _folded(modality_name) in TESTS or (len(title) <= LONGEST_TEST and fold(title) in TESTS)


def decision(*, states: tuple[str, ...], awarded: str, award_code: str, has_award_date: bool) -> Decision:
    """What ended the process, in order of precedence: cancelled, then awarded, then void."""
    said = {_folded(state) for state in states}
    if said & CANCELLED:
        return Decision.CANCELLED
    if award_code or has_award_date or _folded(awarded) == "si" or said & AWARDED:
        return Decision.AWARDED
    return Decision.VOID if said & VOID else Decision.NONE


def says_closed(written: str) -> bool:
    """Whether the source says that the process no longer receives proposals."""
    return _folded(written) == "cerrado"


@lru_cache(maxsize=1000)
def _folded(written: str) -> str:
    return fold(written)
