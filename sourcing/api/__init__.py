"""Engagements and documents, for programs."""

from accounts.api.viewsets import ReadRecords
from sourcing.api.document import DocumentViewSet
from sourcing.api.engagement import (
    DeliveryTeamViewSet,
    EngagementContractViewSet,
    EngagementViewSet,
    RaciEntryViewSet,
)

ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("engagements", EngagementViewSet),
    ("engagement-contracts", EngagementContractViewSet),
    ("delivery-teams", DeliveryTeamViewSet),
    ("raci-entries", RaciEntryViewSet),
    ("documents", DocumentViewSet),
]
