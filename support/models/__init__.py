"""Related systems, requests for help, and the state of the service."""

from support.models.status import Component, Fault, Incident, IncidentUpdate, Outage, Pulse, StatusSubscription
from support.models.system import Period, RelatedSystem
from support.models.ticket import OF_DATA, AnswerTemplate, Kind, State, Ticket, TicketFile, TicketMessage

__all__ = [
    "OF_DATA",
    "AnswerTemplate",
    "Component",
    "Fault",
    "Incident",
    "IncidentUpdate",
    "Kind",
    "Outage",
    "Period",
    "Pulse",
    "RelatedSystem",
    "State",
    "StatusSubscription",
    "Ticket",
    "TicketFile",
    "TicketMessage",
]
