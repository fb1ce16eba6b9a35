"""The supplier's file as a task list: how far it is, and the one next step."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.components import Task
from onboarding.identity import shown_nit
from onboarding.models import JoinRequest, PersonType, Supplier, TeamInvitation
from onboarding.queries.asked import Demand
from onboarding.queries.documents import MET, State
from onboarding.queries.file import File, file_of
from onboarding.views import papers
from onboarding.views.current import Current, current
from onboarding.views.documents import today

# The fields whose columns are called otherwise.
FIELDS = {"municipality_id": "municipality"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do, why, and the page where it is done; without a page there is nothing to do."""

    title: str
    text: str
    url: str = ""
    action: str = ""


@require_safe
def supplier_file(request: UserRequest) -> HttpResponse:
    """The file of the supplier that the person works for, the others to switch to, and the teams that wait for them."""
    mine = current(request)
    asked = JoinRequest.objects.made_by(request.user).open().select_related("supplier").order_by("asked_at")
    invited = TeamInvitation.objects.waiting_for(request.user).select_related("supplier").order_by("asked_at")
    context: dict[str, object] = {"mine": mine, "asked": asked, "invited": invited}
    if mine is not None:
        whole = file_of(mine.supplier, today())
        context |= {
            "nit": shown_nit(mine.supplier.nit),
            "tasks": list(_tasks(whole, mine)),
            "step": next_step(whole, mine),
            "done": sum(whole.steps),
            "total": len(whole.steps),
        }
    return render(request, "onboarding/supplier.html", context)


def next_step(whole: File, mine: Current) -> NextStep:
    """What came back first, then what is missing, in the order of the file."""
    if not mine.edits:
        return NextStep(_("Usted consulta este expediente"), _("Quien lo administra o lo edita hace los cambios."))
    supplier, tasks = whole.supplier, whole.tasks
    if tasks.to_mend:
        return _mend(tasks.to_mend[0], supplier)
    if whole.lacks:
        words = _("Falta: %(fields)s.") % {"fields": _named(whole)}
        return NextStep(_("Complete sus datos"), words, supplier.page("supplier_data"), _("Completar sus datos"))
    if supplier.person_type == PersonType.LEGAL and not whole.has_officers:
        words = _("Con ellos sabemos de quién pedir la identificación. Si no hay junta directiva, dígalo.")
        return NextStep(
            _("Diga quién representa la empresa"), words, supplier.page("officers"), _("Agregar representantes")
        )
    if supplier.person_type == PersonType.JOINT and supplier.formed_at is None:
        words = _("Agregue a los integrantes y sus participaciones, que suman 100\u00a0%.")
        return NextStep(_("Conforme el proponente plural"), words, supplier.page("joint"), _("Ver los integrantes"))
    if tasks.missing:
        return _give(tasks.missing[0], supplier)
    if whole.needs_statement and not whole.sections.has_statement:
        words = _("Con las cifras calculamos sus indicadores y le decimos qué procesos alcanza.")
        return NextStep(_("Escriba sus cifras financieras"), words, supplier.page("finance"), _("Escribir las cifras"))
    return _nothing_left(whole)


def _mend(demand: Demand, supplier: Supplier) -> NextStep:
    paper = next(paper for paper in demand.shown.papers if paper.state == demand.state)
    line = papers.line(paper, papers.reasons_of([paper]))
    titles = {
        State.RETURNED: _("Corrija lo que le devolvieron: %(paper)s"),
        State.EXPIRED: _("Renueve lo que venció: %(paper)s"),
        State.REFUSED: _("Suba otra vez: %(paper)s"),
    }
    title = titles[demand.state] % {"paper": _called(demand)}
    return NextStep(title, line.notes[0] if line.notes else "", line.replace_url, _("Subir uno nuevo"))


def _give(demand: Demand, supplier: Supplier) -> NextStep:
    shown = demand.shown
    if shown.needs_officer:
        words = _("Después le pediremos la identificación de cada uno.")
        return NextStep(_("Diga quién representa la empresa"), words, supplier.page("officers"), _("Agregar personas"))
    if demand.has_alternatives:
        words = _("Con uno de estos basta: %(papers)s.") % {
            "papers": "; ".join(option.document_type.label for option in demand.options)
        }
        return NextStep(_("Suba sus estados financieros"), words, supplier.page("documents"), _("Escoger el documento"))
    url = papers.upload_url(shown, supplier)
    return NextStep(
        _("Suba: %(paper)s") % {"paper": _called(demand)}, shown.document_type.hint, url, _("Subir el documento")
    )


def _called(demand: Demand) -> str:
    shown = demand.shown
    name = shown.document_type.label
    return f"{name} · {shown.officer.full_name}" if shown.officer else name


