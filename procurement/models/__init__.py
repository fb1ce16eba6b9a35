from procurement.models.entity import STRONG_ROLES, Entity, EntityMembership, EntityRole
from procurement.models.imports import ImportRun
from procurement.models.process import Award, Decision, Modality, Process, ProcessChange, Source
from procurement.models.team import EntityInvitation

__all__ = [
    "STRONG_ROLES",
    "Award",
    "Decision",
    "Entity",
    "EntityInvitation",
    "EntityMembership",
    "EntityRole",
    "ImportRun",
    "Modality",
    "Process",
    "ProcessChange",
    "Source",
]
