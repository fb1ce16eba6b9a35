from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from groundwork.reference.models import Commodity
from interests.models import Fit, Opportunity, State
from interests.queries.narrowing import Tab
from interests.services import opportunities
from tests.accounts.factories import sign_in
from tests.interests.factories import ROADS, InterestFactory, commodity, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory, town

pytestmark = pytest.mark.django_db

LIST = "/oportunidades/"


@pytest.fixture
def interest(supplier):
    return InterestFactory(supplier=supplier, name="Vías", places=["25"], value_min=20_000_000)


@pytest.fixture
def found(interest) -> Opportunity:
    return opportunity(interest, ProcessFactory(codes=(ROADS,), title="Placa huella en Supatá"))


def url(one: Opportunity) -> str:
    return f"/oportunidades/{one.code}/"


def titles(response) -> list[str]:
    return [row.title for row in response.context["page"].items]


@pytest.mark.parametrize(
    ("state", "tab"),
    [("saved", "guardadas"), ("preparing", "preparacion"), ("discarded", "descartadas"), ("new", "nuevas")],
)
def test_an_opportunity_goes_where_its_supplier_puts_it(as_ana, found, state, tab):
    assert as_ana.post(url(found), {"state": state}).url == LIST
    found.refresh_from_db()
    assert found.state == state
    assert titles(as_ana.get(f"{LIST}?estado={tab}")) == [found.process.title]


def test_the_same_decision_twice_is_calm(as_ana, found):
    for _twice in range(2):
        answer = as_ana.post(url(found), {"state": "saved", "back": "estado=guardadas&mias=1&elegir=todas"})
        assert answer.url == f"{LIST}?estado=guardadas&mias=1"
    assert Opportunity.objects.get().state == State.SAVED


def test_from_its_own_page_one_goes_back_to_it(as_ana, found):
    assert as_ana.post(url(found), {"state": "preparing", "stay": "1"}).url == url(found)


def test_with_a_script_the_row_comes_back_as_it_stands_with_the_counts(as_ana, found):
    given = {"state": "saved", "back": "estado=nuevas"}
    content = as_ana.post(url(found), given, headers={"HX-Request": "true"}).content.decode()
    assert content.strip().startswith('<li class="row row--pick"')
    assert 'value="new"' in content
    assert 'name="state" value="saved"' not in content
    assert "<b>La oportunidad quedó guardada.</b>" in content
    assert '<p class="govuk-visually-hidden" role="status" id="dicho" hx-swap-oob' in content
    assert 'Guardadas <span class="tabs__count">1</span>' in content
    assert '<span id="cuantas" hx-swap-oob="true">0 oportunidades</span>' in content


@pytest.mark.parametrize("state", ["", "borrada", "NEW"])
def test_a_state_that_does_not_exist_is_refused(as_ana, found, state):
    assert as_ana.post(url(found), {"state": state}).status_code == 400
    found.refresh_from_db()
    assert found.state == State.NEW


def test_a_link_alone_decides_nothing(as_ana, found):
    assert as_ana.get(url(found), {"state": "saved"}).status_code == 200
    found.refresh_from_db()
    assert found.state == State.NEW


def test_a_stranger_cannot_tell_that_it_exists(client, stranger, found):
    sign_in(client, stranger)
    assert client.post(url(found), {"state": "saved"}).status_code == 404
    assert titles(client.get(LIST)) == []


def test_a_reader_sees_it_and_may_not_decide(client, reader, found):
    sign_in(client, reader)
    response = client.get(LIST)
    assert titles(response) == [found.process.title]
    assert "Descartar" not in response.content.decode()
    assert client.post(url(found), {"state": "saved"}).status_code == 403
    with pytest.raises(PermissionDenied):
        opportunities.decide(found, State.SAVED, by=reader)


def test_a_visitor_signs_in_first(client, found):
    assert client.get(LIST).url.startswith("/ingresar/")


