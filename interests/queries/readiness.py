"""¿Puedo presentarme?, in a glance: what the portal knows of a supplier beside what a process says of itself.

It compares and never enables: only the entity decides who meets its requirements.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groundwork.reference.business_days import colombian_today
from groundwork.reference.codes import CLASS, ancestors_of, below, level_of
from groundwork.web import formats
from onboarding import rup
from onboarding.models import PastContract, PersonType, RupClass, RupRegistration, Supplier
from onboarding.queries import asked
from onboarding.queries.documents import TO_MEND, Paper
from onboarding.queries.documents import State as PaperState
from procurement.models import Modality, Process
from procurement.queries.details import own_codes

Size = Supplier.Size
SMALL = frozenset({Size.MICRO, Size.SMALL, Size.MEDIUM})
# Where the RUP is not asked for (Ley 1150/2007, art. 6), and where the rules of each contract say.
WITHOUT_RUP = frozenset(
    {Modality.DIRECT, Modality.DIRECT_OFFERS, Modality.MINIMUM, Modality.DISPOSAL, Modality.INFORMATION}
)
BY_OWN_RULES = frozenset(
    {Modality.SPECIAL, Modality.SPECIAL_OFFERS, Modality.FRAMEWORK, Modality.ALLIANCE, Modality.OTHER}
)
HEALTH = "85"  # the segment of health services
SHOWN = 3


class Verdict(models.TextChoices):
    """How a requirement looks from what the portal knows."""

    MEETS = "meets", gettext_lazy("Cumple")
    FAILS = "fails", gettext_lazy("No cumple")
    CHECK = "check", gettext_lazy("Por revisar")


COLOURS = {Verdict.MEETS: "green", Verdict.FAILS: "red", Verdict.CHECK: "yellow"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing compared, with the reason, and the page where it is mended if there is one."""

    title: str | Promise
    verdict: Verdict
    reason: str
    url: str = ""
    action: str | Promise = ""

    @property
    def colour(self) -> str:
        """For its tag, which says the verdict in words too."""
        return COLOURS[self.verdict]


def glance(process: Process, supplier: Supplier, *, at: datetime) -> list[Check]:
    """Each thing that both sides say something of, in a number of queries that does not grow with either."""
    today = colombian_today(at)
    firms = _firms(supplier)
    checks = [_time(process, at), _manner(process), _papers(process, supplier, today)]
    checks += [_rup(process, supplier, firms, today), _rup_classes(process, supplier, firms)]
    checks.append(_codes(process, supplier, firms))
    return [check for check in [*checks, _size(process, supplier, firms)] if check]


def _firms(supplier: Supplier) -> Sequence[Supplier]:
    """Whose registration, experience and size count: the supplier's, or those of a joint bidder's members."""
    if supplier.person_type != PersonType.JOINT:
        return [supplier]
    return [part.member for part in supplier.joint_members.current().select_related("member")]


def _time(process: Process, at: datetime) -> Check:
    title = gettext_lazy("Plazo")
    if process.open_until is not None and process.open_until <= at:
        return Check(title, Verdict.FAILS, _("Ya no recibe propuestas."))
    if process.closes_at is None:
        return Check(title, Verdict.CHECK, _("El proceso no dice cuándo cierra: mírelo en su publicación."))
    known = process.closing_hour_known
    left = formats.days_left(process.closes_at, hour_known=known, now=at)
    last = formats.deadline(process.closes_at, hour_known=known)
    reason = _("%(left)s: cierra el %(last)s.") % {"left": left[:1].upper() + left[1:], "last": last}
    return Check(title, Verdict.MEETS, reason)


def _manner(process: Process) -> Check | None:
    """What the modality asks before a proposal, where it asks something."""
    title = gettext_lazy("Forma de participar")
    said = {
        Modality.DIRECT: _(
            "En contratación directa la entidad elige a quién contratar: no recibe propuestas de todos."
        ),
        Modality.LESSER: _(
            "En menor cuantía solo se presenta quien manifestó interés en los 3 días hábiles que siguen a la apertura."
        ),
        Modality.INFORMATION: _("Es una solicitud de información: lo que responda no es oferta ni obliga."),
        Modality.FRAMEWORK: _("En un acuerdo marco compran las entidades a los proveedores que ya están en él."),
    }.get(Modality(process.modality))
    return Check(title, Verdict.CHECK, said) if said else None


