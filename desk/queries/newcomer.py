"""The first three steps of who has just come, each known from facts; other roles have others."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.factors.holdings import holdings
from accounts.services.lessons import FIRST_STEPS, REVIEW_KEYS
from groundwork.web.components import Task
from interests.models import Interest, Invitation
from onboarding.models import Membership, Review
from procurement.models import EntityMembership

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class FirstSteps:
    """Three tasks, and how many of them are done."""

    tasks: list[Task]

    @property
    def done(self) -> int:
        return sum(not task.url for task in self.tasks)

    @property
    def total(self) -> int:
        return len(self.tasks)


def first_steps(user: User, *, learnt: Collection[str]) -> FirstSteps | None:
    """Those of the person's role, in one query; None once all are taken, or put away."""
    if FIRST_STEPS in learnt:
        return None
    facts = _facts(user)
    tasks = _steps_of(user, facts)(facts, learnt)
    steps = FirstSteps(tasks)
    return None if steps.done == steps.total else steps


def _facts(user: User) -> Facts:
    mine = EntityMembership.objects.filter(user=OuterRef("pk"))
    mates = EntityMembership.objects.filter(entity__memberships__user=OuterRef("pk")).exclude(user=OuterRef("pk"))
    facts = holdings() | {
        "offers": Exists(Membership.objects.filter(user=OuterRef("pk"))),
        "area": Exists(Interest.objects.filter(supplier__memberships__user=OuterRef("pk"))),
        "buys": Exists(mine),
        "mates": Exists(mates),
        "invited": Exists(Invitation.objects.filter(entity__memberships__user=OuterRef("pk"), sent_at__isnull=False)),
        "reviewed": Exists(Review.objects.filter(reviewer=OuterRef("pk"))),
    }
    return User.objects.filter(pk=user.pk).values(**facts).get()


def _steps_of(user: User, facts: Facts) -> Callable[[Facts, Collection[str]], list[Task]]:
    """Whose day it is: who offers before who buys, since who has just registered offers."""
    if facts["offers"]:
        return _of_contractor
    if user.is_reviewer:
        return _of_reviewer
    if facts["buys"]:
        return _of_buyer
    return _of_nobody if user.is_staff else _of_contractor


def _of_contractor(facts: Facts, learnt: Collection[str]) -> list[Task]:
    return [
        _step(
            _("Decir quién ofrece"),
            _("Usted, su empresa o un proponente plural."),
            "onboarding:supplier_new",
            facts["offers"],
        ),
        _step(
            _("Crear un área de interés"),
            _("Lo que vende, dónde y por cuánto."),
            "interests:interest_new",
            facts["area"],
        ),
        _second_way(facts),
    ]


def _of_buyer(facts: Facts, learnt: Collection[str]) -> list[Task]:
    return [
        _second_way(facts),
        _step(
            _("Sumar a otra persona de su entidad"),
            _("Para que nada dependa de que usted esté."),
            "procurement:team",
            facts["mates"],
        ),
        _step(
            _("Invitar a cotizar por primera vez"),
            _("Busque proveedores por lo que venden y escoja a cuáles pedirles precio."),
            "interests:directory",
            facts["invited"],
        ),
    ]


def _of_reviewer(facts: Facts, learnt: Collection[str]) -> list[Task]:
    return [
        _second_way(facts),
        _step(
            _("Conocer los atajos del teclado"),
            _("Con ellos se revisa sin soltar el teclado."),
            "support:shortcuts",
            REVIEW_KEYS in learnt or facts["reviewed"],
        ),
        _step(
            _("Revisar el primer documento"),
            _("La cola da primero el más antiguo, y mientras lo tiene nadie más lo toma."),
            "onboarding:review_queue",
            facts["reviewed"],
        ),
    ]


def _of_nobody(facts: Facts, learnt: Collection[str]) -> list[Task]:
    return []


def _second_way(facts: Facts) -> Task:
    return _step(
        _("Tener otra forma de ingresar"),
        _("Si el correo falla el día del cierre, una llave, una aplicación o un código de respaldo le abre."),
        "accounts:security",
        facts["passkey"] or facts["app"] or facts["backup"],
    )


def _step(title: str, hint: str, url_name: str, taken: bool) -> Task:
    if taken:
        return Task(title=title, hint=hint, status=_("Hecho"))
    return Task(title=title, hint=hint, status=_("Por hacer"), tag="blue", url=reverse(url_name))
