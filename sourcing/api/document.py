"""Documents, their versions and their bytes, for programs."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import filtering
from accounts.api.errors import refuse_field
from accounts.api.fields import Choice, Day, Key, Text
from accounts.api.filtering import Filters
from accounts.api.parsing import StrictJSONParser
from accounts.api.reading import Row
from accounts.api.serializers import (
    MemberKey,
    RecordSerializer,
    StrictSerializer,
    values_of_form,
)
from accounts.api.viewsets import ReadRecords
from accounts.models import Role
from sourcing.document_types import TYPES, TypeRefused
from sourcing.downloads import as_attachment
from sourcing.models import Document, DocumentVersion, Engagement
from sourcing.models.document import SUBJECTS, Audience, Kind
from sourcing.services.documents import (
    DocumentRefused,
    Readers,
    add_version,
    upload_document,
)
from sourcing.uploads import FIELD, refused_size
from vendors.models import Contract, Vendor


class VersionLine(serializers.Serializer):
    """One file of the document; the highest number counts."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    scan_state = serializers.CharField()
    uploaded_at = serializers.DateTimeField()


@extend_schema_field(VersionLine(many=True))
class Versions(serializers.Field):
    """Filled in by the endpoint."""


class DocumentSerializer(RecordSerializer):
    versions = Versions(read_only=True)

    class Meta:
        model = Document
        fields = (
            "id",
            "title",
            "kind",
            "contract",
            "vendor",
            "engagement",
            "valid_from",
            "valid_until",
            "audience",
            "newest",
            "versions",
        )
        read_only_fields = fields


class VersionUpload(StrictSerializer):
    """A file, and the days that replace those of the document."""

    document_file = serializers.FileField()
    note = Text(required=False, allow_blank=True, max_length=500)
    valid_from = Day(required=False)
    valid_until = Day(required=False)


class DocumentUpload(VersionUpload):
    """A file and what is said about it; exactly one of contract, vendor and engagement."""

    title = Text(required=False, allow_blank=True, max_length=200)
    kind = Choice(choices=Kind.choices, required=False)
    contract = Key(queryset=Contract.objects.all(), required=False)
    vendor = Key(queryset=Vendor.objects.all(), required=False)
    engagement = Key(queryset=Engagement.objects.all(), required=False)
    audience = Choice(choices=Audience.choices, required=False)
    roles = serializers.ListField(child=Choice(choices=Role.choices), required=False)
    members = serializers.ListField(child=MemberKey(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in SUBJECTS if attrs.get(name) is not None]
        if len(named) != 1:
            raise refuse_field(
                named[1] if named else "contract",
                "A document is about exactly one thing: a contract, a vendor or an engagement.",
            )
        attrs["subject"] = attrs[named[0]]
        return attrs


class DocumentFilters(Filters):
    kind = filtering.choices(Kind)
    contract = filtering.key()
    vendor = filtering.key()
    engagement = filtering.key()
    valid_until_from = filtering.from_day("valid_until")
    valid_until_to = filtering.to_day("valid_until")


_FILES = [(200, media_type) for media_type in sorted({t.media_type for t in TYPES.values()})]


class DocumentViewSet(ReadRecords):
    """Papers kept about contracts, vendors and engagements; only those the caller may see."""

    serializer_class = DocumentSerializer
    filterset_class = DocumentFilters
    search_columns = ("title",)
    ordering = "title"
    orderings = ("valid_until",)
    added = ("versions",)
    parser_classes = (MultiPartParser, StrictJSONParser)
    action_permissions: ClassVar[dict[str, str]] = {
        "versions": "sourcing.change_document",
        "download": "sourcing.view_document",
    }

    def get_queryset(self) -> Any:
        documents: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return documents
        return documents.visible_to(self.member)

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            row["versions"] = []
        columns = ("number", "name", "media_type", "size", "sha256", "scan_state", "uploaded_at")
        found = DocumentVersion.objects.filter(document__in=by_id).order_by("-number")
        for version in found.values("document_id", *columns):
            by_id[version.pop("document_id")]["versions"].append(version)

    @extend_schema(request={"multipart/form-data": DocumentUpload}, responses=DocumentSerializer)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keeps a file as a new document's first version."""
        said = self._uploaded(request, DocumentUpload)
        try:
            document = upload_document(
                subject=said["subject"],
                file=said[FIELD],
                name=said[FIELD].name,
                title=said.get("title", ""),
                kind=Kind(said.get("kind", Kind.OTHER)),
                valid_from=said.get("valid_from"),
                valid_until=said.get("valid_until"),
                note=said.get("note", ""),
                readers=Readers(
                    Audience(said.get("audience", Audience.EVERYONE)),
                    frozenset(said.get("roles", ())),
                    frozenset(said.get("members", ())),
                ),
                actor=self.member,
                now=timezone.now(),
            )
        except TypeRefused as refusal:
            raise refuse_field(FIELD, str(refusal)) from refusal
        except DocumentRefused as refusal:
            raise refuse_field("audience", str(refusal)) from refusal
        return self._answer(document, status.HTTP_201_CREATED)

    @extend_schema(request={"multipart/form-data": VersionUpload}, responses=DocumentSerializer)
    @action(detail=True, methods=["post"])
    def versions(self, request: Request, id: str) -> Response:
        """Adds a version that supersedes the others, which stay."""
        document = self.get_queryset().filter(pk=self.key).first()
        if document is None:
            raise Http404
        said = self._uploaded(request, VersionUpload)
        try:
            add_version(
                document=document,
                file=said[FIELD],
                name=said[FIELD].name,
                note=said.get("note", ""),
                valid_from=said.get("valid_from"),
                valid_until=said.get("valid_until"),
                actor=self.member,
                now=timezone.now(),
            )
        except (TypeRefused, DocumentRefused) as refusal:
            raise refuse_field(FIELD, str(refusal)) from refusal
        return self._answer(document, status.HTTP_200_OK)

    @extend_schema(responses=dict.fromkeys(_FILES, OpenApiTypes.BINARY))
    @action(detail=True, methods=["get"], url_path=r"versions/(?P<number>[0-9]{1,9})")
    def download(self, request: Request, id: str, number: str) -> HttpResponseBase:
        """The bytes of a version, as an attachment."""
        document = self.get_queryset().filter(pk=self.key).first()
        version = document.versions.filter(number=int(number)).first() if document else None
        if version is None:
            raise Http404
        return as_attachment(version)

    def _uploaded(self, request: Request, form: type[serializers.Serializer]) -> dict[str, Any]:
        body = request.data
        if words := refused_size(request._request):
            raise refuse_field(FIELD, words)
        given = form(data=values_of_form(body, form), context={"request": request})
        given.is_valid(raise_exception=True)
        said: dict[str, Any] = given.validated_data
        return said

    def _answer(self, document: Document, code: int) -> Response:
        answer = Response(self.read_one(document.pk), status=code)
        if code == status.HTTP_201_CREATED:
            answer["Location"] = f"{self.request.path}{document.pk}/"
        return answer
