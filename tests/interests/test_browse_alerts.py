"""From the mail to the act, without a sign-in, in a real browser."""

import re

import pytest

from interests.models import Mute, Opportunity
from interests.services import alerts, matching
from tests.fixtures.walks import Walk, both_manners
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, commodity
from tests.procurement.factories import ProcessFactory, town

pytestmark = pytest.mark.django_db(transaction=True)


def links(mailbox, to: str) -> list[str]:
    """Those that the newest mail carries for acting: save, discard, mute."""
    return re.findall(r"\S+/avisos/acto/\S+", mailbox.text(to))


@both_manners
def test_somebody_acts_from_a_mail(walk: Walk, mailbox, supplier, ana):
    commodity(ROADS, "Carreteras")
    ana.language = walk.manner.language
    ana.save()
    AlertSubscriptionFactory(interest=InterestFactory(supplier=supplier, name="Roads"), user=ana)
    place = town("25777", "Supatá", "Cundinamarca")
    process = ProcessFactory(codes=(ROADS,), title="Road 7", buyer_name="Town hall", **place)
    alerts.tell(matching.match_processes([process.pk]).news)
    save, discard, mute = links(mailbox, ana.email)

    walk.go(save)
    walk.titled("¿Guardar esta oportunidad?")
    walk.look()
    walk.press("Guardar la oportunidad")
    walk.titled("La oportunidad está guardada")
    walk.look()
    assert Opportunity.objects.get().state == "saved"

    walk.go(mute)
    walk.titled("¿No avisarle más de esta entidad?")
    walk.look()
    walk.press("No avisarme de esta entidad")
    walk.titled("Ya no le avisamos de esta entidad")
    walk.look()
    assert Mute.objects.get().user == ana

    walk.go(discard)
    walk.press("Descartar la oportunidad")
    walk.titled("La oportunidad está descartada")
    walk.look()
    assert Opportunity.objects.get().state == "discarded"

    walk.go(f"{save[:-9]}/")
    walk.titled("Este enlace ya no sirve")
    walk.look()
