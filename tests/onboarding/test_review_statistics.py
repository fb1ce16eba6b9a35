"""Review by day: the figures, the chart and the table behind it."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from accounts.models import Authenticator
from onboarding.models import DocumentVersion, Review
from onboarding.queries.review import statistics
from onboarding.queries.review.statistics import DayFigures
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.reviewing import QUEUE, another_reviewer, waiting

pytestmark = pytest.mark.django_db

PAGE = f"{QUEUE}estadisticas/"
NOW = datetime(2026, 11, 24, 20, tzinfo=UTC)


def decided(at: datetime, *, approved: bool = True, after: timedelta = timedelta(hours=2)) -> DocumentVersion:
    """One that was decided at that moment, so long after its upload."""
    version = waiting()
    DocumentVersion.objects.filter(pk=version.pk).update(
        uploaded_at=at - after, ready_at=at - after, decided_at=at, approved=approved
    )
    Review.objects.create(version=version, reviewer=another_reviewer(), approved=approved, words="No.", at=at)
    return version


def test_each_day_has_its_decisions_what_went_back_and_the_median_wait():
    for hours, approved in ((1, True), (3, False), (8, True)):
        decided(NOW - timedelta(hours=1), approved=approved, after=timedelta(hours=hours))
    decided(NOW - timedelta(days=1))
    figures: list[DayFigures] = statistics.by_day(days=7, at=NOW)
    assert [one.day for one in figures] == [date(2026, 11, 18) + timedelta(days=number) for number in range(7)]
    assert figures[-1] == (date(2026, 11, 24), 3, 1, timedelta(hours=3))
    assert [one.returned_share for one in figures[-2:]] == ["0\u00a0%", "33\u00a0%"]
    assert [one.decided for one in figures] == [0, 0, 0, 0, 0, 1, 3]
    assert figures[0].waited is None


def test_a_day_is_one_in_colombia():
    decided(datetime(2026, 11, 24, 3, tzinfo=UTC))  # still the 23rd in Bogotá
    figures = statistics.by_day(days=7, at=NOW)
    assert [one.day.day for one in figures if one.decided] == [23]


def test_the_first_of_two_opinions_is_not_a_decision():
    version = decided(NOW)
    earlier = NOW - timedelta(hours=1)
    Review.objects.create(version=version, reviewer=another_reviewer(), approved=True, at=earlier)
    assert statistics.by_day(days=7, at=NOW)[-1].decided == 1


def test_the_bars_keep_the_proportions_of_the_figures():
    figures = [DayFigures(date(2026, 11, day), day, day // 2, None) for day in (2, 4, 8)]
    chart = statistics.chart(figures)
    heights = [bar.good_height + bar.bad_height for bar in chart.bars]
    assert heights == pytest.approx([heights[2] / 4, heights[2] / 2, heights[2]], abs=0.2)
    assert all(bar.bad_height == pytest.approx(bar.good_height, abs=0.2) for bar in chart.bars)
    assert chart.bars[0].x + chart.bars[0].width < chart.bars[1].x
    assert chart.description == "14 documentos decididos y 7 devueltos en 3 días."
    assert chart.lines[0].label == "0"
    assert int(chart.lines[-1].label) >= 8


@pytest.mark.parametrize(("most", "top"), [(0, 2), (3, 4), (11, 20), (101, 200), (2345, 3000)])
def test_the_scale_ends_above_the_highest_bar(most, top):
    chart = statistics.chart([DayFigures(date(2026, 11, 2), most, 0, None)])
    assert int(chart.lines[-1].label.replace(".", "")) == top
    assert chart.bars[0].good_y >= 0


def test_the_page_has_a_drawing_with_its_words_and_the_table_behind_it(as_reviewer):
    decided(datetime.now(tz=UTC), approved=False)
    page = as_reviewer.get(PAGE).content.decode()
    drawing = re.search(r"<svg class=\"chart__drawing\".*?</svg>", page, re.DOTALL)
    assert drawing
    tree = etree.fromstring(drawing.group())
    assert tree.findtext("title") == "Documentos decididos por día"
    assert tree.findtext("desc") == "1 documento decidido y 1 devuelto en 30 días."
    assert len(tree.findall("rect[@class='chart__returned']")) == 30
    assert "100\u00a0%" in page
    assert page.count("<tr") == 31


@pytest.mark.parametrize(("wanted", "days"), [("7", 7), ("90", 90), ("x", 30), ("1000", 30)])
def test_the_span_of_days_is_in_the_address(as_reviewer, wanted, days):
    assert as_reviewer.get(f"{PAGE}?dias={wanted}").context["days"] == days


def test_days_without_decisions_say_so(as_reviewer):
    assert "En estos días no se decidió ningún documento" in as_reviewer.get(PAGE).content.decode()


def test_administrators_read_the_figures_too(client):
    staff = UserFactory(is_staff=True)
    AuthenticatorFactory(user=staff)
    sign_in(client, staff, Authenticator.objects.get(user=staff))
    page = client.get(PAGE)
    assert page.status_code == 200
    assert f'href="{QUEUE}"' not in page.content.decode().split("</main>")[0].split("<main")[0]


def test_the_figures_cost_the_same_queries_however_many_decisions(as_reviewer, django_assert_num_queries):
    decided(datetime.now(tz=UTC))
    as_reviewer.get(PAGE)
    for _again in range(2):
        with django_assert_num_queries(5):
            as_reviewer.get(PAGE)
        decided(datetime.now(tz=UTC))
        decided(datetime.now(tz=UTC) - timedelta(days=3))
