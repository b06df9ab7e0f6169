"""The organization's settings and its members, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import organization_of
from accounts.api import filtering
from accounts.api.etags import is_known, refuse_unless_unchanged, set_etag
from accounts.api.filtering import Filters
from accounts.api.reading import Row, shape_of
from accounts.api.serializers import RecordSerializer
from accounts.api.views import TenantView
from accounts.api.viewsets import ReadRecords, check
from accounts.models import Membership, Organization, Role


class OrganizationSerializer(RecordSerializer):
    class Meta:
        model = Organization
        fields = (
            "slug",
            "name",
            "home_country",
            "home_time_zone",
            "reporting_currency",
            "fiscal_year_start",
            "nearshore_countries",
            "pinned_today",
        )
        read_only_fields = ("slug", "pinned_today")


class OrganizationView(TenantView):
    """The organization that the caller works in."""

    shows_one_record = True

    def permission_of(self, method: str) -> str:
        action = "view" if method in {"GET", "HEAD"} else "change"
        return f"accounts.{action}_organization"

    @extend_schema(operation_id="organization_retrieve", responses=OrganizationSerializer)
    def get(self, request: Request) -> Response:
        row = self._row()
        answer = Response(row)
        set_etag(answer, row)
        if is_known(request, answer["ETag"]):
            answer = Response(status=304)
            set_etag(answer, row)
        return answer

    @extend_schema(
        operation_id="organization_partial_update",
        request=OrganizationSerializer,
        responses=OrganizationSerializer,
    )
    def patch(self, request: Request) -> Response:
        organization = Organization.objects.select_for_update().get(pk=self.organization.pk)
        refuse_unless_unchanged(request, self._row())
        serializer = OrganizationSerializer(
            organization, data=request.data, partial=True, context={"request": request}
        )
        serializer.is_valid(raise_exception=True)
        for name, value in serializer.validated_data.items():
            setattr(organization, name, value)
        check(organization)
        organization.save()
        row = self._row()
        answer = Response(row)
        set_etag(answer, row)
        return answer

    def _row(self) -> Row:
        own = Organization.objects.filter(pk=self.organization.pk)
        rows, _ = shape_of(OrganizationSerializer, ()).read(own)
        return rows[0]


class MemberSerializer(RecordSerializer):
    full_name = serializers.CharField(source="user.full_name", read_only=True)
    email = serializers.CharField(source="user.email", read_only=True)

    class Meta:
        model = Membership
        fields = ("id", "full_name", "email", "role", "is_active", "created_at")
        read_only_fields = fields


class MemberFilters(Filters):
    role = filtering.choices(Role)
    is_active = filtering.truth()


class MemberViewSet(ReadRecords):
    """Who works in the organization, in which role."""

    serializer_class = MemberSerializer
    filterset_class = MemberFilters
    ordering = "created_at"

    def get_queryset(self) -> Any:
        """Memberships have no row-level security: the organization is named."""
        if getattr(self, "swagger_fake_view", False):
            return Membership.objects.none()
        organization = organization_of(self.request._request)
        return Membership.objects.filter(organization=organization).order_by()
