"""The addresses of this room's endpoints."""

from accounts.api.me import MeView
from accounts.api.organization import MemberViewSet, OrganizationView
from accounts.api.views import TenantView
from accounts.api.viewsets import ReadRecords

ROUTES: list[tuple[str, type[ReadRecords]]] = [("members", MemberViewSet)]
#: Endpoints that are one address each.
VIEWS: list[tuple[str, type[TenantView]]] = [("me", MeView), ("organization", OrganizationView)]
