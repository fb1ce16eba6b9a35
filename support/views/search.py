from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web.components import Crumb
from support.forms.search import SearchForm
from support.queries.search import search_help
from support.views.centre import needs


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The help that answers some words; without any, the commonest needs."""
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "crumbs": [Crumb(_("Ayuda"), reverse("support:help"))],
        "form": form,
        "words": words,
        "found": search_help(words) if words else [],
        "needs": needs(),
    }
    return render(request, "support/search.html", context)
