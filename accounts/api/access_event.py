"""Who signed in, failed to, or was denied a page, for programs."""

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import ReadRecords
from accounts.audit.views import PERMISSION
from accounts.models import Access, AccessEvent
from accounts.signin.browsers import browser_name


class Browser(serializers.CharField):
    """What the browser calls itself, in words such as `Firefox on Linux`."""

    from_column = staticmethod(browser_name)


class AccessEventSerializer(RecordSerializer):
    browser = Browser(source="user_agent", read_only=True)

    class Meta:
        model = AccessEvent
        fields = ("id", "kind", "at", "membership", "ip", "browser", "detail")
        read_only_fields = fields


class AccessEventFilters(Filters):
    kind = filtering.choices(Access)
    membership = filtering.key()
    ip = filtering.address()
    at_from = filtering.from_midnight("at")
    at_to = filtering.to_midnight("at")


class AccessEventViewSet(ReadRecords):
    """Sign-ins, failed ones and denied pages; `membership` is null for somebody unknown."""

    serializer_class = AccessEventSerializer
    filterset_class = AccessEventFilters
    ordering = "-at"

    def permission_of(self, method: str) -> str:
        return PERMISSION