def test_a_row_says_what_who_where_how_much_until_when_and_why(as_ana, interest):
    commodity(ROADS, "Construcción de autopistas y carreteras")
    process = ProcessFactory(codes=(ROADS,), **town("25777", "Supatá", "Cundinamarca"))
    opportunity(interest, process)
    interest.matches.update(place=Fit.MATCHED, value=Fit.MATCHED)
    (row,) = as_ana.get(LIST).context["page"].items
    assert row.who == f"{process.buyer_name} · Supatá, Cundinamarca · Mínima cuantía"
    assert row.value == "$\u00a050.000.000"
    assert row.left.startswith("faltan 9 días")
    (reason,) = row.why
    assert reason.area == "Vías"
    path = "Encabezado 72000000 › … › Construcción de autopistas y carreteras"
    assert reason.facts == f"{ROADS} {path} · Supatá · valor desde 20 millones"


def test_a_path_that_is_long_leaves_the_code_alone(as_ana, interest):
    commodity(ROADS, "Construcción de autopistas y carreteras")
    Commodity.objects.filter(code="72000000").update(title="Servicios de edificación y mantenimiento " * 3)
    opportunity(interest, ProcessFactory(codes=(ROADS,)))
    (row,) = as_ana.get(LIST).context["page"].items
    assert row.why[0].facts == f"{ROADS} Construcción de autopistas y carreteras"


def test_what_the_process_does_not_say_is_said(as_ana, interest, found):
    interest.matches.update(place=Fit.UNKNOWN, value=Fit.UNKNOWN, codes=[ROADS, "72141001", "72141002", "72141003"])
    (row,) = as_ana.get(LIST).context["page"].items
    assert row.why[0].facts == "72141001 · 72141002 · y otros 2 códigos · lugar sin informar · valor sin informar"


def test_an_opportunity_found_by_two_areas_gives_both_reasons(as_ana, interest, supplier, found):
    second = InterestFactory(supplier=supplier, name="Obra civil", codes=["72000000"])
    second.matches.create(supplier=supplier, process=found.process, codes=["72000000"])
    (row,) = as_ana.get(LIST).context["page"].items
    assert [reason.area for reason in row.why] == ["Obra civil", "Vías"]


def test_a_saved_one_that_no_area_finds_any_more_says_so(as_ana, found, interest):
    found.state = State.SAVED
    found.save()
    interest.delete()
    assert "Ya no coincide con ninguna de sus áreas." in as_ana.get(f"{LIST}?estado=guardadas").content.decode()


def test_each_tab_holds_its_own_and_counts_it(as_ana, interest):
    for state in ("new", "saved", "preparing", "discarded"):
        for closed in (False, True):
            facts = {"closes_at": timezone.now() - timedelta(days=1)} if closed else {}
            opportunity(interest, ProcessFactory(codes=(ROADS,), title=f"{state} {closed}", **facts), state=state)
    assert titles(as_ana.get(LIST)) == ["new False"]
    assert titles(as_ana.get(f"{LIST}?estado=guardadas")) == ["saved False"]
    assert titles(as_ana.get(f"{LIST}?estado=preparacion")) == ["preparing False"]
    assert titles(as_ana.get(f"{LIST}?estado=descartadas")) == ["discarded False"]
    closed = as_ana.get(f"{LIST}?estado=cerradas")
    assert titles(closed) == ["preparing True", "saved True", "new True"]
    assert [name for name, _url, _label, _count in closed.context["tabs"]] == list(Tab)
    assert [count for _name, _url, _label, count in closed.context["tabs"]] == ["1", "1", "1", "1", "3"]
    assert "3 oportunidades" in closed.content.decode()


@pytest.mark.parametrize("query", ["estado=otras", "estado=", "estado=%00"])
def test_a_tab_that_does_not_exist_is_the_first(as_ana, found, query):
    assert titles(as_ana.get(f"{LIST}?{query}")) == [found.process.title]


@pytest.mark.parametrize("cursor", ["x", "x.y", "%00"])
def test_a_cursor_that_is_not_ours_is_a_400(as_ana, found, cursor):
    assert as_ana.get(f"{LIST}?desde={cursor}").status_code == 400


def test_who_has_no_area_is_led_to_the_first_one(as_ana):
    assert "/intereses/nuevo/" in as_ana.get(LIST).content.decode()


def test_a_person_of_two_suppliers_sees_whose_each_is(as_ana, ana, found):
    second = MembershipFactory(user=ana)
    opportunity(InterestFactory(supplier=second.supplier), ProcessFactory(codes=(ROADS,)))
    rows = as_ana.get(LIST).context["page"].items
    assert {row.supplier for row in rows} == {found.supplier.name, second.supplier.name}
