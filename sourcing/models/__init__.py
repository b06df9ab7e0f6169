"""Engagements: who does which work, under which contracts, with which teams."""

from sourcing.models.engagement import (
    Commitment,
    Criticality,
    DataClassification,
    DeclaredModel,
    DeliveryTeam,
    Engagement,
    EngagementContract,
    OperatingModel,
    WorkingMode,
)
from sourcing.models.raci import Duty, RaciEntry

__all__ = [
    "Commitment",
    "Criticality",
    "DataClassification",
    "DeclaredModel",
    "DeliveryTeam",
    "Duty",
    "Engagement",
    "EngagementContract",
    "OperatingModel",
    "RaciEntry",
    "WorkingMode",
]
