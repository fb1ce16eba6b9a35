"""What is asked of each kind of supplier, and how far it is."""

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.models import Document, DocumentRule, DocumentType, DocumentVersion, Officer, PersonType, ReturnReason
from onboarding.queries.asked import arrange, asked, difference
from onboarding.queries.documents import MET, Paper, State, worst
from tests.onboarding.factories import (
    DocumentFactory,
    DocumentVersionFactory,
    OfficerFactory,
    SupplierFactory,
)

TODAY = date(2026, 11, 24)
numbers = count(1)


def kind(slug="papel", group="usual"):
    number = next(numbers)
    return DocumentType(pk=number, slug=f"{slug}-{number}", group=group, order=number, name=slug)


def rule(document_type, **facts):
    facts = {"person_type": PersonType.LEGAL, "valid_from": date(2026, 1, 1), "source": "Uso del portal", **facts}
    return DocumentRule(pk=next(numbers), document_type=document_type, **facts)


def officer(post=Officer.Post.REPRESENTATIVE, number="1"):
    return Officer(
        pk=next(numbers), post=post, full_name=f"Persona {number}", identity_type="cc", identity_number=number
    )


def paper(document_type, state=State.IN_REVIEW, whose=None):
    document = Document(pk=next(numbers), document_type=document_type, officer=whose)
    return Paper(document, (DocumentVersion(document=document, number=1),), state, TODAY)


states = st.sampled_from(State)


@given(st.lists(states, min_size=1, max_size=4))
def test_one_met_alternative_is_enough_and_none_is_not(given_states):
    kinds = [kind() for _state in given_states]
    rules = [rule(one, one_of="estados") for one in kinds]
    papers = [paper(one, state) for one, state in zip(kinds, given_states, strict=True)]
    tasks = arrange(rules, [], papers, has_board=None)
    (demand,) = tasks.demands
    assert demand.is_met == any(state in MET for state in given_states)
    assert tasks.done == int(demand.is_met)
    assert len(demand.options) == len(kinds)


@given(
    st.integers(min_value=0, max_value=4), st.integers(min_value=0, max_value=4), st.sampled_from([True, False, None])
)
def test_each_representative_and_each_member_of_the_board_identifies_themselves(representatives, members, has_board):
    identification = kind("identification", "identity")
    rules = [rule(identification, each="representative"), rule(identification, each="board_member")]
    people = [officer(number=str(n)) for n in range(representatives)]
    people += [officer(Officer.Post.BOARD_MEMBER, str(100 + n)) for n in range(members)]
    tasks = arrange(rules, people, [], has_board=has_board)
    board = 0 if has_board is False else max(members, 1)
    assert len(tasks.required) == max(representatives, 1) + board
    nobody_yet = [demand for demand in tasks.demands if demand.shown.needs_officer]
    assert len(nobody_yet) == (not representatives) + (has_board is not False and not members)


def test_who_represents_and_sits_on_the_board_identifies_themselves_once_with_one_paper():
    identification = kind("identification", "identity")
    rules = [rule(identification, each="representative"), rule(identification, each="board_member")]
    people = [officer(number="7"), officer(Officer.Post.BOARD_MEMBER, "7")]
    tasks = arrange(rules, people, [paper(identification, whose=people[1])], has_board=True)
    assert len(tasks.required) == tasks.done == 1


@given(st.lists(states, min_size=1, max_size=5))
def test_a_task_of_several_papers_is_as_far_as_the_worst_of_them(given_states):
    one = kind()
    tasks = arrange([rule(one, maximum=9)], [], [paper(one, state) for state in given_states], has_board=None)
    assert tasks.demands[0].state == worst(given_states)
    assert tasks.demands[0].is_met == all(state in MET for state in given_states)


@given(st.lists(st.tuples(states, st.booleans()), min_size=1, max_size=8))
def test_the_next_step_is_what_came_back_before_what_is_missing_and_never_what_waits(drawn):
    kinds = [kind() for _one in drawn]
    rules = [rule(one, required=required) for one, (_state, required) in zip(kinds, drawn, strict=True)]
    papers = [paper(one, state) for one, (state, _required) in zip(kinds, drawn, strict=True) if state != State.MISSING]
    tasks = arrange(rules, [], papers, has_board=None)
    step = tasks.next_step
    came_back = any(state in {State.RETURNED, State.EXPIRED, State.REFUSED} for state, _required in drawn)
    missing = any(state == State.MISSING and required for state, required in drawn)
    assert (step is not None) == (came_back or missing)
    if step and came_back:
        assert step.state in {State.RETURNED, State.EXPIRED, State.REFUSED}


