from procurement.models.entity import Entity, EntityMembership, EntityRole
from procurement.models.imports import ImportRun
from procurement.models.process import Award, Decision, Modality, Process, Source

__all__ = [
    "Award",
    "Decision",
    "Entity",
    "EntityMembership",
    "EntityRole",
    "ImportRun",
    "Modality",
    "Process",
    "Source",
]
