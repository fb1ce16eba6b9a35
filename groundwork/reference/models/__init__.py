from groundwork.reference.models.commodity import Commodity
from groundwork.reference.models.parameter import Parameter
from groundwork.reference.models.place import Department, Municipality, PlaceAlias
from groundwork.reference.models.revision import Revision

__all__ = ["Commodity", "Department", "Municipality", "Parameter", "PlaceAlias", "Revision"]
