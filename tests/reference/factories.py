from factory.declarations import LazyAttribute, Sequence
from factory.django import DjangoModelFactory

from groundwork.reference import codes
from groundwork.reference.models import Commodity, Department, Municipality
from groundwork.reference.text import words_of


class CommodityFactory(DjangoModelFactory[Commodity]):
    """A heading; give a code, and the ones above it must be there already."""

    class Meta:
        model = Commodity

    code = Sequence(lambda n: f"{10 + n:02d}000000")
    parent_id = LazyAttribute(lambda heading: codes.parent_of(heading.code))
    title = Sequence(lambda n: f"Segmento {n}")
    search_text = LazyAttribute(lambda heading: " ".join(words_of(heading.title)))
    source = "portal"


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department

    code = "05"
    name = "Antioquia"


class MunicipalityFactory(DjangoModelFactory[Municipality]):
    class Meta:
        model = Municipality

    code = "05001"
    name = "Medellín"
    department_id = LazyAttribute(lambda town: town.code[:2])