def _papers(process: Process, supplier: Supplier, today: date) -> Check:
    title, url = gettext_lazy("Documentos de su expediente"), supplier.page("documents")
    action = gettext_lazy("Ver documentos")
    required = asked.asked(supplier, today).required
    lacking = [demand for demand in required if demand.state in TO_MEND or demand.state == PaperState.MISSING]
    if lacking:
        reason = _("Faltan, vencieron o le fueron devueltos: %(papers)s.") % {"papers": _few(map(_paper, lacking))}
        return Check(title, Verdict.FAILS, reason, url, gettext_lazy("Completar documentos"))
    ends = _last_day(process)
    papers = [paper for demand in required for paper in demand.shown.papers]
    ending = [paper for paper in papers if ends and _ends_before(paper, ends)]
    if ending:
        names = _few(str(paper.document) for paper in ending)
        return Check(title, Verdict.CHECK, _("Vencen antes del cierre: %(papers)s.") % {"papers": names}, url, action)
    waiting = sum(demand.state not in {PaperState.APPROVED, PaperState.EXPIRING} for demand in required)
    if waiting:
        reason = ngettext(
            "%(count)d está en revisión: puede adjuntarlo, quien decide es la entidad.",
            "%(count)d están en revisión: puede adjuntarlos, quien decide es la entidad.",
            waiting,
        )
        return Check(title, Verdict.CHECK, reason % {"count": waiting}, url, action)
    reason = _("Están completos y vigentes. El pliego puede pedir otros.")
    return Check(title, Verdict.MEETS, reason, url, action)


def _paper(demand: asked.Demand) -> str:
    return demand.shown.document_type.label


def _last_day(process: Process) -> date | None:
    if process.closes_at is None:
        return None
    known = process.closing_hour_known
    return colombian_today(process.closes_at if known else process.closes_at - timedelta(microseconds=1))


def _ends_before(paper: Paper, day: date) -> bool:
    current = paper.current
    return bool(current and current.expires_on and current.expires_on < day)


def _rup(process: Process, supplier: Supplier, firms: Sequence[Supplier], today: date) -> Check:
    title, url = gettext_lazy("Registro Único de Proponentes (RUP)"), supplier.page("finance")
    modality = Modality(process.modality)
    if not _asks_for_rup(process):
        return Check(title, Verdict.MEETS, _("En esta contratación no se exige."))
    if modality in BY_OWN_RULES:
        return Check(title, Verdict.CHECK, _("Depende de las reglas de esta contratación: mire el pliego."))
    today_states = {
        one.supplier_id: rup.standing(renewed_on=one.renewed_on, in_force_on=one.in_force_on, today=today).state
        for one in RupRegistration.objects.filter(supplier__in=firms)
    }
    states = [today_states.get(firm.pk) for firm in firms]
    action = gettext_lazy("Ver el RUP")
    if not states:
        return Check(title, Verdict.CHECK, _("Cada integrante debe tenerlo en firme: dígalos en su expediente."), url)
    if all(state == rup.RupState.IN_FORCE for state in states):
        return Check(title, Verdict.MEETS, _("Está en firme según su expediente."), url, action)
    if rup.RupState.CEASED in states:
        reason = _("Sus efectos cesaron: no se renovó a tiempo.")
        return Check(title, Verdict.FAILS, reason, url, action)
    if rup.RupState.NOT_YET in states:
        reason = _("Está renovado pero no en firme: cuenta si queda en firme antes de que la entidad lo verifique.")
        return Check(title, Verdict.CHECK, reason, url, action)
    reason = _("Se exige en esta modalidad, y su expediente no dice si lo tiene.")
    return Check(title, Verdict.CHECK, reason, url, gettext_lazy("Decir su RUP"))


def _rup_classes(process: Process, supplier: Supplier, firms: Sequence[Supplier]) -> Check | None:
    """The classes of the process beside those of the RUP, where it is asked for and they are told: never a bar."""
    if not _asks_for_rup(process):
        return None
    told = RupClass.objects.filter(registration__supplier__in=firms)
    classes = set(told.values_list("code", flat=True))
    codes = own_codes(process)
    if not classes or not codes:
        return None
    title = gettext_lazy("Clases de su RUP")
    lacking = sorted({_class_of(code) for code in codes if not _is_registered(code, classes)})
    if not lacking:
        return Check(title, Verdict.MEETS, _("Su RUP tiene las de este proceso."))
    reason = _(
        "Su RUP no tiene %(codes)s. Los códigos del RUP no son requisito habilitante: por esto no pueden rechazarlo."
    )
    url = "" if supplier.person_type == PersonType.JOINT else supplier.page("finance")
    return Check(title, Verdict.CHECK, reason % {"codes": _few(lacking)}, url, gettext_lazy("Ver el RUP"))


