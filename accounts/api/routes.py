"""The addresses of this room's endpoints."""

from accounts.api.access_event import AccessEventViewSet
from accounts.api.export import ExportViewSet
from accounts.api.history import HistoryView, RecordHistoryView
from accounts.api.invitation import InvitationViewSet
from accounts.api.me import MeView
from accounts.api.organization import MemberViewSet, OrganizationView
from accounts.api.views import TenantView
from accounts.api.viewsets import ReadRecords

ROUTES: list[tuple[str, type[ReadRecords]]] = [
    ("members", MemberViewSet),
    ("invitations", InvitationViewSet),
    ("access-events", AccessEventViewSet),
    ("exports", ExportViewSet),
]
#: Endpoints that are one address each.
VIEWS: list[tuple[str, type[TenantView]]] = [
    ("me", MeView),
    ("organization", OrganizationView),
    ("history", HistoryView),
    ("record-history", RecordHistoryView),
]
