"""The guides, and what each reads of the live rules."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.reference.business_days import colombian_today
from groundwork.web.components import Crumb
from procurement.models import Modality
from support.guides import GUIDES, by_audience
from support.queries.modalities import figures
from support.queries.papers import papers_by_person


@login_not_required
@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """Every guide, by whom it is for."""
    return render(request, "support/guides.html", {"crumbs": _above()[:1], "audiences": by_audience()})


@login_not_required
@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, with the facts of today where it tells some."""
    shown = GUIDES.get(slug)
    if shown is None:
        raise Http404
    read = FACTS.get(slug)
    context = {
        "guide": shown,
        "crumbs": _above(),
        "act_url": reverse(shown.act),
        "related": [GUIDES[each] for each in shown.related],
    }
    return render(request, f"support/guides/{slug}.html", context | (read() if read else {}))


def _above() -> list[Crumb]:
    return [Crumb(_("Ayuda"), reverse("support:help")), Crumb(_("Guías"), reverse("support:guides"))]


def _documents() -> dict[str, Any]:
    today = colombian_today(timezone.now())
    return {"people": papers_by_person(today), "today": today}


def _modalities() -> dict[str, Any]:
    today = colombian_today(timezone.now())
    return {
        "names": {modality.name.lower(): modality for modality in Modality},
        "figures": figures(today),
        "today": today,
    }


FACTS: dict[str, Callable[[], dict[str, Any]]] = {"documentos": _documents, "modalidades": _modalities}
