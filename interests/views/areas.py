"""Areas of interest: the list, the form with its pickers, and what is done to one."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.web.actor import UserRequest
from interests.forms.area import AreaForm, initial_of, pickers_of, typed
from interests.forms.prefill import from_search
from interests.models import AlertSubscription, Interest
from interests.queries import areas as area_queries
from interests.services import areas
from onboarding.models import Supplier

# The picker that a button of the form asks about, and the part of the page that answers it.
PARTS = {"codes": "codes", "municipalities": "municipalities", "entities": "entities"}


@require_safe
def interest_list(request: UserRequest) -> HttpResponse:
    """The areas of the person's suppliers, with what each asks and has found."""
    rows = area_queries.rows(request.user, at=timezone.now())
    several = len({row.interest.supplier_id for row in rows}) > 1
    return render(request, "interests/interest_list.html", {"rows": rows, "several": several})


@require_http_methods(["GET", "POST"])
def interest_new(request: UserRequest) -> HttpResponse:
    """Declare an area; a search of /procesos/ may fill it in."""
    suppliers = Supplier.objects.of(request.user)
    if not suppliers.exists():
        messages.info(request, _("Diga primero quién ofrece: el área de interés es de un proveedor. Son tres datos."))
        return redirect(f"{reverse('onboarding:supplier_new')}?{urlencode({'next': request.get_full_path()})}")
    if not Supplier.objects.edited_by(request.user).exists():
        raise PermissionDenied
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
def interest_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Change an area."""
    interest = get_object_or_404(Interest.objects.of(request.user).select_related("supplier"), code=code)
    if not Supplier.objects.edited_by(request.user).filter(pk=interest.supplier_id).exists():
        raise PermissionDenied
    return _edit(request, interest)


@require_POST
def interest_pause(request: UserRequest, code: UUID) -> HttpResponse:
    """Stop looking for this area."""
    interest = get_object_or_404(Interest.objects.of(request.user), code=code)
    areas.pause(interest, by=request.user)
    said = _("«%(name)s» quedó en pausa: no buscará ni avisará hasta que la active.")
    messages.success(request, said % {"name": interest})
    return redirect("interests:interest_list")


@require_POST
def interest_activate(request: UserRequest, code: UUID) -> HttpResponse:
    """Look for this area again."""
    interest = get_object_or_404(Interest.objects.of(request.user), code=code)
    found = areas.activate(interest, by=request.user)
    messages.success(request, f"{_('«%(name)s» está activa.') % {'name': interest}} {_found(found)}")
    return redirect("interests:interest_list")


@require_POST
def interest_delete(request: UserRequest, code: UUID) -> HttpResponse:
    """Take the area away."""
    interest = get_object_or_404(Interest.objects.of(request.user), code=code)
    areas.delete(interest, by=request.user)
    said = _("«%(name)s» se eliminó. Lo que usted guardó sigue en Oportunidades.")
    messages.success(request, said % {"name": interest})
    return redirect("interests:interest_list")


@require_POST
def interest_alert(request: UserRequest, code: UUID) -> HttpResponse:
    """Start or stop one's own mail about this area."""
    interest = get_object_or_404(Interest.objects.of(request.user), code=code)
    active = request.POST.get("active") == "1"
    areas.set_alert(interest, by=request.user, active=active)
    said = (
        _("Le avisaremos por correo de lo que encuentre «%(name)s».")
        if active
        else _("Ya no le enviaremos correos de «%(name)s». Lo que encuentre seguirá en Oportunidades.")
    )
    messages.success(request, said % {"name": interest})
    return redirect("interests:interest_list")


def _edit(request: UserRequest, interest: Interest | None) -> HttpResponse:
    alert = interest is None or AlertSubscription.objects.of(request.user).active().filter(interest=interest).exists()
    asked = _asked(request)
    if request.method == "GET":
        initial = initial_of(interest, alert=alert) if interest else from_search(request.GET)
        return _draw(request, AreaForm(initial=initial, user=request.user, instance=interest))
    if asked:
        kept = AreaForm(initial=typed(request.POST), user=request.user, instance=interest)
        return _draw(request, kept, asked)
    form = AreaForm(request.POST, user=request.user, instance=interest)
    if form.is_valid():
        try:
            found = areas.save(form.instance, by=request.user, alert=form.cleaned_data["alert"])
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, f"{_('Guardamos «%(name)s».') % {'name': form.instance.name}} {_found(found)}")
            return redirect("interests:opportunity_list" if found else "interests:interest_list")
    return _draw(request, form)


def _asked(request: UserRequest) -> str:
    """Which picker a button asked about; empty when the area is to be saved."""
    if "browse" in request.POST:
        return "codes"
    return PARTS.get(request.POST.get("do", ""), "")


def _draw(request: UserRequest, form: AreaForm, asked: str = "") -> HttpResponse:
    branch = request.POST.get("browse", request.POST.get("branch", ""))
    context = {"form": form, "area": form.instance, "pickers": pickers_of(form, branch=branch), "asked": asked}
    part = f"#{asked}" if asked and request.htmx else ""
    return render(request, f"interests/interest_form.html{part}", context)


def _found(found: int) -> str:
    """What the area has found among the open processes, for the notice."""
    if not found:
        return _("Hoy ningún proceso abierto coincide; aparecerán en Oportunidades cuando se publiquen.")
    if found >= areas.MATCHED_AT_ONCE:
        return _("Coinciden más de 1.000 procesos abiertos: los más recientes ya están en Oportunidades.")
    return ngettext("Hoy coincide %(count)d proceso abierto.", "Hoy coinciden %(count)d procesos abiertos.", found) % {
        "count": found
    }
