"""The renewal calendar, and the address under which calendar programs read it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import Amount, Day, Whole
from accounts.api.views import TenantView
from risk import links
from risk.renewals import Evergreen, Renewal, is_late, renewal_calendar
from risk.rules.decide_by import RULE
from risk.selectors.calendar_feeds import live_feed
from risk.selectors.portfolio import read_portfolio
from risk.selectors.rule_values import rule_values
from risk.services.calendar_feeds import issue_feed, revoke_feed
from vendors.deadlines import add_months

USUAL_MONTHS = 6
MOST_MONTHS = 60


class RenewalQuery(serializers.Serializer):
    months = serializers.IntegerField(
        default=USUAL_MONTHS, min_value=1, max_value=MOST_MONTHS, help_text="How far ahead."
    )
    as_of = Day(required=False, help_text="Without it the organization's today.")


class RenewalSerializer(serializers.Serializer):
    contract = serializers.UUIDField()
    number = serializers.CharField()
    vendor = serializers.UUIDField()
    vendor_name = serializers.CharField()
    next_step = serializers.CharField(help_text="What comes next, in words.")
    by = Day()
    is_late = serializers.BooleanField(help_text="Undecided, and the day to decide has passed.")
    decide_by = Day(allow_null=True)
    notice_deadline = Day(allow_null=True)
    last_day = Day(allow_null=True)
    renewal_cost = Amount(
        max_digits=18, decimal_places=2, allow_null=True, help_text="What one renewal would cost."
    )
    currency = serializers.CharField()
    decision = serializers.UUIDField(allow_null=True, help_text="The decision that stands.")


class EvergreenSerializer(serializers.Serializer):
    contract = serializers.UUIDField()
    number = serializers.CharField()
    vendor = serializers.UUIDField()
    vendor_name = serializers.CharField()
    earliest_exit = Day(help_text="The first possible last day, if notice were sent today.")
    decision = serializers.UUIDField(allow_null=True)


class RenewalCalendarSerializer(serializers.Serializer):
    as_of = Day()
    until = Day()
    undecided = Whole()
    late = Whole()
    renewals = RenewalSerializer(many=True)
    evergreen = EvergreenSerializer(many=True)


class RenewalsView(TenantView):
    """Contracts that end, renew or need a decision in the coming months; late ones lead."""

    def permission_of(self, method: str) -> str:
        return "vendors.view_contract"

    def known_parameters(self) -> Iterable[str]:
        return ("months", "as_of")

    @extend_schema(
        operation_id="renewals_retrieve",
        parameters=[RenewalQuery],
        responses=RenewalCalendarSerializer,
    )
    def get(self, request: Request) -> Response:
        query = RenewalQuery(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        as_of = query.validated_data.get("as_of") or self.today
        portfolio = read_portfolio(self.organization, as_of)
        until = add_months(as_of, query.validated_data["months"])
        calendar = renewal_calendar(portfolio, until, rule_values(RULE))
        names = {vendor.id: vendor.legal_name for vendor in portfolio.vendors.values()}
        return Response(
            {
                "as_of": as_of,
                "until": until,
                "undecided": len(calendar.undecided),
                "late": len(calendar.late),
                "renewals": [
                    {**_common(each, names), **_dates(each, is_late(each, as_of))}
                    for each in calendar.renewals
                ],
                "evergreen": [
                    {**_common(each, names), "earliest_exit": each.earliest_exit}
                    for each in calendar.evergreen
                ],
            }
        )


def _common(each: Renewal | Evergreen, names: dict[Any, str]) -> dict[str, Any]:
    contract = each.contract
    return {
        "contract": contract.id,
        "number": contract.number,
        "vendor": contract.vendor_id,
        "vendor_name": names[contract.vendor_id],
        "decision": contract.decision.id if contract.decision else None,
    }


def _dates(renewal: Renewal, late: bool) -> dict[str, Any]:
    return {
        "next_step": str(renewal.step),
        "by": renewal.by,
        "is_late": late,
        "decide_by": renewal.dates.decide_by,
        "notice_deadline": renewal.dates.notice_deadline,
        "last_day": renewal.dates.last_day,
        "renewal_cost": renewal.money,
        "currency": renewal.contract.currency,
    }


class FeedSerializer(serializers.Serializer):
    created_at = serializers.DateTimeField(allow_null=True, help_text="null: there is none.")
    last_read_at = serializers.DateTimeField(allow_null=True)


class NewFeedSerializer(serializers.Serializer):
    address = serializers.URLField(help_text="Shown only now; a former one has ended.")


class CalendarFeedView(TenantView):
    """The caller's own address for calendar programs."""

    #: A kept answer would hold the address, of which only a digest is stored.
    writes_once = False

    def permission_of(self, method: str) -> str:
        return "vendors.view_contract"

    @extend_schema(operation_id="calendar_feed_retrieve", responses=FeedSerializer)
    def get(self, request: Request) -> Response:
        feed = live_feed(self.member)
        if feed is None:
            return Response({"created_at": None, "last_read_at": None})
        return Response({"created_at": feed.created_at, "last_read_at": feed.last_read_at})

    @extend_schema(
        operation_id="calendar_feed_create", request=None, responses={201: NewFeedSerializer}
    )
    def post(self, request: Request) -> Response:
        """Makes a new address."""
        secret = issue_feed(member=self.member, now=timezone.now())
        return Response(
            {"address": links.feed_url(self.member, secret)}, status=status.HTTP_201_CREATED
        )

    @extend_schema(operation_id="calendar_feed_destroy", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Revokes the address."""
        revoke_feed(member=self.member, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
