"""Invitations into the organization, for programs. The link in a letter is never told."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import Contradicts, Refused
from accounts.api.fields import Choice, Whole
from accounts.api.filtering import Filters
from accounts.api.reading import Row
from accounts.api.serializers import NothingMore, RecordSerializer, StrictSerializer
from accounts.api.viewsets import CreateRecords
from accounts.models import Invitation, InvitationState, Role
from accounts.models.invitation import MOST_DAYS, USUAL_DAYS
from accounts.services.invitations import InvitationRefused, invite, invite_again, revoke


class InvitationSerializer(RecordSerializer):
    state = serializers.ChoiceField(choices=InvitationState.choices, read_only=True)

    class Meta:
        model = Invitation
        fields = (
            "id",
            "email",
            "role",
            "state",
            "invited_by",
            "valid_days",
            "created_at",
            "sent_at",
            "expires_at",
            "accepted_at",
            "accepted_by",
            "revoked_at",
        )
        read_only_fields = fields


class NewInvitation(StrictSerializer):
    """Whom to invite; a letter goes out."""

    email = serializers.EmailField(max_length=254)
    role = Choice(choices=Role.choices)
    valid_days = Whole(min_value=1, max_value=MOST_DAYS, default=USUAL_DAYS)


class InvitationFilters(Filters):
    role = filtering.choices(Role)
    is_accepted = filtering.truth("accepted_at", "isnull", exclude=True)
    is_revoked = filtering.truth("revoked_at", "isnull", exclude=True)


class InvitationViewSet(CreateRecords):
    """Who has been asked to join, in which role, and whether they have."""

    serializer_class = InvitationSerializer
    filterset_class = InvitationFilters
    search_columns = ("email",)
    ordering = "-created_at"
    orderings = ("sent_at", "expires_at")
    added = ("state",)
    action_permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("resend", "revoke"), "accounts.add_invitation"
    )

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        now = timezone.now()
        for row in rows:
            stands = Invitation(**{name: row[name] for name in _SETTLING})
            row["state"] = stands.state(now)

    @extend_schema(request=NewInvitation, responses={201: InvitationSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Writes an invitation and its letter."""
        given = NewInvitation(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        try:
            written = invite(
                organization=self.organization,
                actor=self.member,
                email=said["email"],
                role=Role(said["role"]),
                valid_days=said["valid_days"],
                now=timezone.now(),
            )
        except InvitationRefused as refusal:
            raise Contradicts(str(refusal), code="invitation_refused") from refusal
        except ValidationError as refused:
            raise Refused(refused) from refused
        return self.written(written, status.HTTP_201_CREATED)

    @extend_schema(request=NothingMore, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, id: str) -> Response:
        """Sends a new letter; links in earlier ones stop working."""
        return self._decide(invite_again)

    @extend_schema(request=NothingMore, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, id: str) -> Response:
        """Withdraws it; its link says so from now on."""
        return self._decide(revoke)

    def _decide(self, service: Callable[..., Invitation]) -> Response:
        self.read_one(self.key)
        NothingMore(data=self.request.data).is_valid(raise_exception=True)
        try:
            service(organization=self.organization, invitation_id=self.key, now=timezone.now())
        except InvitationRefused as refusal:
            raise Contradicts(str(refusal), code="invitation_refused") from refusal
        return Response(self.read_one(self.key))


#: The columns that a state follows from.
_SETTLING = ("accepted_at", "revoked_at", "expires_at")
