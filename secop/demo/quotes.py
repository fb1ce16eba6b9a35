"""Two invitations to quote of the demo's buyer: one that waits for an answer, one closed with two to compare."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from groundwork.reference.business_days import COLOMBIA, add_business_days, colombian_today
from interests.models import Invitation, InvitationItem, Invitee, Quote, QuotePrice, inviting_for
from interests.services.invitations import drafting, sending
from onboarding.models import Supplier

# What, its code, in which unit, how much, and the unit prices of the two closed answers.
ITEMS = (
    (
        "Cemento gris de uso general, bolsa de 50 kg",
        "30111601",
        "bolsa",
        Decimal(400),
        (Decimal(36500), Decimal(38200)),
    ),
    ("Arena de río lavada", "11111701", "m³", Decimal(60), (Decimal(92000), Decimal(88500))),
    ("Transporte hasta la obra", "78101800", "viaje", Decimal(12), (Decimal(310000), Decimal(345000))),
)
VAT = Decimal(19)
DAYS_TO_ANSWER = 5


def create() -> None:
    """Send the open one as a person would; the closed one is history, so it is written as such."""
    buyer = User.objects.get(email="compras@demo.example")
    firm, person = (Supplier.objects.get(members__email=f"{name}@demo.example") for name in ("juridica", "natural"))
    entity = inviting_for(buyer).get()
    closes_on = add_business_days(colombian_today(timezone.now()), DAYS_TO_ANSWER)
    waiting = Invitation(
        entity=entity,
        title="Materiales para el mantenimiento de la vía a la vereda",
        message="Es un estudio de mercado inventado, para probar el portal. El precio incluye la entrega en la obra.",
        answers_by=datetime.combine(closes_on, time(17), COLOMBIA),
    )
    sending.send(drafting.save_draft(waiting, _items(), [firm], by=buyer), by=buyer)
    _closed(waiting, buyer, (firm, person))


def _closed(like: Invitation, buyer: User, suppliers: tuple[Supplier, ...]) -> None:
    now = timezone.now()
    past = Invitation.objects.create(
        entity=like.entity,
        title="Materiales para el puente peatonal",
        message=like.message,
        answers_by=now - timedelta(days=3),
        created_by=buyer,
        sent_at=now - timedelta(days=12),
    )
    items = _items()
    for position, item in enumerate(items, start=1):
        item.invitation, item.position = past, position
    InvitationItem.objects.bulk_create(items)
    for place, supplier in enumerate(suppliers):
        then = now - timedelta(days=5, hours=place)
        invitee = Invitee.objects.create(invitation=past, supplier=supplier, seen_at=then, accepted_at=then)
        quote = Quote.objects.create(
            invitee=invitee,
            number=1,
            valid_until=(now + timedelta(days=30)).date(),
            delivery="10 días calendario desde la orden",
            submitted_at=then,
            submitted_by=supplier.members.first(),
        )
        QuotePrice.objects.bulk_create(
            QuotePrice(quote=quote, item=item, unit_price=prices[place], vat=VAT)
            for item, (*_what, prices) in zip(items, ITEMS, strict=True)
        )


def _items() -> list[InvitationItem]:
    return [
        InvitationItem(description=what, commodity=code, unit=unit, quantity=quantity)
        for what, code, unit, quantity, _prices in ITEMS
    ]
