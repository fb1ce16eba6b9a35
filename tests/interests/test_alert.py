"""The mail about opportunities: who gets it, what it says, and that it comes once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from groundwork.messaging.models import Message, Notice
from interests import links
from interests.models import AlertSubscription, Opportunity
from interests.queries import letters
from interests.services import alerts, matching
from onboarding.models import Membership
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, commodity, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def interest(supplier, ana):
    commodity(ROADS, "Construcción de autopistas y carreteras")
    made = InterestFactory(supplier=supplier, name="Vías", places=["25"])
    AlertSubscriptionFactory(interest=made, user=ana)
    return made


def tell(*processes) -> list[Message]:
    """Match and mail as the sweep does; returns what is owed by now."""
    alerts.tell(matching.match_processes([process.pk for process in processes]).news)
    return list(Message.objects.order_by("pk"))


def test_a_mail_says_what_who_where_how_much_until_when_why_and_where_to_look(interest, ana):
    closes_at = timezone.now() + timedelta(days=400)
    place = town("25777", "Supatá", "Cundinamarca")
    process = ProcessFactory(codes=(ROADS,), title="Placa huella en la vereda", closes_at=closes_at, **place)
    (message,) = tell(process)
    assert (message.to, message.subject) == (ana.email, "Oportunidad: Placa huella en la vereda")
    for body in (message.text, message.html):
        for said in (
            "Placa huella en la vereda",
            process.buyer_name,
            "Supatá",
            "$\u00a050.000.000",
            str(closes_at.year),
            "Vías",
            f"{ROADS} Construcción de autopistas y carreteras · Supatá",
            f"http://localhost:8000/procesos/{process.code}/",
            links.unsubscribe_url(ana.code),
        ):
            assert said in body


def test_what_the_process_does_not_say_is_said(interest):
    (message,) = tell(ProcessFactory(codes=(ROADS,), budget=None, closes_at=None))
    assert "lugar sin informar" in message.text
    assert "sin valor informado" in message.text
    assert "sin fecha de cierre" in message.text


def test_one_person_gets_one_mail_a_batch_with_every_reason(interest, ana, supplier):
    second = InterestFactory(supplier=supplier, name="Obra civil", codes=["72000000"])
    AlertSubscriptionFactory(interest=second, user=ana)
    (message,) = tell(ProcessFactory(codes=(ROADS,)), ProcessFactory(codes=("72150000",)), ProcessFactory())
    assert message.subject == "2 oportunidades que coinciden con sus áreas"
    assert message.text.count("/procesos/") == 2
    assert message.text.index("== Obra civil ==") < message.text.index("También: Vías: ")


def test_who_is_in_two_suppliers_reads_whose_each_opportunity_is(interest, ana, supplier):
    own = MembershipFactory(user=ana, supplier__name="Puentes del Norte").supplier
    AlertSubscriptionFactory(interest=InterestFactory(supplier=own, name="Puentes"), user=ana)
    process = ProcessFactory(codes=(ROADS,))
    (message,) = tell(process)
    assert message.subject == "2 oportunidades que coinciden con sus áreas"
    assert f"== Vías · {supplier.name} ==" in message.text
    assert "== Puentes · Puentes del Norte ==" in message.text
    assert set(links.opportunities_in(message.text)) == set(Opportunity.objects.values_list("code", flat=True))


def test_the_mail_is_on_screen_too_and_leads_where_it_speaks_of(interest, ana):
    first = ProcessFactory(codes=(ROADS,))
    tell(first)
    tell(ProcessFactory(codes=(ROADS,)), ProcessFactory(codes=(ROADS,)))
    shown = Notice.objects.of(ana).order_by("pk").values_list("title", "path")
    assert list(shown) == [
        (f"Oportunidad: {first.title}", f"/procesos/{first.code}/"),
        ("2 oportunidades que coinciden con sus áreas", "/oportunidades/"),
    ]


def test_what_closes_first_stands_first(interest):
    soon = ProcessFactory(codes=(ROADS,), title="Pronto", closes_at=timezone.now() + timedelta(days=2))
    late = ProcessFactory(codes=(ROADS,), title="Tarde", closes_at=timezone.now() + timedelta(days=9))
    (message,) = tell(late, soon)
    assert message.text.index("Pronto") < message.text.index("Tarde")


def test_a_long_mail_is_cut_and_says_how_many_more(interest, monkeypatch):
    monkeypatch.setattr(letters, "SHOWN", 2)
    (message,) = tell(*(ProcessFactory(codes=(ROADS,)) for _process in range(5)))
    assert message.text.count("/procesos/") == 2
    assert "Y 3 procesos más en: http://localhost:8000/oportunidades/" in message.text


def test_a_title_from_outside_is_only_text(interest):
    (message,) = tell(ProcessFactory(codes=(ROADS,), title="<script>alert(1)</script>\r\nBcc: x@y.z"))
    assert "<script>" not in message.html
    assert message.subject == "Oportunidad: <script>alert(1)</script> Bcc: x@y.z"


def test_the_same_process_is_told_once_whatever_is_repeated(interest):
    process = ProcessFactory(codes=(ROADS,))
    found = matching.match_processes([process.pk])
    alerts.tell(found.news)
    alerts.tell(found.news)
    assert len(tell(process)) == 1


def test_a_second_area_that_finds_it_later_tells_only_who_has_not_heard(interest, supplier, reader):
    process = ProcessFactory(codes=(ROADS,))
    tell(process)
    later = InterestFactory(supplier=supplier, codes=["72000000"])
    ana = AlertSubscription.objects.get().user
    AlertSubscriptionFactory(interest=later, user=ana)
    AlertSubscriptionFactory(interest=later, user=reader)
    assert [message.to for message in tell(process)] == [ana.email, reader.email]


def test_nobody_is_told_of_what_was_discarded(interest, supplier, reader):
    process = ProcessFactory(codes=(ROADS,))
    opportunity(interest, process, state="discarded")
    later = InterestFactory(supplier=supplier, codes=["72000000"])
    AlertSubscriptionFactory(interest=later, user=reader)
    assert tell(process) == []


def test_only_who_asked_for_it_is_told(interest, supplier, reader, ana):
    AlertSubscriptionFactory(interest=interest, user=reader, active=False)
    assert [message.to for message in tell(ProcessFactory(codes=(ROADS,)))] == [ana.email]


def test_who_left_the_team_is_told_nothing(interest, ana):
    Membership.objects.filter(user=ana).delete()
    assert tell(ProcessFactory(codes=(ROADS,))) == []
    assert Opportunity.objects.count() == 1


def test_a_closed_account_is_told_nothing(interest, ana):
    ana.is_active = False
    ana.save()
    assert tell(ProcessFactory(codes=(ROADS,))) == []


def test_a_closed_process_is_told_to_nobody(interest):
    assert tell(ProcessFactory(codes=(ROADS,), decision="cancelled")) == []


def test_the_mail_is_in_the_language_and_the_zone_of_its_reader(interest, ana):
    ana.time_zone = "Europe/Madrid"
    ana.save()
    closes_at = timezone.now().replace(hour=15, minute=0) + timedelta(days=30)
    (message,) = tell(ProcessFactory(codes=(ROADS,), closes_at=closes_at))
    assert "en su zona horaria" in message.text
    assert message.language == ana.language


def test_mails_cost_the_same_queries_however_many_processes(interest, django_assert_num_queries):
    for count in (1, 4):
        made = [ProcessFactory(codes=(ROADS,), budget=Decimal(count)).pk for _process in range(count)]
        found = matching.match_processes(made)
        with django_assert_num_queries(9):
            alerts.tell(found.news)


@pytest.mark.django_db(transaction=True)
def test_the_mail_leaves_with_the_headers_of_one_click(interest, ana, mailbox):
    tell(ProcessFactory(codes=(ROADS,)))
    sent = mailbox.last(ana.email)
    assert sent["List-Unsubscribe"] == f"<{links.unsubscribe_url(ana.code)}>"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = next(mailbox.folder.glob("*.eml")).read_bytes()
    # Whole in its line: a folded or encoded link is none to a mail client.
    assert f"List-Unsubscribe: <{links.unsubscribe_url(ana.code)}>\n".encode() in raw.replace(b"\r\n", b"\n")
