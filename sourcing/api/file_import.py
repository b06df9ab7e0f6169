"""Files brought into lists: tried, confirmed, taken back, and what each row did, for programs."""

from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import ROLES_WITHOUT_PAGES
from accounts.api import filtering
from accounts.api.errors import Contradicts, refuse_field
from accounts.api.fields import Name, Truth
from accounts.api.filtering import Filters
from accounts.api.parsing import StrictJSONParser
from accounts.api.permissions import refuse_unless_granted, refuse_unless_in_scope
from accounts.api.refusal import refusal
from accounts.api.scopes import within
from accounts.api.serializers import RecordSerializer, StrictSerializer, values_of_form
from accounts.api.viewsets import ReadRecords
from accounts.models import ApiToken
from accounts.models.leased_job import JobState
from accounts.permissions import allows
from sourcing.importing.headers import problems
from sourcing.importing.kinds import Kind, import_kind, import_kinds
from sourcing.models import Import, ImportLine
from sourcing.models.file_import import CONTRACT_FILES, Outcome, Step
from sourcing.services.imports import (
    NotNow,
    run_or_wake,
    start_apply,
    start_check,
    start_undo,
    upload,
)
from vendors.importing.mapping_file import mapping_names
from vendors.importing.refusal import FileRefused

VIEW = "sourcing.view_import"


class ImportSerializer(RecordSerializer):
    counts = serializers.DictField(
        child=serializers.IntegerField(),
        read_only=True,
        help_text="Rows by outcome: new, changed, unchanged, refused; of an undo also deleted, "
        "restored and kept.",
    )

    class Meta:
        model = Import
        fields = (
            "id",
            "kind",
            "file_name",
            "size",
            "digest",
            "mapping",
            "step",
            "state",
            "rows_done",
            "rows_total",
            "counts",
            "has_moved",
            "last_error",
            "requested_by",
            "created_at",
            "finished_at",
            "applied_at",
            "undone_at",
            "undone_by",
        )
        read_only_fields = fields


class NewImport(StrictSerializer):
    """A table whose headers are the columns of the list; contract files also name a layout."""

    kind = Name(lambda: [kind.name for kind in import_kinds()])
    file = serializers.FileField(max_length=200)
    mapping = serializers.ChoiceField(choices=mapping_names(), required=False)


class ApplySerializer(StrictSerializer):
    only_good = Truth(default=False, help_text="Leave refused rows out.")


class UndoSerializer(StrictSerializer):
    despite_kept = Truth(default=False, help_text="Keep what others changed, undo the rest.")


class ImportFilters(Filters):
    kind = filtering.text()
    step = filtering.choices(Step)
    state = filtering.choices(JobState)
    requested_by = filtering.key()
    is_applied = filtering.truth("applied_at", "isnull", exclude=True)
    is_undone = filtering.truth("undone_at", "isnull", exclude=True)


class _OfReadableKinds(ReadRecords):
    """Shows an import's rows to whoever may read the list that they are for."""

    def permission_of(self, method: str) -> str:
        return VIEW

    def kinds(self) -> list[str]:
        """Kinds that the role reads and, for a token, its scopes cover."""
        return [
            kind.name
            for kind in import_kinds()
            if all(self._may(permission) for permission in kind.viewing)
        ]

    def _may(self, permission: str) -> bool:
        token = self.request.auth
        in_scope = not isinstance(token, ApiToken) or within(permission, token.scopes)
        return in_scope and allows(self.member, permission)


