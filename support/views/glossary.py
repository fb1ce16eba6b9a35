from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web.components import Crumb
from support.glossary import TERMS, by_letter


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of public procurement, by letter."""
    crumbs = [Crumb(_("Ayuda"), reverse("support:help"))]
    return render(request, "support/glossary.html", {"crumbs": crumbs, "letters": by_letter(), "number": len(TERMS)})
