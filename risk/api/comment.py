"""Comments and whom they mention, for programs."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import refuse_field
from accounts.api.fields import Key, Text
from accounts.api.filtering import Filters
from accounts.api.reading import Row
from accounts.api.serializers import MemberKey, RecordSerializer, StrictSerializer
from accounts.api.viewsets import CreateRecords
from risk.models import Comment, Finding, Mention
from risk.models.comment import COMMENT_SUBJECTS, LONGEST_COMMENT
from risk.services.comments import CommentRefused, write_comment
from sourcing.models import Engagement
from vendors.models import Contract


@extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
class Mentions(serializers.Field):
    """Filled in by the endpoint."""


class CommentSerializer(RecordSerializer):
    mentions = Mentions(read_only=True)

    class Meta:
        model = Comment
        fields = (
            "id",
            "finding",
            "contract",
            "engagement",
            "author",
            "text",
            "created_at",
            "edited_at",
            "removed_at",
            "mentions",
        )
        read_only_fields = fields


class NewComment(StrictSerializer):
    """Exactly one of finding, contract and engagement."""

    finding = Key(queryset=Finding.objects.all(), required=False)
    contract = Key(queryset=Contract.objects.all(), required=False)
    engagement = Key(queryset=Engagement.objects.all(), required=False)
    text = Text(max_length=LONGEST_COMMENT)
    mentions = serializers.ListField(child=MemberKey(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in COMMENT_SUBJECTS if attrs.get(name) is not None]
        if len(named) != 1:
            raise refuse_field(
                named[1] if named else "finding",
                "A comment is about exactly one thing: a finding, a contract or an engagement.",
            )
        attrs["subject"] = attrs[named[0]]
        return attrs


class CommentFilters(Filters):
    finding = filtering.key()
    contract = filtering.key()
    engagement = filtering.key()
    author = filtering.key()


class CommentViewSet(CreateRecords):
    """What people say about findings, contracts and engagements. A removed one has no text."""

    serializer_class = CommentSerializer
    filterset_class = CommentFilters
    search_columns = ("text",)
    ordering = "-created_at"
    added = ("mentions",)

    def get_queryset(self) -> Any:
        comments: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return comments
        return comments.visible_to(self.member)

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            row["mentions"] = []
        found = Mention.objects.filter(comment__in=by_id).order_by("pk")
        for comment, member in found.values_list("comment_id", "member_id"):
            by_id[comment]["mentions"].append(member)

    @extend_schema(request=NewComment, responses={201: CommentSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        given = NewComment(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        said = given.validated_data
        try:
            comment = write_comment(
                subject=said["subject"],
                text=said["text"],
                mentions=said.get("mentions", ()),
                actor=self.member,
                now=timezone.now(),
            )
        except CommentRefused as refusal:
            raise refuse_field("mentions", str(refusal)) from refusal
        return self.written(comment, status.HTTP_201_CREATED)