def _nothing_left(whole: File) -> NextStep:
    waiting = sum(demand.state == State.IN_REVIEW for demand in whole.tasks.required)
    checking = sum(demand.state not in MET for demand in whole.tasks.required)
    if checking:
        return NextStep(_("Comprobamos sus archivos"), _("No tiene que hacer nada: avísenos solo si pasa de una hora."))
    if waiting:
        words = ngettext(
            "%(count)s documento está en revisión. Puede presentar propuestas desde ya: la revisión no decide quién"
            " se presenta.",
            "%(count)s documentos están en revisión. Puede presentar propuestas desde ya: la revisión no decide quién"
            " se presenta.",
            waiting,
        ) % {"count": waiting}
        return NextStep(_("Su expediente está completo"), words)
    return NextStep(_("Su expediente está completo y revisado"), _("Le avisaremos antes de que venza algún documento."))


def _tasks(whole: File, mine: Current) -> Iterator[Task]:
    """Each section with its state; what has a page leads to it."""
    supplier, kind = whole.supplier, whole.supplier.person_type
    lacks = whole.lacks
    hint = _("Falta: %(fields)s.") % {"fields": _named(whole)} if lacks else _("Dirección y contacto.")
    yield _task(_("Datos"), supplier.page("supplier_data"), hint, done=not lacks)
    if kind == PersonType.LEGAL:
        yield _officers(whole)
    if kind == PersonType.JOINT:
        count = whole.sections.members
        hint = ngettext("%(count)s integrante", "%(count)s integrantes", count) % {"count": count}
        yield _task(_("Integrantes"), supplier.page("joint"), hint, done=supplier.formed_at is not None)
    yield _documents(whole)
    yield _finance(whole)
    contracts = whole.sections.contracts
    hint = _("Contratos que ya ejecutó, públicos y privados.")
    status = ngettext("%(count)s contrato", "%(count)s contratos", contracts) % {"count": contracts}
    yield _optional(_("Experiencia"), supplier.page("experience"), hint, status if contracts else "")
    bank = whole.sections.bank
    hint = bank.masked if bank else _("Donde recibe los pagos de sus contratos.")
    yield _optional(_("Cuenta bancaria"), supplier.page("bank_account"), hint, _("Registrada") if bank else "")
    people = whole.sections.people
    hint = _("Su papel: %(role)s.") % {"role": _role(mine)}
    status = ngettext("%(count)s persona", "%(count)s personas", people) % {"count": people}
    yield Task(_("Equipo"), status, supplier.page("team"), hint)


def _officers(whole: File) -> Task:
    count = whole.sections.representatives
    hint = ngettext("%(count)s representante", "%(count)s representantes", count) % {"count": count}
    if whole.supplier.has_board is None:
        hint += " · " + _("falta decir si hay junta directiva")
    elif whole.supplier.has_board is False:
        hint += " · " + _("sin junta directiva")
    else:
        members = whole.sections.board_members
        hint += " · " + ngettext("%(count)s miembro de junta", "%(count)s miembros de junta", members) % {
            "count": members
        }
    return _task(_("Representantes"), whole.supplier.page("officers"), hint, done=whole.has_officers)


def _documents(whole: File) -> Task:
    tasks, url = whole.tasks, whole.supplier.page("documents")
    done, total = tasks.done, len(tasks.required)
    hint = _("%(done)s de %(total)s obligatorios listos.") % {"done": done, "total": total}
    if tasks.to_mend:
        count = len(tasks.to_mend)
        status = ngettext("%(count)s por corregir", "%(count)s por corregir", count) % {"count": count}
        return Task(_("Documentos"), status, url, hint, "red")
    return _task(_("Documentos"), url, hint, done=done == total)


def _finance(whole: File) -> Task:
    url = whole.supplier.page("finance")
    if whole.needs_statement:
        hint = _("Cifras del último año e indicadores; RUP, si lo tiene.")
        return _task(_("Finanzas"), url, hint, done=whole.sections.has_statement)
    if whole.supplier.person_type == PersonType.JOINT:
        return Task(
            _("Finanzas"), _("Según sus integrantes"), url, _("Los indicadores salen de cada uno y su participación.")
        )
    hint = _("No lleva contabilidad: basta la constancia, en Documentos.")
    return Task(_("Finanzas"), _("No se pide"), url, hint)


def _task(title: str, url: str, hint: str, *, done: bool) -> Task:
    return Task(title, _("Listo"), url, hint) if done else Task(title, _("Por hacer"), url, hint, "blue")


def _optional(title: str, url: str, hint: str, status: str) -> Task:
    return Task(title, status, url, hint) if status else Task(title, _("Opcional"), url, hint, "grey")


def _named(whole: File) -> str:
    fields = (Supplier._meta.get_field(FIELDS.get(name, name)) for name in whole.lacks)  # noqa: SLF001  # Django's documented API
    return ", ".join(str(getattr(field, "verbose_name", "")) for field in fields)


def _role(mine: Current) -> str:
    return capfirst(str(next(iter(Supplier.labels_of([mine.role])), "")))
