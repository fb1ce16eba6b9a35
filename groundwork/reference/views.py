"""The classifier for anyone: by words, by tree, and as options for the pickers of other pages."""

import re

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from groundwork.reference import codes
from groundwork.reference.forms import CommoditySearchForm
from groundwork.reference.models import Commodity
from groundwork.reference.queries.commodities import Hit, ancestors, children, search_commodities
from groundwork.web.components import Crumb

LIST_LIMIT = 50
OPTIONS_LIMIT = 20
DEFAULT_FIELD = "codigo"
_FIELD_NAME = re.compile(r"[A-Za-z][\w-]{0,40}", re.ASCII)


@login_not_required
@require_safe
def commodity_list(request: HttpRequest) -> HttpResponse:
    """What answers the words; without words, the segments."""
    form = CommoditySearchForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    hits = search_commodities(words, limit=LIST_LIMIT) if words else []
    roots = [] if words else Commodity.objects.roots()
    return render(
        request,
        "reference/commodity_list.html",
        {"form": form, "words": words, "hits": hits, "capped": len(hits) == LIST_LIMIT, "roots": roots},
    )


@login_not_required
@require_safe
def commodity_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One heading, the ones above it and the ones below; however the code is written, one address for each."""
    parsed = codes.parse_code(code)
    if parsed is None:
        raise Http404
    if parsed != code:
        return redirect("reference:commodity_detail", parsed, permanent=True)
    commodity = get_object_or_404(Commodity, code=parsed)
    above = ancestors(parsed)
    return render(
        request,
        "reference/commodity_detail.html",
        {
            "commodity": commodity,
            "crumbs": [Crumb(str(heading), heading.get_absolute_url()) for heading in above],
            "children": children(parsed),
        },
    )


@login_not_required
@require_safe
def commodity_options(request: HttpRequest) -> HttpResponse:
    """Headings to choose from: a fragment of check boxes named by ?campo=, or JSON with ?formato=json."""
    form = CommoditySearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    hits = search_commodities(words, limit=OPTIONS_LIMIT) if words else []
    if request.GET.get("formato") == "json":
        return JsonResponse({"results": [_described(hit) for hit in hits], "count": len(hits)})
    field = request.GET.get("campo", DEFAULT_FIELD)
    if _FIELD_NAME.fullmatch(field) is None:
        field = DEFAULT_FIELD
    return render(request, "reference/commodity_options.html", {"hits": hits, "words": words, "field": field})


def _described(hit: Hit) -> dict[str, object]:
    return {
        "code": hit.commodity.code,
        "title": hit.commodity.title,
        "level": hit.commodity.level,
        "score": hit.score,
        "path": [{"code": heading.code, "title": heading.title} for heading in hit.path],
    }
