"""Engagements: who does which work, under which contracts, with which teams; and documents."""

from sourcing.models.document import (
    DiscardedFile,
    Document,
    DocumentReader,
    DocumentVersion,
)
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
from sourcing.models.file_import import Import, ImportLine
from sourcing.models.raci import Duty, RaciEntry

__all__ = [
    "Commitment",
    "Criticality",
    "DataClassification",
    "DeclaredModel",
    "DeliveryTeam",
    "DiscardedFile",
    "Document",
    "DocumentReader",
    "DocumentVersion",
    "Duty",
    "Engagement",
    "EngagementContract",
    "Import",
    "ImportLine",
    "OperatingModel",
    "RaciEntry",
    "WorkingMode",
]
