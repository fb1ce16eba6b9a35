"""The facts of a supplier by groups: which are there, and which are still to be said."""

from dataclasses import dataclass

from onboarding.models import PersonType, Supplier


@dataclass(frozen=True, slots=True)
class Part:
    """One group of facts: the name of its page, and whether nothing is missing in it."""

    key: str
    page: str
    is_complete: bool


def parts(supplier: Supplier) -> list[Part]:
    """The groups that its kind of person has, in the order in which they are asked. Reads nothing."""
    identified = bool(supplier.nit or supplier.identity_number)
    reached = bool(supplier.municipality_id and supplier.address and supplier.email and supplier.phone)
    offers = bool(supplier.about or supplier.offers)
    if supplier.is_natural:
        identified = bool(supplier.identity_number)
    found = [Part("identity", "data_identity", identified)]
    if supplier.person_type == PersonType.JOINT:
        found = [Part("joint", "data_joint", bool(supplier.joint_kind))]
    found.append(Part("contact", "data_contact", reached))
    if supplier.person_type != PersonType.JOINT:
        found.append(Part("size", "data_size", bool(supplier.size)))
    return [*found, Part("offer", "data_offer", offers)]


def next_part(supplier: Supplier) -> Part | None:
    """The first group in which something is missing."""
    return next((part for part in parts(supplier) if not part.is_complete), None)
