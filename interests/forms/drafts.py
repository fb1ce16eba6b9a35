"""What the form of an area starts with, or shows again while it is being filled in without being judged."""

from typing import Any

from django.http import QueryDict

from groundwork.reference.fields import MOST_CODES, pasted_codes
from groundwork.reference.pasting import read_list
from interests.forms import pasting
from interests.forms.area import AreaForm
from interests.forms.delivery import delivery_initial
from interests.forms.pickers import Pickers
from interests.models import AlertSubscription, Interest
from procurement.models import Entity
from procurement.queries.places import DEPARTMENT_LENGTH

# Several of one name come as a list in what the form is given to start with.
SEVERAL = frozenset({"codes", "departments", "municipalities", "entities", "entities_excluded", "modalities"})


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed so far, for a form that is drawn again; a short pasted list is chosen at once."""
    kept: dict[str, Any] = {name: data.getlist(name) if name in SEVERAL else data[name] for name in data}
    pasted = pasted_codes(kept.get("code_search", ""))
    if len(pasted) > MOST_CODES:
        kept["code_list"] = f"{kept.get('code_list', '')}\n{kept['code_search']}".strip()
    elif pasted:
        kept["codes"] = [*kept.get("codes", []), *pasted]
    if pasted:
        kept["code_search"] = ""
    kept["visible"] = "visible" in data
    return kept


def take_pasted(kept: dict[str, Any]) -> list[str]:
    """Have what can be taken of the pasted list among the chosen codes; returns what is wrong with the rest."""
    chosen = kept.get("codes", [])
    pasted = read_list(kept.get("code_list", ""))
    problems, kept["code_list"] = pasting.problems(pasted, chosen), pasting.left(pasted, chosen)
    if pasting.fits(pasted, chosen):
        kept["codes"] = [*chosen, *pasted.codes]
    return problems


def initial_of(interest: Interest, *, subscription: AlertSubscription | None) -> dict[str, Any]:
    """An area as its form shows it."""
    bodies = dict(
        Entity.objects.filter(pk__in=[*interest.entities, *interest.entities_excluded]).values_list("pk", "code")
    )
    return {
        "name": interest.name,
        "codes": interest.codes,
        "departments": [place for place in interest.places if len(place) == DEPARTMENT_LENGTH],
        "municipalities": [place for place in interest.places if len(place) > DEPARTMENT_LENGTH],
        "entities": [bodies[pk] for pk in interest.entities if pk in bodies],
        "entities_excluded": [bodies[pk] for pk in interest.entities_excluded if pk in bodies],
        "modalities": interest.modalities,
        "mipyme": interest.mipyme,
        "words": interest.words,
        "words_excluded": interest.words_excluded,
        "value_min": interest.value_min,
        "value_max": interest.value_max,
        "visible": interest.visible,
        **delivery_initial(subscription),
    }


def copy_of(interest: Interest, *, subscription: AlertSubscription | None, name: str) -> dict[str, Any]:
    """An area as the beginning of another one, which entities do not see until that is said of it."""
    whose = {"supplier": str(interest.supplier.code), "name": name, "visible": False}
    return initial_of(interest, subscription=subscription) | whose


def pickers_of(form: AreaForm, *, branch: str = "") -> Pickers:
    """What the pickers of the form show: chosen things, and answers to what is typed in their search boxes."""

    def value(name: str) -> Any:
        given = form[name].value() or ([] if name in SEVERAL else "")
        return [_bare(one) for one in given] if name in SEVERAL else _bare(given)

    return Pickers(
        codes=value("codes"),
        code_words=value("code_search"),
        branch=branch,
        municipalities=value("municipalities"),
        municipality_words=value("municipality_search"),
        entities=value("entities"),
        entity_words=value("entity_search"),
        excluded=value("entities_excluded"),
        excluded_words=value("excluded_search"),
    )


def _bare(text: object) -> str:
    """Without the null bytes that no database takes: what is drawn again has not been judged yet."""
    return str(text).replace("\x00", "")
