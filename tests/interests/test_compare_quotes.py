"""The answers side by side: what they cost, how far apart they lie, and nothing of it before its time."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from groundwork.files.tables import read_file
from interests.models import QuoteDocument
from interests.queries.invitations import comparing as queries
from interests.queries.invitations.comparing import HiddenAnswersError, Spread
from procurement.models import EntityRole
from tests.accounts.factories import sign_in
from tests.files.factories import StoredFileFactory
from tests.interests.factories import InvitationFactory, InvitationItemFactory, InviteeFactory, QuoteFactory, priced
from tests.onboarding.factories import SupplierFactory
from tests.procurement.factories import EntityMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    """Two items, and three answers: the second supplier leaves an item out."""
    made = InvitationFactory(answers_hidden=False)
    InvitationItemFactory(invitation=made, description="=SUMA(A1)", quantity=Decimal(10))
    InvitationItemFactory(invitation=made, description="Tóner", quantity=Decimal(2))
    for name, prices in (("Alfa", ("100", "50")), ("Beta", ("90", None)), ("Gama", ("110.50", "40"))):
        invitee = InviteeFactory(invitation=made, supplier=SupplierFactory(name=name))
        priced(QuoteFactory(invitee=invitee), *prices, vat=0)
    return made


@pytest.fixture
def as_buyer(client, invitation):
    sign_in(client, EntityMembershipFactory(entity=invitation.entity, role=EntityRole.BUYER).user)
    return client


def address(invitation, **query) -> str:
    return reverse("interests:quote_comparison", args=[invitation.code], query=query)


def test_prices_stand_by_item_and_in_total_with_the_lowest_marked(invitation):
    found = queries.compare(invitation, at=timezone.now())
    assert [answer.name for answer in found.answers] == ["Alfa", "Gama", "Beta"]
    assert [[cell.line.unit_gross for cell in row.cells] for row in found.rows] == [
        [Decimal(100), Decimal("110.50"), Decimal(90)],
        [Decimal(50), Decimal(40), Decimal(0)],
    ]
    assert [[cell.is_lowest for cell in row.cells] for row in found.rows] == [
        [False, False, True],
        [False, True, False],
    ]
    assert [answer.totals.gross for answer in found.answers] == [1100, 1185, 900]
    assert found.lowest == 1100  # Beta leaves an item out, so its total is not compared
    assert found.complete == 2


def test_the_spread_is_said_by_item_and_in_total(invitation):
    found = queries.compare(invitation, at=timezone.now())
    (first, second), whole = [row.spread for row in found.rows], found.spread
    assert first
    assert second
    assert whole
    assert (first.count, first.low, first.high, first.median) == (3, Decimal(90), Decimal("110.50"), Decimal(100))
    assert first.mean == Decimal("300.50") / 3
    assert first.deviation == pytest.approx(Decimal("10.2510"), abs=Decimal("0.0001"))
    assert second.count == 2
    assert (whole.median, whole.low, whole.high) == (Decimal("1142.5"), Decimal(1100), Decimal(1185))


def test_one_price_has_no_deviation_and_none_has_no_spread():
    assert Spread.of([Decimal(5)]) == Spread(1, Decimal(5), Decimal(5), Decimal(5), Decimal(5), None)
    assert Spread.of([]) is None


def test_what_would_be_paid_is_compared_with_its_vat(invitation):
    cheap = InviteeFactory(invitation=invitation, supplier=SupplierFactory(name="Delta"))
    priced(QuoteFactory(invitee=cheap), "80", "1", vat=19)
    cell = queries.compare(invitation, at=timezone.now()).rows[0].cells[0]
    assert cell.answer.name == "Delta"
    assert cell.line.unit_gross == Decimal("95.20")
    assert not cell.is_lowest


def test_drafts_and_replaced_answers_do_not_count(invitation):
    quote = invitation.invitees.get(supplier__name="Alfa").quotes.get()
    quote.superseded_at = timezone.now()
    quote.save()
    priced(QuoteFactory(invitee=quote.invitee, draft=True, number=2), 1, 1)
    assert [answer.name for answer in queries.compare(invitation, at=timezone.now()).answers] == ["Gama", "Beta"]


def test_the_page_says_what_is_missing_and_what_each_figure_is(as_buyer, invitation):
    content = as_buyer.get(address(invitation)).content.decode()
    assert "falta 1 precio: no se compara" in content
    assert "sin precio" in content
    assert content.count("El más bajo") == 3
    assert "dividida por cuántos son menos uno" in content


def test_the_drawing_places_each_total_that_is_whole_and_the_median(as_buyer, invitation):
    assert "Dónde está cada total" not in as_buyer.get(address(invitation)).content.decode()  # two say nothing more
    third = InviteeFactory(invitation=invitation, supplier=SupplierFactory(name="Delta"))
    priced(QuoteFactory(invitee=third), "114", "50", vat=0)
    response = as_buyer.get(address(invitation))
    strip = response.context["strip"]
    assert (strip.dots, strip.median) == ((10, 386, 630), 386)
    assert response.content.decode().count('cy="16"') == 3


def test_all_the_same_is_no_drawing_and_one_answer_has_no_lowest(client):
    alone = InvitationFactory(answers_hidden=False)
    InvitationItemFactory(invitation=alone)
    sign_in(client, EntityMembershipFactory(entity=alone.entity).user)
    for number in range(3):
        priced(QuoteFactory(invitee=InviteeFactory(invitation=alone)), 100)
        content = client.get(address(alone)).content.decode()
        assert "Dónde está cada total" not in content
        assert ("El único total" in content) is (number == 0)
        assert ("El más bajo" in content) is (number > 0)


def test_nobody_answered_yet(client):
    empty = InvitationFactory(answers_hidden=False)
    sign_in(client, EntityMembershipFactory(entity=empty.entity).user)
    assert "Nadie ha respondido" in client.get(address(empty)).content.decode()


@pytest.mark.parametrize("query", [{}, {"formato": "csv"}, {"formato": "xlsx"}], ids=["page", "CSV", "XLSX"])
def test_hidden_answers_show_nothing_until_the_very_second(as_buyer, invitation, query):
    invitation.answers_hidden = True
    invitation.save()
    member = EntityMembershipFactory(entity=invitation.entity, role=EntityRole.ADMINISTRATOR).user
    with time_machine.travel(invitation.answers_by - timedelta(seconds=1), tick=False):
        sign_in(as_buyer, member)
        early = as_buyer.get(address(invitation, **query))
        assert early.status_code == 403
        assert not any(text in early.content.decode() for text in ("Alfa", "1.100", "110,5"))
    with time_machine.travel(invitation.answers_by, tick=False):
        sign_in(as_buyer, member)
        assert as_buyer.get(address(invitation, **query)).status_code == 200


def test_before_that_only_who_answered_is_seen(as_buyer, invitation):
    invitation.answers_hidden = True
    invitation.save()
    quote = invitation.invitees.get(supplier__name="Alfa").quotes.get()
    paper = QuoteDocument.objects.create(quote=quote, file=StoredFileFactory(content=b"%PDF-"))
    file = reverse("interests:invitation_document", args=[invitation.code, paper.stored.code])
    page = as_buyer.get(reverse("interests:invitation_detail", args=[invitation.code])).content.decode()
    assert page.count("Respondió el") == 3
    assert "Comparar las respuestas" not in page
    assert not any(text in page for text in ("1.100", "110,50", "15 días calendario", paper.stored.name))
    assert as_buyer.get(file).status_code == 404
    with pytest.raises(HiddenAnswersError):
        queries.compare(invitation, at=timezone.now())
    invitation.answers_by = timezone.now() - timedelta(seconds=1)
    invitation.save()
    assert as_buyer.get(file).status_code == 200


def test_the_csv_has_every_price_and_no_formula(as_buyer, invitation):
    response = as_buyer.get(address(invitation, formato="csv"))
    assert response["Content-Disposition"] == 'attachment; filename="comparacion.csv"'
    heading, first, second, last = read_file(response.content)
    assert heading[5] == "Alfa: precio unitario sin IVA"
    assert first[1] == "'=SUMA(A1)"
    assert first[5:9] == ["100", "0", "100", "1000"]
    assert second[13:17] == ["", "", "", ""]
    assert (last[8], last[12], last[16]) == ("1100", "1185", "")


def test_the_workbook_has_figures_and_no_formula(as_buyer, invitation):
    content = as_buyer.get(address(invitation, formato="xlsx")).content
    [sheet] = load_workbook(io.BytesIO(content)).worksheets
    assert (sheet["B2"].value, sheet["B2"].data_type) == ("=SUMA(A1)", "s")
    assert (sheet["F2"].value, sheet["F2"].data_type) == (100, "n")
    assert sheet["N3"].value is None


def test_strangers_and_suppliers_find_nothing(client, invitation, ana):
    for person in (ana, EntityMembershipFactory().user):
        sign_in(client, person)
        for query in ({}, {"formato": "csv"}):
            assert client.get(address(invitation, **query)).status_code == 404


def test_it_costs_the_same_queries_however_many(invitation, django_assert_num_queries):
    with django_assert_num_queries(5):
        queries.compare(invitation, at=timezone.now())
    for number in range(3):
        invitee = InviteeFactory(invitation=invitation, supplier=SupplierFactory(name=f"Zeta {number}"))
        priced(QuoteFactory(invitee=invitee), 5, 5)
    with django_assert_num_queries(5):
        queries.compare(invitation, at=timezone.now())
