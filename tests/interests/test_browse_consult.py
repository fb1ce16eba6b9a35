"""Somebody without an account looks a firm up and tries the alert."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from interests import trial_mail
from interests.models import TrialAlert
from procurement.models import Decision
from tests.fixtures.mailbox import Mailbox
from tests.fixtures.walks import MANNERS, Walk
from tests.interests.factories import ROADS, commodity
from tests.onboarding.factories import SupplierFactory
from tests.procurement.factories import AwardFactory, ProcessFactory

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "visita@example.com"
NAMES = ("Spanish, no script", "English, script")
two_manners = pytest.mark.parametrize("walk", [MANNERS[name] for name in NAMES], ids=NAMES, indirect=True)


@two_manners
def test_somebody_looks_a_firm_up_and_tries_the_alert(walk: Walk, mailbox: Mailbox):
    commodity(ROADS, "Construcción de carreteras")
    decided = ProcessFactory(codes=(ROADS,), decision=Decision.AWARDED, title="Vía Tunja - Moniquirá")
    AwardFactory(process=decided, awarded_at=timezone.now())
    ProcessFactory(codes=(ROADS,), title="Puente La Esperanza")

    walk.go("/")
    walk.follow("consulte un NIT")
    walk.titled("¿Qué le ha vendido una empresa al Estado?")
    walk.look()
    walk.fill("NIT de la empresa", "901.234.567-2")
    walk.press("Consultar")
    walk.reads(
        "El dígito de verificación de %(number)s es %(right)s. Revise el número.", number="901.234.567", right="7"
    )
    walk.look()
    walk.fill("NIT de la empresa", "901.234.567-7")
    walk.press("Consultar")
    walk.reads("Procesos abiertos que se le parecen")
    walk.page.get_by_role("link", name="Puente La Esperanza").wait_for()
    walk.look()
    walk.fill("Correo electrónico", EMAIL)
    walk.press("Enviarme el código")
    walk.reads("Para escribirle hace falta que lo autorice.")
    walk.look()
    walk.check("Autorizo que usen este correo para enviarme la alerta")
    walk.press("Enviarme el código")
    walk.titled("Confirme su correo")
    walk.look()
    walk.fill("Código", mailbox.code(EMAIL))
    walk.press("Activar la alerta")
    walk.titled("Su alerta quedó activa")
    walk.look()
    walk.go(urlsplit(trial_mail.stop_url(TrialAlert.objects.get())).path)
    walk.look()
    walk.press("Detener la alerta")
    walk.titled("Su alerta de prueba quedó detenida")
    walk.look()


@two_manners
def test_somebody_finds_a_supplier_by_what_it_offers_and_reads_its_profile(walk: Walk):
    commodity(ROADS, "Construcción de carreteras")
    supplier = SupplierFactory(
        name="Vías Ñustes S. A. S.", nit="9012345677", offers=[ROADS], about="Vías", published_at=timezone.now()
    )
    AwardFactory(supplier_nit="901234567", awarded_at=timezone.now())

    walk.go("/")
    walk.follow("busque un proveedor")
    walk.titled("Perfiles de proveedores")
    walk.page.get_by_role("link", name=supplier.name).wait_for()
    walk.look()
    walk.fill("Código UNSPSC", "vías")
    walk.press("Buscar")
    walk.reads("Escriba un código de dos a ocho números, por ejemplo 72141000.")
    walk.look()
    walk.fill("Código UNSPSC", "44")
    walk.press("Buscar")
    walk.reads("Ningún perfil coincide con lo que busca")
    walk.look()
    walk.fill("Código UNSPSC", "72")
    walk.press("Buscar")
    walk.page.get_by_role("link", name=supplier.name).click()
    walk.titled(supplier.name)
    walk.look()
    walk.page.get_by_role("link", name=walk.say("Perfiles de proveedores")).first.click()
    walk.titled("Perfiles de proveedores")
