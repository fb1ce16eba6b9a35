"""What the demo's firm has done with its opportunities, so that no tab of the Gestor is empty."""

from interests.models import Opportunity, State
from interests.services import handing_over, notes, opportunities
from onboarding.models import Membership

# Of those that close first, how many go where.
DECIDED = ((State.SAVED, 2), (State.PREPARING, 1), (State.DISCARDED, 1))


def create() -> None:
    """Decide about a few in the name of the firm's administrator, who takes charge of one and writes a note."""
    membership = Membership.objects.select_related("supplier", "user").get(user__email="juridica@demo.example")
    by = membership.user
    closing = Opportunity.objects.filter(supplier=membership.supplier).order_by("process__open_until", "pk")
    undecided = iter(closing[: sum(count for _state, count in DECIDED)])
    for state, count in DECIDED:
        for _number in range(count):
            decided = opportunities.decide(next(undecided), state, by=by)
            if state == State.PREPARING:
                notes.add(decided, "Falta la póliza de seriedad: pedirla antes del viernes.", by=by)
                handing_over.hand_over(decided, by.code, by=by)
