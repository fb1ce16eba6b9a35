"""The search of processes: one address, as a page, as data, as a table or as a feed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundwork.web.limits import seconds_to_wait
from groundwork.web.paging import CURSOR_PARAMETER, BadCursorError
from groundwork.web.responses import too_many_requests
from procurement.forms.search import CSV, HTML, JSON, RSS, SearchForm
from procurement.queries.searching import PAGE_SIZE, find
from procurement.views import renderings
from procurement.views.results import ResultsPage

SEARCHES_A_MINUTE = 120
SHOWN_NAMES, SHOWN_LENGTH = 5, 40


@login_not_required
@require_safe
def process_list(request: HttpRequest) -> HttpResponseBase:
    """The processes that the address asks for; what it says wrong is answered beside the filter that says it."""
    form = SearchForm(request.GET)
    wanted = request.GET.get("formato") or HTML
    if seconds := seconds_to_wait(request, "search", limit=SEARCHES_A_MINUTE):
        return renderings.json_wait(seconds) if wanted == JSON else too_many_requests(request, seconds=seconds)
    if not form.is_valid():
        return _refused(request, form, wanted)
    try:
        match form.cleaned_data["formato"]:
            case "json":
                return renderings.as_json(form, request.GET.get(CURSOR_PARAMETER, ""))
            case "csv":
                return renderings.as_csv(form)
            case "rss":
                return renderings.as_rss(form)
        return _page(request, form, request.GET.get(CURSOR_PARAMETER, ""))
    except BadCursorError as refusal:
        if wanted == JSON:
            return renderings.json_refusal({CURSOR_PARAMETER: [str(refusal)]})
        return _page(request, form, "", notice=str(refusal))


def _page(request: HttpRequest, form: SearchForm, cursor: str, *, notice: str = "") -> HttpResponse:
    search = form.search()
    found = find(search, at=timezone.now(), cursor=cursor, size=PAGE_SIZE)
    context = {"results": ResultsPage(form, search, found), "notices": [*_notices(form), *filter(None, [notice])]}
    return render(request, "procurement/process_list.html", {"form": form, **context})


def _refused(request: HttpRequest, form: SearchForm, wanted: str) -> HttpResponse:
    if wanted == JSON:
        return renderings.json_refusal({name: list(map(str, errors)) for name, errors in form.errors.items()})
    if wanted in {CSV, RSS}:
        return renderings.text_refusal(form)
    context = {"form": form, "results": ResultsPage(form), "notices": _notices(form)}
    return render(request, "procurement/process_list.html", context)


def _notices(form: SearchForm) -> list[str]:
    """What was ignored, and why."""
    notices = []
    if form.unknown:
        names = ", ".join(name[:SHOWN_LENGTH] for name in form.unknown[:SHOWN_NAMES])
        notices.append(
            ngettext(
                "La dirección trae un filtro que no existe y no se tuvo en cuenta: %(names)s.",
                "La dirección trae filtros que no existen y no se tuvieron en cuenta: %(names)s.",
                len(form.unknown),
            )
            % {"names": names}
        )
    if form.is_valid() and form.ranks_without_words:
        notices.append(
            _("Para ordenar por relevancia escriba qué busca. Mientras tanto van primero los más recientes.")
        )
    return notices
