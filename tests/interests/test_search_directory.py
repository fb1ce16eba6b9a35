"""The directory of suppliers: who sees it, what each filter means, its order and pages."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from groundwork.reference.models import Commodity
from groundwork.web.paging import start
from interests.models import DirectoryEntry, Status
from interests.queries.directory import Order, Search, find
from interests.queries.directory.conditions import meets
from interests.queries.directory.entries import COLUMNS, shown_indicator, stale, worked_out
from interests.queries.directory.papers import rules
from interests.queries.directory.searching import KEYS, statement_for
from interests.queries.directory.tallies import counting
from interests.services import areas, directory
from onboarding import rup
from onboarding.indicators import MEETS_ANY_MINIMUM, Key, Remark, indicators
from onboarding.models import DocumentRule, DocumentVersion, Officer, PersonType, RupRegistration, Supplier
from onboarding.queries.asked import asked
from onboarding.queries.dates import renewal_deadline
from onboarding.queries.documents import State
from procurement.models import EntityRole
from procurement.queries import words
from procurement.queries.statements import Sql, fetch, put
from tests.accounts.factories import sign_in
from tests.interests.factories import ROADS, InterestFactory, commodity
from tests.onboarding.factories import (
    DocumentRuleFactory,
    DocumentVersionFactory,
    FinancialStatementFactory,
    OfficerFactory,
    PastContractFactory,
    RupRegistrationFactory,
    SupplierFactory,
)
from tests.procurement.factories import EntityMembershipFactory, town

pytestmark = pytest.mark.django_db

DIRECTORY = "/entidad/proveedores/"
TODAY = date(2026, 11, 24)
PAVING = "72141001"


@pytest.fixture
def buyer(client: Client) -> User:
    """Somebody who buys for a public body, signed in."""
    user: User = EntityMembershipFactory(role=EntityRole.BUYER).user
    sign_in(client, user)
    return user


@pytest.fixture(autouse=True)
def classifier() -> None:
    commodity(PAVING, "Pavimentación de carreteras")
    commodity("80111600", "Servicios de personal temporal")


def findable(name: str = "Vías del Sur S. A. S.", *, area: dict[str, Any] | None = None, **supplier: Any) -> Supplier:
    """A supplier with one area that public bodies see."""
    made: Supplier = SupplierFactory(name=name, **supplier)
    InterestFactory(supplier=made, **{"visible": True, "visible_since": timezone.now(), **(area or {})})
    return made


def names(**asked_for: Any) -> set[str]:
    """Who answers."""
    return {row.name for row in find(Search(**asked_for), today=TODAY).page.items}


# Who sees it, and what


def test_a_visitor_is_led_to_sign_in():
    assert Client().get(DIRECTORY).status_code == 302


def test_a_supplier_without_a_public_body_is_refused(as_ana):
    assert as_ana.get(DIRECTORY).status_code == 403


@pytest.mark.parametrize("role", EntityRole.values)
def test_whoever_works_in_a_public_body_sees_it(client, role):
    findable()
    sign_in(client, EntityMembershipFactory(role=role).user)
    page = client.get(DIRECTORY)
    assert page.status_code == 200
    assert "1 proveedor" in page.content.decode()
    assert "Vías del Sur S. A. S." in page.content.decode()


def test_it_finds_only_those_that_chose_to_be_found():
    findable("Visible")
    InterestFactory(supplier=SupplierFactory(name="Escondida"))
    findable("En pausa", area={"status": Status.PAUSED})
    assert names() == {"Visible"}


def test_it_shows_no_personal_data_of_a_natural_person(client, buyer):
    findable(
        "Ana María Ejemplo",
        person_type=PersonType.NATURAL,
        nit="1000000018",
        identity_type="cc",
        identity_number="100000001",
        email="ana@example.com",
        phone="+573001234567",
        address="Calle 12 # 3-45",
    )
    page = client.get(DIRECTORY).content.decode()
    assert "Ana María Ejemplo" in page
    for secret in ("100000001", "100.000.001", "ana@example.com", "3001234567", "Calle 12"):
        assert secret not in page


def test_a_row_says_what_it_offers_what_it_did_and_leads_to_its_profile(client, buyer):
    place = town("15001", "Tunja", "Boyacá")["municipality"]
    made = findable(municipality=place, nit="9012345677", size="small", published_at=timezone.now())
    PastContractFactory(supplier=made, value=Decimal(200_000_000), share=Decimal(50))
    PastContractFactory(supplier=made, value=Decimal(30_000_000), commodities=["80111600"])
    FinancialStatementFactory(supplier=made)
    page = client.get(DIRECTORY, {"codigo": "7214"}).content.decode()
    for text in ("Tunja, Boyacá", "Pequeña empresa", "901.234.567-7", f"{ROADS} Encabezado", "todo el país"):
        assert text in page
    assert "100.000.000" in page
    assert "1 contrato" in page
    assert "liquidez 1,50 · endeudamiento 50,00\u00a0%" in page
    assert f'href="/proveedores/{made.code}/"' in page


def test_an_unpublished_supplier_has_no_link_to_a_profile(client, buyer):
    made = findable()
    assert f"/proveedores/{made.code}/" not in client.get(DIRECTORY).content.decode()


def test_the_marked_ones_go_to_the_invitation(client, buyer):
    made = findable()
    page = client.get(DIRECTORY).content.decode()
    assert '<form action="/entidad/invitaciones/nueva/">' in page
    assert f'name="proveedor" value="{made.code}"' in page


def test_who_may_not_invite_sees_the_list_without_marks(client):
    findable()
    sign_in(client, EntityMembershipFactory(role=EntityRole.SUPERVISOR).user)
    page = client.get(DIRECTORY).content.decode()
    assert "Vías del Sur" in page
    assert 'name="proveedor"' not in page
    assert "Invitar a cotizar" not in page


def test_the_invitation_that_suppliers_are_added_to_stays_in_every_link(client, buyer):
    findable()
    code = "0a0a0a0a-0000-4000-8000-000000000001"
    page = client.get(DIRECTORY, {"invitacion": code, "tamano": "", "codigo": "7214"})
    assert page.content.decode().count(f'name="invitacion" value="{code}"') == 2
    assert all(f"invitacion={code}" in one.url for one in page.context["results"].orders)
    assert [chip.url for chip in page.context["results"].chips] == [f"{DIRECTORY}?invitacion={code}"]
    assert "invitacion" not in client.get(DIRECTORY, {"invitacion": "otra"}).content.decode().split("</nav>")[-1]


def test_an_area_is_visible_since_it_was_marked_and_no_longer_once_it_is_not(ana, supplier):
    area = InterestFactory(supplier=supplier)
    area.visible = True
    areas.save(area, by=ana, alert=False)
    since = area.visible_since
    assert since
    areas.save(area, by=ana, alert=False)
    assert area.visible_since == since
    area.visible = False
    areas.save(area, by=ana, alert=False)
    area.refresh_from_db()
    assert area.visible_since is None


def test_a_supplier_reads_in_its_file_by_which_areas_it_is_found(client, ana, supplier):
    sign_in(client, ana)
    assert "no lo encuentran" in client.get("/proveedor/").content.decode()
    InterestFactory(supplier=supplier, name="Vías de Boyacá", visible=True, visible_since=timezone.now())
    InterestFactory(supplier=supplier, name="Papelería")
    page = client.get("/proveedor/").content.decode()
    assert "Vías de Boyacá" in page
    assert "Papelería" not in page


# Codes


@pytest.mark.parametrize(
    ("offered", "asked_for", "found"),
    [
        ("72141001", "72141001", True),  # the same
        ("72140000", "72141001", True),  # covers it
        ("72000000", "72141001", True),
        ("72141001", "72140000", True),  # is below it
        ("72141001", "72000000", True),
        ("80111600", "72141001", False),
        ("80111600", "72000000", False),
    ],
)
def test_a_code_finds_what_covers_it_and_what_is_below_it(offered, asked_for, found):
    findable(area={"codes": [offered]})
    assert bool(names(codes=(asked_for,))) is found


def test_experience_orders_those_that_a_code_above_or_below_finds():
    findable("Debajo", area={"codes": [PAVING]})
    findable("Encima", area={"codes": ["72000000"]})
    found = findable("Igual", area={"codes": ["72140000"]})
    findable("Otra", area={"codes": ["80111600"]})
    PastContractFactory(supplier=found, commodities=[PAVING], value=Decimal(5))
    rows = find(Search(codes=("72140000",)), today=TODAY).page.items
    assert rows[0].name == "Igual"
    assert {row.name for row in rows} == {"Debajo", "Encima", "Igual"}


def test_a_sibling_is_not_found():
    commodity("72141100", "Mantenimiento de pistas")
    findable(area={"codes": ["72141100"]})
    assert names(codes=("72141001",)) == set()


def test_of_several_codes_any_is_enough():
    findable("Una", area={"codes": [PAVING]})
    findable("Otra", area={"codes": ["80111600"]})
    assert names(codes=(PAVING, "80111600")) == {"Una", "Otra"}


def test_words_in_the_place_of_a_code_are_answered_with_codes(client, buyer):
    page = client.get(DIRECTORY, {"codigo": "pavimentacion", "rup": "on"})
    assert [one.code for one in page.context["results"].suggestions] == [PAVING]
    assert page.context["results"].suggestions[0].url == f"?codigo={PAVING}&rup=on"
    assert "no es un código UNSPSC" in page.content.decode()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("codigo", "99999999"),
        ("codigo", "xyzzy"),
        ("departamento", "77"),
        ("municipio", "Macondo"),
        ("experiencia", "mucho"),
        ("liquidez", "alta"),
        ("endeudamiento", "1,234"),
        ("tamano", "enorme"),
        ("orden", "suerte"),
        ("q", "-vías"),
        ("q", "de la"),
        ("codigo", "\x00"),
    ],
)
def test_what_is_written_wrong_is_said_beside_it_and_nothing_is_searched(client, buyer, parameter, value):
    findable()
    page = client.get(DIRECTORY, {parameter: value})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [parameter]
    assert page.context["results"].found is None


def test_a_cursor_of_another_list_is_told_and_the_list_begins_anew(client, buyer):
    findable()
    page = client.get(DIRECTORY, {"desde": "roto"})
    assert page.status_code == 200
    assert "incompleta o cambiada" in page.content.decode()
    assert "Vías del Sur" in page.content.decode()


# Words and places


@pytest.mark.parametrize("typed", ["construcciones", "vías", "vias del sur", "PUENTE sur"])
def test_words_are_looked_for_in_the_name_and_in_what_it_says(typed):
    findable("Vías del Sur S. A. S.", about="Construcción de puentes")
    findable("Papeles del Norte", about="Suministro de papelería")
    assert names(tsquery=words.parse(typed)) == {"Vías del Sur S. A. S."}


def test_a_place_finds_an_address_there_and_areas_that_reach_it():
    tunja = town("15001", "Tunja", "Boyacá")["municipality"]
    town("15238", "Duitama", "Boyacá")
    cali = town("76001", "Cali", "Valle del Cauca")["municipality"]
    findable("Sede", municipality=tunja, area={"places": ["76"]})
    findable("Departamento", municipality=cali, area={"places": ["15"]})
    findable("Municipio", municipality=cali, area={"places": ["15001"]})
    findable("Vecino", municipality=cali, area={"places": ["15238"]})
    findable("País", municipality=cali)
    findable("Lejos", municipality=cali, area={"places": ["76"]})
    assert names(municipalities=("15001",)) == {"Sede", "Departamento", "Municipio", "País"}
    assert names(departments=("15",)) == {"Sede", "Departamento", "Municipio", "Vecino", "País"}
    assert names(departments=("15",), seated=True) == {"Sede"}
    assert names(municipalities=("76001",), seated=True) == {"Departamento", "Municipio", "Vecino", "País", "Lejos"}


def test_the_code_and_the_place_are_of_one_area():
    town("15001", "Tunja", "Boyacá")
    made = findable(area={"codes": [PAVING], "places": ["76"]})
    InterestFactory(supplier=made, codes=["80111600"], places=["15"], visible=True)
    assert names(codes=(PAVING,), departments=("15",)) == set()
    assert names(codes=("80111600",), departments=("15",)) == {made.name}


# Experience, size, papers


def test_experience_is_the_part_in_contracts_of_the_codes_that_are_asked_for():
    made = findable(area={"codes": [PAVING]})
    PastContractFactory(supplier=made, commodities=["72140000"], value=Decimal(200_000_000), share=Decimal(50))
    PastContractFactory(supplier=made, commodities=["80111600"], value=Decimal(900_000_000))
    assert names(codes=(PAVING,), experience=Decimal(100_000_000)) == {made.name}
    assert names(codes=(PAVING,), experience=Decimal("100000000.01")) == set()
    assert names(experience=Decimal(1_000_000_000)) == {made.name}


def test_a_size_is_one_of_those_that_are_asked_for():
    findable("Micro", size="micro")
    findable("Grande", size="large")
    findable("Sin decir")
    assert names(sizes=("micro", "small")) == {"Micro"}


@pytest.mark.parametrize(
    ("renewed_on", "in_force_on", "today", "counts"),
    [
        (date(2026, 3, 1), date(2026, 3, 15), TODAY, True),
        (date(2026, 3, 1), None, TODAY, False),
        (date(2026, 3, 1), date(2026, 12, 1), TODAY, False),
        (date(2025, 3, 1), date(2025, 3, 15), TODAY, False),
        (date(2025, 3, 1), date(2025, 3, 15), renewal_deadline(2026), True),
        (date(2025, 3, 1), date(2025, 3, 15), renewal_deadline(2026) + timedelta(days=1), False),
        (date(2024, 3, 1), date(2024, 3, 15), date(2026, 1, 10), False),
    ],
)
def test_a_rup_counts_as_its_rule_says(renewed_on, in_force_on, today, counts):
    made = findable()
    RupRegistration.objects.create(
        supplier=made, number="1", chamber="Tunja", renewed_on=renewed_on, in_force_on=in_force_on
    )
    assert bool(find(Search(rup=True), today=today).tally.count) is counts
    standing = rup.standing(renewed_on=renewed_on, in_force_on=in_force_on, today=today)
    assert (standing.state == rup.RupState.IN_FORCE) is counts


class TestPapers:
    """The required papers, approved and in force, in SQL as in onboarding.queries.asked."""

    @pytest.fixture(autouse=True)
    def _no_other_rules(self):
        DocumentRule.objects.all().delete()

    def check(self, supplier: Supplier, expected: bool) -> None:
        good = {State.APPROVED, State.EXPIRING}
        tasks = asked(supplier, TODAY)
        assert all(any(o.state in good for o in demand.options) for demand in tasks.required) is expected
        assert bool(find(Search(papers=True), today=TODAY).tally.count) is expected
        (row,) = find(Search(), today=TODAY).page.items
        assert row.papers is expected

    def give(self, supplier: Supplier, rule: DocumentRule, **version: Any):
        given = {"document__supplier": supplier, "document__document_type": rule.document_type, "approved": True}
        return DocumentVersionFactory(**{**given, **version})

    def test_every_required_one_and_no_optional_one(self):
        made, rule = findable(), DocumentRuleFactory()
        DocumentRuleFactory(required=False)
        DocumentRuleFactory(person_type=PersonType.NATURAL)
        self.check(made, False)
        self.give(made, rule)
        self.check(made, True)

    @pytest.mark.parametrize(
        ("version", "counts"),
        [
            ({"approved": None}, False),
            ({"approved": False}, False),
            ({"expires_on": TODAY}, True),
            ({"expires_on": TODAY - timedelta(days=1)}, False),
            ({"document__removed_at": timezone.now()}, False),
        ],
        ids=["in review", "returned", "last day", "ended", "taken out"],
    )
    def test_a_paper_counts_once_approved_until_its_last_day(self, version, counts):
        made, rule = findable(), DocumentRuleFactory()
        self.give(made, rule, **version)
        self.check(made, counts)

    def test_one_of_several_alternatives_is_enough(self):
        made = findable()
        one, _other = DocumentRuleFactory(one_of="libros"), DocumentRuleFactory(one_of="libros")
        self.give(made, one)
        self.check(made, True)

    def test_one_for_each_representative(self):
        made, rule = findable(), DocumentRuleFactory(each=DocumentRule.Each.REPRESENTATIVE)
        self.check(made, False)
        first, second = OfficerFactory(supplier=made), OfficerFactory(supplier=made, post=Officer.Post.ALTERNATE)
        self.give(made, rule, document__officer=first)
        self.check(made, False)
        self.give(made, rule, document__officer=second)
        self.check(made, True)

    def test_a_board_that_there_is_not_needs_none(self):
        made = findable(has_board=None)
        DocumentRuleFactory(each=DocumentRule.Each.BOARD_MEMBER)
        self.check(made, False)
        Supplier.objects.update(has_board=False)
        made.refresh_from_db()
        self.check(made, True)

    def test_two_papers_of_one_kind_must_both_be_good(self):
        made, rule = findable(), DocumentRuleFactory(maximum=2)
        self.give(made, rule)
        self.give(made, rule, approved=False)
        self.check(made, False)


# Indicators


def test_indicators_are_those_of_the_latest_statements():
    made = findable()
    FinancialStatementFactory(supplier=made, cut_off_on=date(2024, 12, 31), current_liabilities=Decimal(100))
    FinancialStatementFactory(supplier=made)
    findable("Sin cifras")
    assert names(indicators=((Key.LIQUIDITY, Decimal("1.5")), (Key.INDEBTEDNESS, Decimal(50)))) == {made.name}
    assert names(indicators=((Key.LIQUIDITY, Decimal("1.51")),)) == set()
    assert names(indicators=((Key.INDEBTEDNESS, Decimal("49.99")),)) == set()


pesos = st.integers(0, 10**6).map(Decimal) | st.decimals(0, 10**17, places=2)
signed = st.integers(-(10**6), 10**6).map(Decimal) | st.decimals(-(10**17), 10**17, places=2)
limits = st.decimals(-100, 1000, places=2) | st.sampled_from(
    [Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal(1)]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(list(Key)),
    limit=limits,
    current=st.tuples(pesos, pesos),
    total=st.tuples(pesos, pesos),
    results=st.tuples(signed, pesos),
    tie=st.booleans(),
)
def test_a_limit_is_met_in_sql_exactly_when_the_rules_in_python_say_so(key, limit, current, total, results, tie):
    equity = total[0] - total[1]
    figures = SimpleNamespace(
        current_assets=current[0],
        total_assets=total[0],
        current_liabilities=current[1],
        total_liabilities=total[1],
        equity=equity,
        operating_profit=results[0],
        interest_expense=results[1],
    )
    found = next(one for one in indicators(figures) if one.key == key)
    if tie and found.shown is not None and abs(found.shown) < 10**6:
        limit = found.shown  # where one cent more or less decides
    if found.shown is None or found.remark == Remark.NEGATIVE_EQUITY:
        expected = found.remark in MEETS_ANY_MINIMUM
    else:
        expected = found.shown <= limit if key == Key.INDEBTEDNESS else found.shown >= limit
    columns = ", ".join(f"{value}::numeric AS {name}" for name, value in vars(figures).items())
    shown = f"SELECT ({shown_indicator(key)})::numeric(40, 2) AS {key} FROM (SELECT {columns}) AS statement"  # noqa: S608  # numbers that hypothesis made
    statement = put(
        f"SELECT {{met}} FROM ({shown}) AS one",  # noqa: S608  # idem
        met=meets(key, limit),
    )
    ((met,),) = fetch(statement)
    assert bool(met) is expected


# What is worked out beforehand


def everything(supplier: Supplier) -> None:
    """What an entry is made of, some of each."""
    PastContractFactory(supplier=supplier, commodities=[PAVING])
    FinancialStatementFactory(supplier=supplier)
    RupRegistrationFactory(supplier=supplier)
    officer = OfficerFactory(supplier=supplier)
    DocumentVersionFactory(document__supplier=supplier, approved=True)
    DocumentVersionFactory(document__supplier=supplier, document__officer=officer, approved=True)


def change_rule(_supplier: Supplier) -> None:
    DocumentRule.objects.update(required=False)


CHANGES: dict[str, Callable[[Supplier], object]] = {
    "name": lambda one: Supplier.objects.filter(pk=one.pk).update(name="Otro nombre"),
    "area": lambda one: one.interests.update(places=["15"]),
    "area hidden": lambda one: one.interests.update(visible=False),
    "area deleted": lambda one: one.interests.all().delete(),
    "another area": lambda one: InterestFactory(supplier=one, visible=True),
    "contract": lambda one: PastContractFactory(supplier=one),
    "contract gone": lambda one: one.past_contracts.all().delete(),
    "statements": lambda one: one.statements.update(current_assets=0),
    "rup": lambda one: RupRegistration.objects.filter(supplier=one).update(renewed_on=date(2020, 1, 1)),
    "officer": lambda one: one.officers.update(removed_at=timezone.now()),
    "document": lambda one: one.documents.update(removed_at=timezone.now()),
    "version": lambda one: DocumentVersion.objects.filter(document__supplier=one).update(approved=False),
    "rule": change_rule,
    "new rule": lambda _one: DocumentRuleFactory(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_makes_an_entry_stale_and_is_seen_before_it_is_written_anew(change):
    made, other = findable("Vías del Sur"), findable("Puentes del Sur")
    everything(made)
    assert directory.sweep(today=TODAY) == 2
    assert stale(today=TODAY) == []
    change(made)
    assert made.pk in stale(today=TODAY)
    assert (other.pk in stale(today=TODAY)) is (change in {CHANGES["rule"], CHANGES["new rule"]})
    before = find(Search(), today=TODAY)
    directory.sweep(today=TODAY)
    assert stale(today=TODAY) == []
    assert find(Search(), today=TODAY) == before


def test_a_stored_entry_is_the_one_that_is_worked_out():
    town("15001", "Tunja", "Boyacá")
    for number in range(3):
        made = findable(f"Proveedor {number}", municipality_id="15001" if number else None)
        everything(made)
    asked_for = [
        Search(),
        Search(codes=(PAVING,), departments=("15",)),
        Search(indicators=((Key.LIQUIDITY, Decimal(1)),), rup=True),
        Search(experience=Decimal(1), order=Order.NAME),
        Search(papers=True, order=Order.RECENT),
    ]
    before = [find(search, today=TODAY) for search in asked_for]
    ids = [one.pk for one in Supplier.objects.all()]
    statement = put("WITH {rules} {entry}", rules=rules(TODAY), entry=worked_out(ids, today=TODAY))
    expected = sorted(fetch(statement))
    assert directory.sweep(today=TODAY) == 3
    stored = DirectoryEntry.objects.order_by("supplier_id").values_list(*COLUMNS)
    assert [*stored] == expected
    assert [find(search, today=TODAY) for search in asked_for] == before


def test_papers_end_and_rules_begin_without_anything_being_written():
    DocumentRule.objects.all().delete()
    made, rule = findable(), DocumentRuleFactory()
    given = {"document__supplier": made, "document__document_type": rule.document_type, "approved": True}
    DocumentVersionFactory(**given, expires_on=TODAY + timedelta(days=5))
    DocumentRuleFactory(valid_from=TODAY + timedelta(days=3))
    directory.sweep(today=TODAY)
    found = [find(Search(papers=True), today=TODAY + timedelta(days=day)).tally.count for day in (0, 2, 3)]
    assert found == [1, 1, 0]
    DocumentRule.objects.exclude(pk=rule.pk).delete()
    directory.sweep(today=TODAY)
    found = [find(Search(papers=True), today=TODAY + timedelta(days=day)).tally.count for day in (5, 6)]
    assert found == [1, 0]


def test_a_turn_writes_up_to_its_limit_and_who_is_no_longer_found_has_no_entry():
    made = [findable(f"Proveedor {number}") for number in range(3)]
    assert [directory.sweep(limit=2, today=TODAY) for _turn in range(3)] == [2, 1, 0]
    made[0].interests.update(status=Status.PAUSED)
    directory.sweep(today=TODAY)
    assert set(DirectoryEntry.objects.values_list("supplier", flat=True)) == {made[1].pk, made[2].pk}


# Facets


def test_each_facet_says_what_choosing_another_of_its_values_would_find(client, buyer):
    tunja = town("15001", "Tunja", "Boyacá")["municipality"]
    cali = town("76001", "Cali", "Valle del Cauca")["municipality"]
    findable("Una", municipality=tunja, size="micro", area={"places": ["15"]})
    findable("Dos", municipality=cali, size="micro", area={"places": ["15001"]})
    findable("Tres", municipality=cali, size="large", person_type=PersonType.NATURAL)
    page = client.get(DIRECTORY, {"departamento": "15", "tamano": "micro"})
    assert page.context["results"].found.tally.count == 2
    facets = {
        facet.name: {one.value: (one.figure, one.is_checked) for one in [*facet.shown, *facet.folded]}
        for facet in page.context["results"].facets
    }
    assert facets["departamento"] == {"15": ("2", True), "76": ("1", False)}
    assert facets["tamano"]["micro"] == ("2", True)
    assert facets["tamano"]["grande"] == ("1", False)  # it works in the whole country
    assert facets["tipo"]["juridica"] == ("2", False)
    assert facets["tipo"]["natural"] == ("0", False)
    assert facets["documentos"] == {"on": ("0", False)}
    seated = client.get(DIRECTORY, {"domicilio": "on", "departamento": ["15", "76"]})
    assert seated.context["results"].found.tally.count == 3
    figures = {one.value: one.figure for one in seated.context["results"].facets[0].shown}
    assert figures == {"15": "1", "76": "2"}
    of_a_town = client.get(DIRECTORY, {"municipio": "15001"})
    assert {one.figure for one in of_a_town.context["results"].facets[0].shown} == {""}


def test_with_a_code_the_departments_are_those_of_the_areas_that_have_it(client, buyer):
    for code, name in (("15", "Boyacá"), ("76", "Valle del Cauca")):
        town(f"{code}001", "Capital", name)
    made = findable(area={"codes": [PAVING], "places": ["76"]})
    InterestFactory(supplier=made, codes=["80111600"], places=["15"], visible=True)
    page = client.get(DIRECTORY, {"codigo": PAVING})
    assert {one.value: one.figure for one in page.context["results"].facets[0].shown} == {"15": "0", "76": "1"}


def test_beyond_the_cap_the_count_and_the_figures_say_that_there_are_more(client, buyer, monkeypatch):
    monkeypatch.setattr("interests.queries.directory.tallies.CAP", 2)
    for number in range(4):
        findable(f"Proveedor {number}", size="micro" if number else "large")
    page = client.get(DIRECTORY)
    assert "Más de 2 proveedores" in page.content.decode()
    assert {one.figure for one in page.context["results"].facets[2].shown} == {"3+", "0"}
    assert len(page.context["results"].page.items) == 4
    few = client.get(DIRECTORY, {"tamano": "grande"})
    assert "1 proveedor" in few.content.decode()
    sizes = few.context["results"].facets[1]
    assert sizes.shown[0] == ("grande", "Gran empresa", sizes.shown[0].figure, True)
    assert {one.figure for one in few.context["results"].facets[2].shown} == {"1", "0"}


def test_the_kind_of_person_is_asked_for():
    findable("Firma")
    findable("Persona", person_type=PersonType.NATURAL)
    assert names(kinds=("natural",)) == {"Persona"}


# Picking codes


def test_codes_are_picked_by_words_and_by_the_tree_without_losing_the_filters(client, buyer):
    findable(size="micro")
    page = client.get(DIRECTORY, {"palabras": "pavimentacion", "tamano": "micro"})
    assert [one.value for one in page.context["form"].picker.found_codes] == [PAVING]
    content = page.content.decode()
    assert f'form="busqueda" name="codigo" value="{PAVING}"' in content
    assert "popover" not in content.split('id="filtros"')[1][:20]
    assert page.context["results"].found.tally.count == 1
    opened = client.get(DIRECTORY, {"rama": "72140000", "codigo": PAVING})
    assert [one.value for one in opened.context["form"].picker.tree] == [ROADS]
    assert "Encabezado 72000000" in opened.content.decode()


def test_with_a_script_only_the_picker_is_answered_and_nothing_is_searched(client, buyer):
    headers = {"HX-Request": "true", "HX-Target": "codigos"}
    part = client.get(DIRECTORY, {"palabras": "pavimentacion"}, headers=headers).content.decode().strip()
    assert part.startswith("<section")
    assert f'value="{PAVING}"' in part
    assert "Filtros" not in part


def test_pasted_codes_are_chosen_and_what_is_wrong_with_them_is_said(client, buyer):
    findable()
    page = client.get(DIRECTORY, {"palabras": "7214, 80111600", "codigo": PAVING})
    assert page.context["form"].cleaned_data["codigo"] == [PAVING, "72140000", "80111600"]
    assert "palabras" not in page.context["results"].orders[0].url
    wrong = client.get(DIRECTORY, {"palabras": "7214 99999999"})
    assert wrong.context["form"].errors["palabras"] == ["No existen en el clasificador: 99999999."]
    many = [f"{72_200_000 + number}" for number in range(10_000)]
    Commodity.objects.bulk_create(
        Commodity(code=code, title=code, search_text=code, source="prueba", parent_id=ROADS)
        for code in many
        if "00" not in code
    )
    refused = client.get(DIRECTORY, {"palabras": " ".join(code for code in many if "00" not in code)[:90_000]})
    assert "se buscan a lo sumo 50" in refused.context["form"].errors["palabras"][0]


# Order, pages, cost


def test_each_order_pages_through_everybody_once():
    for number in range(7):
        made = findable(f"Proveedor {number % 3}", area={"visible_since": timezone.now() - timedelta(days=number)})
        if number % 2:
            PastContractFactory(supplier=made, value=Decimal(number * 1_000_000))
    for order in Order:
        seen, cursor, backwards = [], "", ""
        while True:
            page = find(Search(order=order), today=TODAY, cursor=cursor, size=3).page
            seen += [row.code for row in page.items]
            backwards = page.previous or backwards
            if not page.next:
                break
            cursor = page.next
        assert len(seen) == len(set(seen)) == 7, order
        before = find(Search(order=order), today=TODAY, cursor=backwards, size=3).page
        assert [row.code for row in before.items] == seen[3:6], order


def test_the_orders_put_first_what_they_say():
    first = findable("Ábaco", area={"visible_since": timezone.now() - timedelta(days=9)})
    second = findable("Zeta", area={"visible_since": timezone.now()})
    PastContractFactory(supplier=second)
    for order, expected in ((Order.NAME, first), (Order.EXPERIENCE, second), (Order.RECENT, second)):
        assert find(Search(order=order), today=TODAY).page.items[0].name == expected.name


@pytest.mark.parametrize("how_many", [1, 3])
def test_it_costs_the_same_queries_however_many_it_shows(client, buyer, how_many, django_assert_num_queries):
    for number in range(how_many):
        made = findable(f"Proveedor {number}", published_at=timezone.now())
        PastContractFactory(supplier=made)
        FinancialStatementFactory(supplier=made)
    client.get(DIRECTORY, {"codigo": "7214"})
    with django_assert_num_queries(13):
        client.get(DIRECTORY, {"codigo": "7214"})


def test_words_and_codes_are_found_by_their_indexes():
    findable()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for search, indexes in (
            (Search(tsquery="'vias'", order=Order.NAME), {"directory_words"}),
            (Search(codes=(ROADS,), order=Order.NAME), {"interest_visible_codes", "directory_headings"}),
        ):
            count = counting(search, Sql("coded" if search.codes else "entry"), today=TODAY)
            statement = statement_for(search, count, start(KEYS[Order.NAME]), today=TODAY, size=20, changed=[])
            cursor.execute(f"EXPLAIN {statement.text}", statement.values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert {index for index in indexes if index in plan} == indexes


def test_nobody_is_found_and_the_page_says_what_to_do(client, buyer):
    page = client.get(DIRECTORY, {"q": "puentes"}).content.decode()
    assert "Ningún proveedor coincide" in page
    assert "Ver todos los proveedores" in page


def test_the_filters_stay_in_the_address(client, buyer):
    for number in range(21):
        findable(f"Proveedor {number}", size="micro")
    page = client.get(DIRECTORY, {"codigo": "7214", "tamano": "micro", "orden": "nombre"})
    assert page.context["results"].found.tally.count == 21
    assert "tamano=micro" in page.content.decode()
    assert [chip.label for chip in page.context["results"].chips] == ["72140000 Encabezado 72140000", "Microempresa"]
