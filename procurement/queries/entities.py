"""Public bodies by what people type: a code, a NIT or words of the name."""

import re
from typing import NamedTuple

from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Lower

from groundwork.reference.text import fold
from procurement.models import Entity
from procurement.models.search import ACCENTED, PLAIN, Translate

# Words that name more bodies than this name none.
MOST = 100
NIT_LENGTH = 9


class EntityName(NamedTuple):
    """One body, for a filter."""

    id: int
    code: str
    nit: str
    name: str


def entities_named(text: str) -> list[EntityName]:
    """The bodies so named, one more than MOST at most: that of the code, else those of the NIT, else by words.

    A NIT may carry its check digit, dots and hyphen; every word must be in the name, in any order.
    """
    named = Entity.objects.values_list("id", "code", "nit", "name").order_by("code")
    if by_code := named.filter(code=text):
        return [EntityName(*row) for row in by_code]
    digits = re.sub(r"[\s.\-]", "", text)
    if digits.isascii() and digits.isdigit() and len(digits) >= NIT_LENGTH:
        return [EntityName(*row) for row in named.filter(nit__in={digits, digits[:NIT_LENGTH]})[: MOST + 1]]
    plain = Translate(Lower(F("name")), Value(ACCENTED), Value(PLAIN), output_field=TextField())
    words = Q()
    for word in fold(text).split():
        words &= Q(plain__contains=word)
    return [EntityName(*row) for row in named.alias(plain=plain).filter(words)[: MOST + 1]] if words else []
