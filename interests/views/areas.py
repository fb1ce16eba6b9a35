"""Areas of interest: the list, and what is done to one from it."""

from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from groundwork.web.actor import UserRequest
from interests.forms.delivery import DeliveryFields, delivery_initial
from interests.models import Interest
from interests.queries import alerts as alert_queries
from interests.queries import areas as area_queries
from interests.services import areas
from interests.views.area_form import found_now


@require_safe
def interest_list(request: UserRequest) -> HttpResponse:
    """The areas of the person's suppliers, with what each asks and has found."""
    rows = area_queries.rows(request.user, at=timezone.now())
    several = len({row.interest.supplier_id for row in rows}) > 1
    forms = [
        DeliveryFields(initial=delivery_initial(row.subscription), auto_id=f"{row.interest.code}-%s") for row in rows
    ]
    due = [row for row in rows if row.review_due and row.editable]
    context = {
        "rows": rows,
        "listed": list(zip(rows, forms, strict=True)),
        "several": several,
        "due": due,
        "delivery": alert_queries.delivery(request.user),
    }
    return render(request, "interests/interest_list.html", context)


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
    messages.success(request, f"{_('«%(name)s» está activa.') % {'name': interest}} {found_now(found)}")
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
    """Choose when one's own mail about this area comes, if at all."""
    interest = get_object_or_404(Interest.objects.of(request.user), code=code)
    form = DeliveryFields(request.POST)
    if not form.is_valid():
        messages.error(request, _("Elija cuándo quiere que le avisemos."))
        return redirect("interests:interest_list")
    areas.set_alert(interest, by=request.user, active=form.wants_mail, delivery=form.chosen_delivery())
    said = (
        _("Le avisaremos por correo de lo que encuentre «%(name)s».")
        if form.wants_mail
        else _("Ya no le enviaremos correos de «%(name)s». Lo que encuentre seguirá en Oportunidades.")
    )
    messages.success(request, said % {"name": interest})
    return redirect("interests:interest_list")


@require_POST
def interest_reviewed(request: UserRequest) -> HttpResponse:
    """Say that some areas are still right: the same form for one of them and for all that are due."""
    reviewed = areas.review(Interest.objects.of(request.user).filter(code__in=_codes(request)), by=request.user)
    if reviewed:
        messages.success(request, _("Gracias. Le preguntaremos de nuevo en seis meses."))
    return redirect("interests:interest_list")


def _codes(request: UserRequest) -> list[UUID]:
    """The areas that were posted; what is no code is left out."""
    codes = []
    for text in request.POST.getlist("area"):
        with suppress(ValueError):
            codes.append(UUID(text))
    return codes
