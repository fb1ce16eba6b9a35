"""{% term "rup" %} and {% picture "registro" %}: a word with its meaning at hand, and a picture of a page."""

from collections.abc import MutableMapping
from itertools import count
from typing import cast

from django import template
from django.template.context import Context
from django.utils.translation import ngettext

from groundwork.reference.models import Parameter
from groundwork.web import formats
from support.glossary import TERMS
from support.pictures import PICTURES, Picture

register = template.Library()
_COUNTER = "support.terms"


@register.inclusion_tag("components/term.html", takes_context=True)
def term(context: Context, slug: str, text: str = "") -> dict[str, object]:
    """A word of the glossary, which opens its meaning where it stands; `text` where the sentence needs another form."""
    # One count for the whole page, whichever of its templates the word stands in.
    request = getattr(context, "request", None)
    page = cast("MutableMapping[str, count[int]]", request.META if request else context.render_context)
    place = f"{context.get('terms_called', 'term')}-{next(page.setdefault(_COUNTER, count(1)))}"
    return {"term": TERMS[slug], "text": text, "place": place}


@register.inclusion_tag("support/picture.html")
def picture(name: str) -> dict[str, Picture]:
    """A picture of the portal's own pages, in the reader's language and scheme."""
    return {"picture": PICTURES[name]}


@register.filter
def figure(parameter: Parameter) -> str:
    """A legal figure with its unit: "3 días hábiles", "US$ 125.000", "10 %"."""
    value, unit = parameter.value, parameter.unit
    count_of, shown = int(value), formats.amount(value)
    match unit:
        case Parameter.Unit.COP | Parameter.Unit.USD:
            return formats.money(value, unit.upper())
        case Parameter.Unit.SHARE:
            return formats.percent(value * 100)
        case Parameter.Unit.BUSINESS_DAYS:
            return ngettext("%(number)s día hábil", "%(number)s días hábiles", count_of) % {"number": shown}
        case Parameter.Unit.CALENDAR_DAYS:
            return ngettext("%(number)s día calendario", "%(number)s días calendario", count_of) % {"number": shown}
        case _:
            return shown