class ImportViewSet(_OfReadableKinds):
    """Files that were brought into lists. A new one is only tried until it is applied."""

    serializer_class = ImportSerializer
    filterset_class = ImportFilters
    search_columns = ("file_name",)
    ordering = "-created_at"
    orderings = ("applied_at",)
    parser_classes = (MultiPartParser, StrictJSONParser)

    def get_queryset(self) -> Any:
        imports: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return imports
        return imports.filter(kind__in=self.kinds())

    @extend_schema(request={"multipart/form-data": NewImport}, responses={201: ImportSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Tries a file: says what it would change and changes nothing."""
        refuse_unless_in_scope(request, "sourcing.add_import")
        if not any(self._may(each) for kind in import_kinds() for each in kind.permissions):
            raise PermissionDenied(
                f"The role {self.member.get_role_display()} or the token imports into no list."
            )
        given = NewImport(data=values_of_form(request.data, NewImport))
        given.is_valid(raise_exception=True)
        imported = self._uploaded(given.validated_data)
        self._run(imported)
        answer = Response(self.read_one(imported.pk), status=status.HTTP_201_CREATED)
        answer["Location"] = f"{request.path}{imported.pk}/"
        return answer

    @extend_schema(request=ApplySerializer, responses=ImportSerializer)
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def apply(self, request: Request, id: str) -> HttpResponseBase:
        """Brings in what the trial showed; where the register changed since, shows it anew."""
        said = self._said(ApplySerializer)
        imported = self._writable()
        self._start(start_apply, imported, only_good=said["only_good"])
        if imported.has_moved:
            return _refused_with_notes(
                "register_moved",
                "The register has changed since the trial, so nothing was imported. The trial was "
                "made again; read it and apply it.",
            )
        return Response(self.read_one(imported.pk))

    @extend_schema(request=UndoSerializer, responses=ImportSerializer)
    @action(detail=True, methods=["post"], parser_classes=[StrictJSONParser])
    def undo(self, request: Request, id: str) -> HttpResponseBase:
        """Takes an import back: new records go, changed ones get their values back."""
        if self.member.role in ROLES_WITHOUT_PAGES:
            raise PermissionDenied(
                f"The role {self.member.get_role_display()} takes no import back: people do."
            )
        said = self._said(UndoSerializer)
        imported = self._writable()
        self._start(start_undo, imported, actor=self.member, despite_kept=said["despite_kept"])
        if imported.state == JobState.DONE and imported.undone_at is None:
            kept = imported.counts.get(Outcome.KEPT, 0)
            records = "1 record has" if kept == 1 else f"{kept} records have"
            return _refused_with_notes(
                "rows_kept",
                f"Nothing was undone: {records} been changed since, or others refer to them by "
                "now. Among the import's lines they have the outcome kept; despite_kept keeps "
                "them and undoes the rest.",
            )
        return Response(self.read_one(imported.pk))

    def _said(self, form: type[serializers.Serializer]) -> dict[str, Any]:
        self.read_one(self.key)
        given = form(data=self.request.data)
        given.is_valid(raise_exception=True)
        said: dict[str, Any] = given.validated_data
        return said

    def _writable(self) -> Import:
        """The import of the address, locked: two at once would both do what only one may."""
        imported: Import = self.locked()
        self._allowed(imported.kind)
        return imported

    def _allowed(self, name: str) -> Kind:
        """The kind of this name, which the caller may import into; refuses otherwise."""
        kind = import_kind(name)
        if kind is None:
            raise Http404
        refuse_unless_in_scope(self.request, "sourcing.change_import")
        for permission in kind.permissions:
            refuse_unless_granted(self.request, permission)
        return kind

    def _start(self, service: Callable[..., None], imported: Import, **more: Any) -> None:
        try:
            service(imported=imported, **more)
        except NotNow as refused:
            raise Contradicts(str(refused), code="not_now") from refused
        self._run(imported)

    def _run(self, imported: Import) -> None:
        run_or_wake(organization=self.organization, imported=imported, now=timezone.now())
        imported.refresh_from_db()

    def _uploaded(self, said: dict[str, Any]) -> Import:
        kind = self._allowed(said["kind"])
        is_contracts = kind.name == CONTRACT_FILES
        if is_contracts != ("mapping" in said):
            raise refuse_field(
                "mapping", f"Expected for {CONTRACT_FILES}, and for no other list: its layout."
            )
        try:
            imported = upload(
                actor=self.member,
                kind=kind.name,
                name=said["file"].name,
                file=said["file"],
                mapping=said.get("mapping", ""),
                now=timezone.now(),
            )
        except FileRefused as refused:
            raise refuse_field("file", refused.reason) from refused
        columns = dict(imported.columns)
        told = problems(columns, kind.listed) if kind.listed else []
        if told:
            # The row goes with this refusal; its file wouldn't.
            default_storage.delete(imported.file)
            raise refuse_field("file", " ".join(told))
        start_check(imported=imported, columns=columns)
        return imported


class ImportLineSerializer(RecordSerializer):
    details = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        read_only=True,
        help_text="[field, old, new]; of a refused row [column, value, expected].",
    )
    cells = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        read_only=True,
        help_text="Of a refused row: [header, cell], in the file's order.",
    )

    class Meta:
        model = ImportLine
        fields = ("id", "of", "number", "line", "outcome", "what", "details", "cells")
        read_only_fields = fields


class ImportLineFilters(Filters):
    of = filtering.key()
    outcome = filtering.choices(Outcome)


class ImportLineViewSet(_OfReadableKinds):
    """What became, or would become, of each row; of long imports the first rows of each outcome."""

    serializer_class = ImportLineSerializer
    filterset_class = ImportLineFilters
    ordering = "id"
    orderings = ("number",)

    def get_queryset(self) -> Any:
        lines: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return lines
        return lines.filter(of__in=Import.objects.filter(kind__in=self.kinds()).values("pk"))


def _refused_with_notes(code: str, sentence: str) -> HttpResponseBase:
    """A refusal that keeps what was found out; an exception would take it back."""
    return refusal(status=status.HTTP_409_CONFLICT, code=code, detail=sentence, headers={})
