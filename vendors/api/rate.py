"""Exchange rates, the organization's own and the European Central Bank's, for programs."""

from typing import Any

from django.http import Http404

from accounts.api import filtering
from accounts.api.fields import CURRENCY_CODES
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import ReadRecords, WriteRecords
from vendors.models import OwnRate, ReferenceRate


class OwnRateSerializer(RecordSerializer):
    class Meta:
        model = OwnRate
        fields = ("id", "base", "quote", "rate", "day", "valid_until", "source")


class OwnRateFilters(Filters):
    pass


class OwnRateViewSet(WriteRecords):
    """The organization's own exchange rates, which win over the European Central Bank's."""

    serializer_class = OwnRateSerializer
    filterset_class = OwnRateFilters
    search_columns = ("base", "quote", "source")
    ordering = "base"
    orderings = ("day",)


class ReferenceRateSerializer(RecordSerializer):
    class Meta:
        model = ReferenceRate
        fields = ("id", "currency", "day", "rate")
        read_only_fields = fields


class ReferenceRateFilters(Filters):
    currency = filtering.one_of(CURRENCY_CODES)
    day_from = filtering.from_day("day")
    day_to = filtering.to_day("day")


class ReferenceRateViewSet(ReadRecords):
    """The European Central Bank's rates: one euro was `rate` units of `currency` on `day`.

    They are the same for every organization.
    """

    serializer_class = ReferenceRateSerializer
    filterset_class = ReferenceRateFilters
    ordering = "-day"

    def get_queryset(self) -> Any:
        """They belong to no organization, so none has to be entered."""
        return ReferenceRate.objects.order_by()

    @property
    def key(self) -> str:
        given: str = self.kwargs[self.lookup_url_kwarg]
        if not (given.isascii() and given.isdigit() and len(given) < 18):
            raise Http404
        return given
