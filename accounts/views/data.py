"""One's own data: changed, or looked over and found right."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.data import DataForm
from accounts.services import profile
from accounts.services.activity import origin_of
from accounts.views.crumbs import above
from groundwork.web.actor import UserRequest
from groundwork.web.responses import remember_language


@never_cache
@require_http_methods(["GET", "POST"])
def data(request: UserRequest) -> HttpResponse:
    """Name, telephone, firm, zone and language."""
    form = DataForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            person = profile.change(request.user, form.cleaned_data, origin=origin_of(request))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            with override(person.language):
                messages.success(request, _("Guardamos sus datos."))
            response = redirect("accounts:account")
            remember_language(response, person.language)
            return response
    context = {"form": form, "crumbs": above(), "due": profile.review_is_due(request.user)}
    return render(request, "accounts/data.html", context)


@never_cache
@require_POST
def confirm_data(request: UserRequest) -> HttpResponse:
    """Mis datos están al día."""
    profile.confirm(request.user)
    messages.success(request, _("Anotamos que sus datos están al día. No se los recordaremos hasta dentro de un año."))
    return redirect("accounts:account")
