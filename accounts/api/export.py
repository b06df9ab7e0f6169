"""Lists as files, for programs: asked for, made by a worker, taken by whoever asked."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponseBase, QueryDict
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.access import ROLES_WITHOUT_PAGES
from accounts.api import filtering
from accounts.api.errors import refuse_field
from accounts.api.fields import Choice, Name, Text
from accounts.api.filtering import Filters
from accounts.api.permissions import refuse_unless_granted
from accounts.api.reading import Row
from accounts.api.scopes import within
from accounts.api.serializers import RecordSerializer, StrictSerializer
from accounts.api.viewsets import ReadRecords
from accounts.exporting.files import stored_file
from accounts.exporting.sources import permission_of_source, source_names
from accounts.exporting.writers import CONTENT_TYPES, Format
from accounts.models import ApiToken, Export
from accounts.models.leased_job import JobState
from accounts.services.exports import ask_for_export, downloads

LONGEST_QUERY = 2_000


class ExportSerializer(RecordSerializer):
    download = serializers.URLField(
        read_only=True, allow_null=True, help_text="null until the file is made, and once it goes."
    )

    class Meta:
        model = Export
        fields = (
            "id",
            "source",
            "query",
            "title",
            "format",
            "state",
            "rows_done",
            "rows_total",
            "created_at",
            "finished_at",
            "last_error",
            "file_name",
            "size",
            "expires_at",
            "download",
        )
        read_only_fields = fields


class NewExport(StrictSerializer):
    """A list by its name, such as vendors.contract, with filters as in its page's address."""

    source = Name(source_names)  # type: ignore[assignment]
    query = Text(max_length=LONGEST_QUERY, required=False, allow_blank=True, default="")
    format = Choice(choices=[(form.value, form.value) for form in Format])


class ExportFilters(Filters):
    source = filtering.text()
    state = filtering.choices(JobState)


class ExportViewSet(ReadRecords):
    """The caller's own exports. Roles without pages have none, as there is no list to export."""

    serializer_class = ExportSerializer
    filterset_class = ExportFilters
    ordering = "-created_at"
    added = ("download",)

    def permission_of(self, method: str) -> str | None:
        """None: every role with pages; what may be exported follows from the list."""
        return None

    def check_permissions(self, request: Request) -> None:
        super().check_permissions(request)
        if self.member.role in ROLES_WITHOUT_PAGES:
            raise PermissionDenied(
                f"The role {self.member.get_role_display()} opens no lists, so it exports none."
            )

    def get_queryset(self) -> Any:
        """Own ones; for a token those whose list its scopes cover."""
        exports: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return exports
        own = exports.filter(requested_by=self.member)
        token = self.request.auth
        if not isinstance(token, ApiToken):
            return own
        covered = [
            name for name in source_names() if within(permission_of_source(name), token.scopes)
        ]
        return own.filter(source__in=covered)

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        ready = set(
            downloads(self.member, timezone.now())
            .filter(pk__in=[row["id"] for row in rows])
            .values_list("pk", flat=True)
        )
        for row in rows:
            address = reverse("api-exports-download", [row["id"]], request=self.request)
            row["download"] = address if row["id"] in ready else None

    @extend_schema(request=NewExport, responses={201: ExportSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Asks for a file; a worker makes it. Read the export again until it is done."""
        given = NewExport(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        refuse_unless_granted(request, permission_of_source(said["source"]))
        try:
            _refuse_null_characters(said["query"])
            export = ask_for_export(
                organization=self.organization,
                actor=self.member,
                source=said["source"],
                query=said["query"],
                form=Format(said["format"]),
                now=timezone.now(),
            )
        except (Http404, SuspiciousOperation) as refusal:
            raise refuse_field(
                "query", str(refusal) or "The list doesn't know these filters."
            ) from refusal
        answer = Response(self.read_one(export.pk), status=status.HTTP_201_CREATED)
        answer["Location"] = f"{request.path}{export.pk}/"
        return answer

    @extend_schema(
        responses={
            (200, kind.partition(";")[0]): OpenApiTypes.BINARY for kind in CONTENT_TYPES.values()
        }
    )
    @action(detail=True, methods=["get"])
    def download(self, request: Request, id: str) -> HttpResponseBase:
        """The file as an attachment, until it expires."""
        self.read_one(self.key)
        found = downloads(self.member, timezone.now()).filter(pk=self.key).first()
        if found is None or not default_storage.exists(found.file):
            raise Http404
        return stored_file(found)


def _refuse_null_characters(query: str) -> None:
    for values in QueryDict(query).lists():
        if any("\x00" in text for text in (values[0], *values[1])):
            raise refuse_field("query", "The query holds a null character.")