def test_of_two_rules_in_force_the_later_one_counts_and_what_nobody_asks_stays_apart():
    one, old = kind(), kind()
    rules = [rule(one, valid_from=date(2026, 1, 1), maximum=1), rule(one, valid_from=date(2026, 6, 1), maximum=4)]
    tasks = arrange(rules, [], [paper(one), paper(old)], has_board=None)
    assert tasks.demands[0].options[0].rule.maximum == 4
    assert [other.document.document_type for other in tasks.others] == [old]


@pytest.mark.django_db
class TestTheFirstEdition:
    """The rules that the portal starts with."""

    @pytest.mark.parametrize(
        ("person_type", "required"),
        [
            ("natural", {"identification", "statements-certified"}),
            ("natural_no_accounts", {"identification", "no-accounts-statement"}),
            ("legal", {"identification", "existence-certificate", "statements-audited"}),
            ("joint", {"joint-agreement"}),
        ],
        ids=["natural", "natural without accounts", "legal", "joint"],
    )
    def test_each_kind_is_asked_for_its_papers(self, person_type, required):
        supplier = SupplierFactory(person_type=person_type)
        tasks = asked(supplier, TODAY)
        assert {demand.options[0].document_type.slug for demand in tasks.required} == required
        optional = {demand.options[0].document_type.slug for demand in tasks.demands if not demand.required}
        assert {"rut", "rup-certificate", "social-security", "redam", "bank-certificate"} <= optional
        assert {f"{what}-record" for what in ("disciplinary", "fiscal", "judicial")} <= optional

    def test_a_firm_gives_one_of_three_statements_and_a_recent_certificate(self):
        tasks = asked(SupplierFactory(), TODAY)
        statements = next(demand for demand in tasks.demands if demand.has_alternatives)
        assert [option.document_type.slug for option in statements.options] == [
            "statements-audited",
            "statements-certified",
            "statements-opening",
        ]
        assert [option.rule.cut_off_last_year for option in statements.options] == [True, True, False]
        certificate = next(demand for demand in tasks.demands if demand.group == "standing")
        assert certificate.shown.rule.freshness_days == 30

    def test_nothing_is_asked_before_the_rules_began(self):
        tasks = asked(SupplierFactory(), date(2025, 12, 31))
        assert tasks.demands == ()
        assert tasks.next_step is None

    def test_a_rule_that_was_closed_is_asked_until_its_last_day(self):
        rules = DocumentRule.objects.filter(person_type="legal", document_type__slug="existence-certificate")
        rules.update(valid_to=TODAY)
        slugs = {demand.group for demand in asked(SupplierFactory(), TODAY).required}
        after = {demand.group for demand in asked(SupplierFactory(), TODAY + timedelta(days=1)).required}
        assert slugs - after == {"standing"}

    def test_every_rule_has_its_source_and_checks_in_both_languages(self):
        assert all(rule.source and rule.checks and len(rule.checks) == len(rule.checks_en) for rule in _rules())
        assert all(one.name_en and one.help and one.help_en for one in DocumentType.objects.all())
        assert all(reason.text_en and reason.remedy and reason.remedy_en for reason in ReturnReason.objects.all())

    def test_a_change_of_kind_says_what_is_new_what_goes_and_what_stays(self):
        supplier = SupplierFactory(person_type="natural_no_accounts")
        change = difference(supplier, "legal", TODAY)
        assert {rule.document_type.slug for rule in change.newly} == {
            "existence-certificate",
            "statements-audited",
            "statements-certified",
            "statements-opening",
        }
        assert {rule.document_type.slug for rule in change.no_longer} == {"no-accounts-statement"}
        assert "identification" in {rule.document_type.slug for rule in change.kept}
        assert {rule.person_type for rule in change.kept} == {"legal"}

    @pytest.mark.parametrize("rows", [1, 3])
    def test_what_is_asked_costs_the_same_queries_however_much_was_given(self, rows, django_assert_num_queries):
        supplier = SupplierFactory(has_board=False)
        identification = DocumentType.objects.get(slug="identification")
        for _row in range(rows):
            who = OfficerFactory(supplier=supplier)
            document = DocumentFactory(supplier=supplier, document_type=identification, officer=who)
            DocumentVersionFactory(document=document)
        with django_assert_num_queries(5):
            tasks = asked(supplier, TODAY)
        assert tasks.done == rows


def _rules():
    return DocumentRule.objects.all()
