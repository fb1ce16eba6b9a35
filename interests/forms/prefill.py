"""A search of /procesos/ as the beginning of an area of interest."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from groundwork.reference.codes import parse_code
from groundwork.reference.fields import MOST_CODES
from interests.forms.fields import LONGEST_ENTRY, MOST_ENTITIES, MOST_PLACES
from interests.queries.wording import compiled
from procurement.models import Modality
from procurement.queries.entities import entities_named
from procurement.queries.places import PlaceNames


def from_search(search: QueryDict) -> dict[str, Any]:
    """What the form of an area starts with; what cannot be understood is left out, since nothing is saved yet."""
    words = _bare(search.get("q", "")).strip()
    places = PlaceNames()
    departments = _known(places.department(text) for text in _values(search, "departamento", MOST_PLACES))
    towns = _values(search, "municipio", MOST_PLACES)
    municipalities = _known(places.municipality(text, departments) for text in towns)
    entities = [body.code for text in _values(search, "entidad", MOST_ENTITIES) for body in entities_named(text)]
    initial = {
        "name": words[:120].capitalize(),
        "words": _searched(words),
        "codes": _known(parse_code(text) for text in _values(search, "codigo", MOST_CODES)),
        "departments": departments,
        "municipalities": municipalities,
        "entities": list(dict.fromkeys(entities))[:MOST_ENTITIES],
        "value_min": _bare(search.get("valor_min", "")),
        "value_max": _bare(search.get("valor_max", "")),
        "modalities": [value for value in search.getlist("modalidad") if value in Modality.values],
    }
    return {name: value for name, value in initial.items() if value}


def _searched(words: str) -> list[str]:
    """The words of a search as one entry of an area, if they find something and fit in one."""
    entry = " ".join(re.sub(r"[,;]", " ", words).split())
    if not entry or len(entry) > LONGEST_ENTRY:
        return []
    try:
        compiled([entry], field="words")
    except ValidationError:
        return []
    return [entry]


def _values(search: QueryDict, name: str, most: int) -> list[str]:
    """The values of a parameter, repeated or written together."""
    joint = "," if name == "codigo" else ";"
    pieces = [piece.strip() for text in search.getlist(name) for piece in _bare(text).split(joint)]
    return [piece for piece in pieces if piece][:most]


def _known(found: Any) -> list[str]:
    return list(dict.fromkeys(code for code in found if code))


def _bare(text: str) -> str:
    return text.replace("\x00", "")
