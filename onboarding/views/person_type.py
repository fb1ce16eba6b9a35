"""Another kind of person: what it changes is said before it is done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from onboarding.forms.data import PersonTypeForm
from onboarding.models import NATURAL_PERSONS, PersonType
from onboarding.queries import asked
from onboarding.services import suppliers
from onboarding.views.current import Current, begin_first, current
from onboarding.views.data import above
from onboarding.views.documents import today

CHOSEN = "person_type"


@require_http_methods(["GET", "POST"])
def data_type(request: UserRequest) -> HttpResponse:
    """Choose the kind, see what changes, and say yes; for administrators, freshly identified."""
    here = current(request)
    if here is None:
        return begin_first(request)
    here.require_administrator()
    request.actor.require_recent_authentication()
    given = request.POST if request.method == "POST" else request.GET
    form = PersonTypeForm(given if CHOSEN in given or request.method == "POST" else None, supplier=here.supplier)
    chosen = ""
    if form.is_valid():
        chosen = form.cleaned_data[CHOSEN]
        try:
            if request.method == "POST":
                suppliers.change_person_type(here.supplier, chosen, by=request.actor)
                messages.success(request, _("Cambió el tipo de persona: su expediente ya pide lo que corresponde."))
                return redirect(here.supplier.page("supplier_data"))
            suppliers.require_may_become(here.supplier, chosen)
        except ValidationError as refusal:
            form.add_error(None, ValidationError(refusal.messages))
            chosen = ""
    return render(request, "onboarding/data_type.html", _context(here, form, chosen))


def _context(here: Current, form: PersonTypeForm, chosen: str) -> dict[str, object]:
    supplier = here.supplier
    context: dict[str, object] = {
        "current": here,
        "above": [*above(here), Crumb(_("Datos"), supplier.page("supplier_data"))],
        "form": form,
        "chosen": chosen,
        "back_url": supplier.page("data_type"),
    }
    if chosen:
        context["to"] = PersonType(chosen).label
        context["difference"] = asked.difference(supplier, chosen, today())
        context["facts"] = _facts(here, chosen)
    return context


def _facts(here: Current, chosen: str) -> list[str]:
    """What changes beside the documents."""
    supplier = here.supplier
    facts = []
    if supplier.identity_number and chosen not in NATURAL_PERSONS:
        facts.append(
            _("Quitamos el número de su documento de identidad: ese tipo de persona se identifica con su NIT.")
        )
    if chosen in NATURAL_PERSONS and not supplier.identity_number:
        facts.append(_("Le pediremos el tipo y el número de su documento de identidad."))
    if chosen == PersonType.LEGAL:
        facts.append(_("Le pediremos sus representantes legales y, si la tiene, su junta directiva."))
    if supplier.person_type == PersonType.LEGAL:
        facts.append(_("Ya no le pediremos representantes ni junta directiva; lo que escribió se conserva."))
    if chosen == PersonType.JOINT:
        facts.append(_("Le pediremos la clase de proponente plural, sus integrantes y la participación de cada uno."))
    if supplier.joint_kind:
        facts.append(_("Quitamos la clase de proponente plural."))
    return facts
