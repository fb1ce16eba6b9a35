"""The one view that belongs to no room: the language of the pages."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groundwork.web.actor import UserRequest
from groundwork.web.responses import remember_language


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and for the mails of who is signed in; then back to the page."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise BadRequest(_("El portal no está en ese idioma: elija español o inglés."))
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    remember_language(response, language)
    if request.user.is_authenticated:
        user = cast("UserRequest", request).user
        user.language = language
        user.save(update_fields=["language"])
    return response
