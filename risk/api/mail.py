"""Which findings were told to whom, and the mails that carried them, for programs.

What a mail says is left out: it holds links that act for its recipient.
"""

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import ReadRecords
from accounts.models import MailState
from risk.api.severity import SeverityWord, is_severity
from risk.models import Alert, Delivery
from risk.models.alert import Stage


class AlertSerializer(RecordSerializer):
    severity = SeverityWord(read_only=True)
    finding_title = serializers.CharField(source="finding.title", read_only=True)

    class Meta:
        model = Alert
        fields = (
            "id",
            "finding",
            "finding_title",
            "episode",
            "stage",
            "severity",
            "recipient",
            "channel",
            "created_at",
            "delivery",
            "dropped_at",
        )
        read_only_fields = fields


class AlertFilters(Filters):
    finding = filtering.key()
    recipient = filtering.key()
    delivery = filtering.key()
    stage = filtering.choices(Stage)
    severity = is_severity()


class AlertViewSet(ReadRecords):
    """One finding for one person."""

    serializer_class = AlertSerializer
    filterset_class = AlertFilters
    ordering = "-created_at"


class DeliverySerializer(RecordSerializer):
    class Meta:
        model = Delivery
        fields = (
            "id",
            "recipient",
            "channel",
            "window",
            "subject",
            "message_id",
            "state",
            "created_at",
            "next_attempt_at",
            "attempts",
            "sent_at",
            "last_error",
        )
        read_only_fields = fields


class DeliveryFilters(Filters):
    recipient = filtering.key()
    state = filtering.choices(MailState)


class DeliveryViewSet(ReadRecords):
    """One mail to one person."""

    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilters
    ordering = "-created_at"
    orderings = ("sent_at", "next_attempt_at")
