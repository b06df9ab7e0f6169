"""The log of scans, and starting one, for programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import Contradicts
from accounts.api.fields import Day
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer, StrictSerializer
from accounts.api.viewsets import ReadRecords
from risk.models import ScanRun
from risk.models.rule import SCAN_BY_HAND
from risk.rules.rule import ParameterRefused
from risk.services.scan import ScanRefused
from risk.services.schedule import run_scan_by_hand


class ScanRunSerializer(RecordSerializer):
    result = serializers.JSONField(read_only=True)

    class Meta:
        model = ScanRun
        fields = ("id", "kind", "window", "started_at", "finished_at", "result")
        read_only_fields = fields


class ScanRunFilters(Filters):
    kind = filtering.text()
    window = filtering.text()


class StartSerializer(StrictSerializer):
    as_of = Day(required=False, help_text="Without it the organization's today.")


class ScanRunViewSet(ReadRecords):
    """Each scan once a day, with what it did."""

    serializer_class = ScanRunSerializer
    filterset_class = ScanRunFilters
    ordering = "-started_at"

    @extend_schema(request=StartSerializer, responses={201: ScanRunSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Scans now; the same day scanned again replaces its entry in the log."""
        given = StartSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        as_of = given.validated_data.get("as_of") or self.today
        try:
            run_scan_by_hand(organization=self.organization, as_of=as_of, now=timezone.now())
        except (ScanRefused, ParameterRefused) as refused:
            raise Contradicts(str(refused), code="scan_refused") from refused
        run = ScanRun.objects.get(kind=SCAN_BY_HAND, window=as_of.isoformat())
        return Response(self.read_one(run.pk), status=status.HTTP_201_CREATED)