def _asks_for_rup(process: Process) -> bool:
    return Modality(process.modality) not in WITHOUT_RUP and not process.main_code.startswith(HEALTH)


def _class_of(code: str) -> str:
    """The class of a product; a class or a broader code as it is."""
    return ancestors_of(code)[-1] if level_of(code) > CLASS else code


def _is_registered(code: str, classes: set[str]) -> bool:
    """Whether one of the classes is the code's own, or is below it where it is broader."""
    low, high = below(_class_of(code))
    return any(low <= one <= high for one in classes)


def _codes(process: Process, supplier: Supplier, firms: Sequence[Supplier]) -> Check | None:
    """The codes of the process beside what the supplier offers and has done; they are no enabling requirement."""
    codes = own_codes(process)
    if not codes:
        return None
    title = gettext_lazy("Códigos UNSPSC")
    covering = {above for code in codes for above in (*ancestors_of(code), code)}
    offered = sorted(covering.intersection(code for firm in [supplier, *firms] for code in firm.offers))
    contracts = _contracts(firms, codes, covering)
    said = []
    if offered:
        said.append(_("su expediente ofrece %(codes)s") % {"codes": _few(offered)})
    if contracts:
        said.append(
            ngettext("tiene %(count)d contrato de experiencia", "tiene %(count)d contratos de experiencia", contracts)
            % {"count": contracts}
        )
    if said:
        text = get_text_list(said, _("y"))
        reason = _("%(facts)s con códigos de este proceso.") % {"facts": text[:1].upper() + text[1:]}
        return Check(title, Verdict.MEETS, reason, supplier.page("experience"), gettext_lazy("Ver experiencia"))
    reason = _(
        "Ni su oferta ni su experiencia dicen estos códigos. No son requisito habilitante, pero la experiencia que "
        "pida el pliego suele buscarse por ellos."
    )
    return Check(title, Verdict.CHECK, reason, supplier.page("data_offer"), gettext_lazy("Decir qué ofrece"))


def _contracts(firms: Sequence[Supplier], codes: Sequence[str], covering: set[str]) -> int:
    """How many past contracts have one of the codes, one above it, or one below it."""
    done = PastContract.objects.filter(supplier__in=firms).order_by().values_list("commodities", flat=True)
    ranges = [below(code) for code in codes]
    return sum(
        any(one in covering or any(low <= one <= high for low, high in ranges) for one in commodities)
        for commodities in done
    )


def _size(process: Process, supplier: Supplier, firms: Sequence[Supplier]) -> Check:
    title, url = gettext_lazy("Límite a MiPyme"), supplier.page("data_size")
    if process.mipyme_only is False:
        return Check(title, Verdict.MEETS, _("Este proceso no está limitado a MiPyme."))
    sizes = {firm.size for firm in firms}
    if sizes and sizes <= SMALL:
        reason = _("Su expediente dice que es MiPyme. Si se limita, se pide además un año de existencia.")
        return Check(title, Verdict.MEETS, reason)
    if Size.LARGE in sizes and process.mipyme_only:
        return Check(title, Verdict.FAILS, _("Está limitado a MiPyme y su expediente dice gran empresa."))
    if Size.LARGE in sizes:
        return Check(title, Verdict.CHECK, _("El proceso no dice si se limita a MiPyme: en ese caso no podría."))
    reason = _("Está limitado a MiPyme") if process.mipyme_only else _("El proceso puede limitarse a MiPyme")
    said = _("%(what)s, y su expediente no dice el tamaño de la empresa.") % {"what": reason}
    if supplier.person_type == PersonType.JOINT:
        return Check(title, Verdict.CHECK, said)
    return Check(title, Verdict.CHECK, said, url, gettext_lazy("Decir el tamaño"))


def _few(names: Iterable[str]) -> str:
    """The first ones, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = len(every) - SHOWN
    shown = ", ".join(every[:SHOWN])
    return _("%(names)s y %(count)d más") % {"names": shown, "count": more} if more > 0 else shown
