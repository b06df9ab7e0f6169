"""Engagements, documents and imported files, for programs."""

from accounts.api.views import TenantView
from accounts.api.viewsets import ReadRecords
from sourcing.api.document import DocumentViewSet
from sourcing.api.engagement import (
    DeliveryTeamViewSet,
    EngagementContractViewSet,
    EngagementViewSet,
    RaciEntryViewSet,
)
from sourcing.api.file_import import ImportLineViewSet, ImportViewSet
from sourcing.api.measurement import MeasurementsView
from sourcing.api.service_credit import ServiceCreditViewSet
from sourcing.api.work_item import WorkItemViewSet

ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("engagements", EngagementViewSet),
    ("engagement-contracts", EngagementContractViewSet),
    ("delivery-teams", DeliveryTeamViewSet),
    ("raci-entries", RaciEntryViewSet),
    ("service-credits", ServiceCreditViewSet),
    ("work-items", WorkItemViewSet),
    ("documents", DocumentViewSet),
    ("imports", ImportViewSet),
    ("import-lines", ImportLineViewSet),
]
#: Endpoints that are one address each.
VIEWS: list[tuple[str, type[TenantView]]] = [
    ("measurements", MeasurementsView),
]
