"""Somebody reads how the service is, follows an outage to the page that can be cited, and subscribes."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from support import status_mail
from support.models import Component, Incident, IncidentUpdate, StatusSubscription
from support.queries.status import banner
from tests.fixtures.mailbox import Mailbox
from tests.fixtures.walks import Walk, both_manners
from tests.support.status_factories import incident, outage, pulses, unseen

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "visita@example.com"
DAY = timedelta(days=1)
NEWS = "SIGEP II 2027"


@both_manners
def test_somebody_reads_how_the_service_is(walk: Walk):
    now = timezone.now()
    pulses()
    failed = outage(now - 12 * DAY, now - 12 * DAY + timedelta(minutes=23), component=Component.MAIL)
    unseen(now - 3 * DAY, now - 2 * DAY)
    outage(now - timedelta(minutes=4), component=Component.SIGN_IN)
    failing = incident(impact=Incident.Impact.DEGRADED, components="sign_in,mail")
    IncidentUpdate.objects.create(incident=failing, text_es="Buscamos la causa.", text_en="Looking for the cause.")
    incident(
        Incident.Kind.MAINTENANCE, begins_at=now + DAY / 2, ends_at=now + DAY, title_es="Cambio", title_en="Change"
    )
    incident(Incident.Kind.ANNOUNCEMENT, components="", title_es=NEWS, title_en=NEWS)
    incident(begins_at=now - 9 * DAY, ends_at=now - 8 * DAY, title_es="Antes", title_en="Before")
    banner.forget()

    walk.go("/verificar/")
    walk.reads(NEWS)
    walk.look()
    walk.press("No mostrar más")
    walk.arrives("/verificar/")
    walk.reads("Ver el estado del servicio")
    assert walk.page.get_by_text(NEWS).count() == 0
    walk.go("/estado/")
    walk.titled("Estado del servicio")
    walk.reads("Parte por parte, en los últimos 90 días")
    walk.look()
    walk.page.get_by_text(walk.say("Los mismos datos en una tabla")).click()
    walk.page.get_by_text(walk.say("Qué se mide y qué no")).click()
    walk.look()
    walk.follow("Ver todo el registro")
    walk.titled("Registro de caídas")
    walk.look()
    walk.page.locator(f"a[href='/estado/caidas/{failed.code}/']").click()
    walk.reads("Cómo se midió")
    walk.look()
    walk.go(f"/estado/incidentes/{failing.code}/")
    walk.reads("Lo que hemos dicho")
    walk.look()


@both_manners
def test_somebody_asks_to_be_told_and_stops_it(walk: Walk, mailbox: Mailbox):
    walk.go("/estado/")
    walk.reads("Todavía no hay mediciones de este portal.")
    walk.look()
    walk.press("Pedir los avisos")
    walk.reads("Para escribirle hace falta que lo autorice.")
    walk.look()
    walk.fill("Correo electrónico", EMAIL)
    walk.check("Autorizo que usen este correo para avisarme de fallas y mantenimientos")
    walk.press("Pedir los avisos")
    walk.titled("Confirme desde su correo")
    walk.look()
    found = re.search(r"http\S+/confirmar/\S+", mailbox.text(EMAIL))
    assert found
    walk.go(found[0])
    walk.look()
    walk.press("Recibir los avisos")
    walk.titled("Le avisaremos cuando algo falle")
    walk.look()
    walk.go(status_mail.stop_url(StatusSubscription.objects.get()))
    walk.look()
    walk.press("Dejar de recibirlos")
    walk.titled("Ya no le enviaremos avisos del estado")
    walk.look()
    walk.go("/estado/suscripcion/baja/nada/")
    walk.titled("Este enlace no sirve")
    walk.look()
