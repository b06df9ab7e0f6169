"""Engagements with their contracts, teams and documents; service levels, results and credits."""

from sourcing.models.credit_scheme import CreditScheme, SchemeKind
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
from sourcing.models.exclusion import Exclusion, ExclusionState
from sourcing.models.file_import import Import, ImportLine
from sourcing.models.inbound_webhook import InboundWebhook, WebhookMessage
from sourcing.models.measurement import DailyTally, DirtyDay, Measurement
from sourcing.models.period_result import PeriodResult, ResultState, VendorReport
from sourcing.models.raci import Duty, RaciEntry
from sourcing.models.review_pack import ReviewPack
from sourcing.models.service_credit import CreditMove, CreditState, ServiceCredit
from sourcing.models.service_level import LevelDefinition, ServiceLevel
from sourcing.models.work_item import ClockEvent, IncidentLink, ItemReading, WorkItem

__all__ = [
    "ClockEvent",
    "Commitment",
    "CreditMove",
    "CreditScheme",
    "CreditState",
    "Criticality",
    "DailyTally",
    "DataClassification",
    "DeclaredModel",
    "DeliveryTeam",
    "DirtyDay",
    "DiscardedFile",
    "Document",
    "DocumentReader",
    "DocumentVersion",
    "Duty",
    "Engagement",
    "EngagementContract",
    "Exclusion",
    "ExclusionState",
    "Import",
    "ImportLine",
    "InboundWebhook",
    "IncidentLink",
    "ItemReading",
    "LevelDefinition",
    "Measurement",
    "OperatingModel",
    "PeriodResult",
    "RaciEntry",
    "ResultState",
    "ReviewPack",
    "SchemeKind",
    "ServiceCredit",
    "ServiceLevel",
    "VendorReport",
    "WebhookMessage",
    "WorkItem",
    "WorkingMode",
]
