import json
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command

from groundwork.reference import codes, editions
from groundwork.reference.models import Commodity, Department, Municipality, Parameter, Revision
from groundwork.reference.queries.parameters import UnknownParameterError, parameter

pytestmark = pytest.mark.django_db


def load(capsys) -> dict[str, Any]:
    call_command("load_reference")
    counts: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return counts


def test_the_built_in_data_loads_whole_and_twice_changes_nothing(capsys):
    first = load(capsys)
    stamps = set(Revision.objects.values_list("stamp", flat=True))
    assert first["commodities"] > 52_000
    assert (first["departments"], first["municipalities"]) == (33, 1122)
    levels = Counter(Commodity.objects.values_list("level", flat=True))
    assert levels[Commodity.Level.SEGMENT] == 57
    assert levels[Commodity.Level.FAMILY] > 400
    assert Commodity.objects.get(code="80111600").parent_id == "80110000"
    assert load(capsys) == first
    assert set(Revision.objects.values_list("stamp", flat=True)) == stamps


def test_the_levels_in_the_database_are_those_that_the_codes_say(capsys):
    load(capsys)
    sample = Commodity.objects.filter(code__endswith="00")
    assert all(heading.level == codes.level_of(heading.code) for heading in sample)
    assert all(heading.parent_id == codes.parent_of(heading.code) for heading in sample)


def test_a_figure_that_an_administrator_changed_stays(capsys):
    load(capsys)
    Parameter.objects.filter(key="smmlv", valid_from=date(2026, 1, 1)).update(value=1)
    load(capsys)
    assert parameter("smmlv", on=date(2026, 6, 1)) == 1


def test_figures_are_those_of_the_day(capsys):
    load(capsys)
    assert parameter("smmlv", on=date(2026, 1, 1)) == Decimal(1_750_905)
    assert parameter("smmlv", on=date(2025, 12, 31)) == Decimal(1_423_500)
    assert parameter("mipyme_umbral", on=date(2026, 1, 1)) == Decimal(125_000)


@pytest.mark.parametrize(
    ("budget", "ceiling"),
    [(0, 280), (119_999, 280), (120_000, 450), (400_000, 650), (850_000, 850), (1_200_000, 1000), (9_000_000, 1000)],
)
def test_the_ceiling_of_menor_cuantia_goes_by_the_budget(budget, ceiling, capsys):
    load(capsys)
    assert parameter("menor_cuantia", on=date(2026, 1, 1), amount=budget) == ceiling


def test_a_figure_that_is_not_known_is_said_by_name_and_day(capsys):
    load(capsys)
    with pytest.raises(UnknownParameterError, match=r"'smmlv' .* 1990-01-01"):
        parameter("smmlv", on=date(1990, 1, 1))
    with pytest.raises(LookupError, match="salario_maximo"):
        parameter("salario_maximo", on=date(2026, 1, 1))


def test_every_place_sorts_without_its_accents(capsys):
    load(capsys)
    names = list(Municipality.objects.filter(department="54").values_list("name", flat=True))
    assert names[0] == "Ábrego"
    assert Department.objects.get(code="15").sort_name == "boyaca"


def test_the_shipped_figures_have_units_that_the_model_knows():
    assert {row.unit for row in editions.built_in_parameters()} <= set(Parameter.Unit.values)
