"""The five indicators: pure rules, for any figures."""

from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.indicator_rows import rows
from onboarding.indicators import WHOLE, Indicator, Key, Part, Remark, by_participation, indicators


@dataclass
class Books:
    """Figures that come out even, unless a test says others."""

    current_assets: Decimal = Decimal(1_200_000_000)
    total_assets: Decimal = Decimal(2_000_000_000)
    current_liabilities: Decimal = Decimal(800_000_000)
    total_liabilities: Decimal = Decimal(1_000_000_000)
    equity: Decimal = Decimal(1_000_000_000)
    operating_profit: Decimal = Decimal(300_000_000)
    interest_expense: Decimal = Decimal(100_000_000)


ANY = st.decimals(min_value=-(10**17), max_value=10**17, places=2)
ANY_BOOKS = st.builds(Books, *[ANY] * 7)


def by_key(books: Books) -> dict[Key, Indicator]:
    return {one.key: one for one in indicators(books)}


def test_the_indicators_are_those_of_the_decree_in_its_order():
    assert [(one.key.value, one.shown) for one in indicators(Books())] == [
        ("liquidity", Decimal("1.50")),
        ("indebtedness", Decimal("50.00")),
        ("interest_cover", Decimal("3.00")),
        ("return_on_equity", Decimal("30.00")),
        ("return_on_assets", Decimal("15.00")),
    ]


def test_the_formula_is_shown_with_the_figures_in_it():
    liquidity, indebtedness, *_rest = rows(indicators(Books()))
    assert (liquidity.figures, liquidity.result) == ("1.200.000.000 / 800.000.000", "1,50")
    assert indebtedness.result == "50,00\u00a0%"
    assert str(liquidity.formula) == "activo corriente / pasivo corriente"


@pytest.mark.parametrize(
    ("key", "figures", "remark", "words"),
    [
        (Key.LIQUIDITY, {"current_liabilities": 0}, Remark.NO_CURRENT_LIABILITIES, "cumple cualquier mínimo"),
        (Key.INTEREST_COVER, {"interest_expense": 0}, Remark.NO_INTEREST, "cumple cualquier mínimo"),
        (Key.INDEBTEDNESS, {"total_assets": 0}, Remark.NO_ASSETS, "Sin activos"),
        (Key.RETURN_ON_ASSETS, {"total_assets": 0}, Remark.NO_ASSETS, "Sin activos"),
        (Key.RETURN_ON_EQUITY, {"equity": 0}, Remark.NO_EQUITY, "patrimonio cero"),
    ],
    ids=["no current liabilities", "no interest", "no assets", "no assets twice", "no equity"],
)
def test_a_zero_below_the_line_is_explained_and_never_divides(key, figures, remark, words):
    books = replace(Books(), **{name: Decimal(value) for name, value in figures.items()})
    found = by_key(books)[key]
    assert (found.value, found.shown, found.remark) == (None, None, remark)
    shown = next(row for row, one in zip(rows(indicators(books)), indicators(books), strict=True) if one.key == key)
    assert shown.result == "indefinido"
    assert words in str(shown.remark)


def test_no_interest_after_a_loss_does_not_pass_by_itself():
    books = replace(Books(), interest_expense=Decimal(0), operating_profit=Decimal(-1))
    assert by_key(books)[Key.INTEREST_COVER].remark == Remark.NO_INTEREST_AND_LOSS
    assert "cumple cualquier mínimo" not in str(rows(indicators(books))[2].remark)


def test_a_return_on_negative_equity_is_shown_and_warned_about():
    found = by_key(replace(Books(), equity=Decimal(-100), operating_profit=Decimal(-50)))[Key.RETURN_ON_EQUITY]
    assert (found.shown, found.remark) == (Decimal("50.00"), Remark.NEGATIVE_EQUITY)


def test_a_loss_is_said():
    found = by_key(replace(Books(), operating_profit=Decimal(-50)))
    assert {key for key, one in found.items() if one.remark == Remark.LOSS} == {
        *(Key.INTEREST_COVER, Key.RETURN_ON_EQUITY, Key.RETURN_ON_ASSETS)
    }


def test_results_are_rounded_half_up_and_only_when_shown():
    found = by_key(replace(Books(), current_assets=Decimal("1.005"), current_liabilities=Decimal(1)))[Key.LIQUIDITY]
    assert (found.value, found.shown) == (Decimal("1.005"), Decimal("1.01"))


@given(ANY_BOOKS)
def test_no_figures_raise_and_each_result_is_a_number_or_explained(books):
    for one, row in zip(indicators(books), rows(indicators(books)), strict=True):
        assert (one.value is None) == (one.below == 0)
        assert row.remark if one.value is None else row.result


@given(ANY_BOOKS, st.integers(min_value=1, max_value=10**6))
def test_books_in_thousands_give_the_same_ratios(books, scale):
    scaled = Books(*[getattr(books, name) * scale for name in Books.__dataclass_fields__])
    assert [one.shown for one in indicators(scaled)] == [one.shown for one in indicators(books)]


@given(ANY, st.decimals(min_value=Decimal("0.01"), max_value=10**17, places=2))
def test_what_is_owed_and_what_is_owned_make_the_whole(liabilities, assets):
    books = replace(Books(), total_assets=assets, total_liabilities=liabilities, equity=assets - liabilities)
    owed = by_key(books)[Key.INDEBTEDNESS].value
    assert owed is not None
    assert abs(owed + books.equity / assets - 1) < Decimal("1e-20") * (1 + abs(owed))


@given(ANY, st.lists(st.integers(min_value=1, max_value=99), min_size=1, max_size=5))
def test_equal_members_are_together_what_each_is(value, weights):
    total = Decimal(sum(weights))
    parts = [Part(value, WHOLE * weight / total) for weight in weights]
    together = by_participation(parts)
    assert together is not None
    assert abs(together - value) <= abs(value) * Decimal("1e-25")


def test_an_undefined_member_leaves_the_sum_undefined():
    assert by_participation([Part(Decimal(1), Decimal(60)), Part(None, Decimal(40))]) is None
    assert by_participation([Part(Decimal("1.5"), Decimal(60)), Part(Decimal(2), Decimal(40))]) == Decimal("1.7")
