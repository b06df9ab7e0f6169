"""Endpoints of a model's records: lists, single records, and writes. docs/api.md says how."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.core.exceptions import ValidationError as ModelRefusal
from django.db import connection, models
from django.db.models import QuerySet
from django.http import Http404
from django_filters.utils import translate_validation
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.access import membership_of, organization_of
from accounts.api.errors import Contradicts, Refused
from accounts.api.etags import is_known, refuse_unless_unchanged, set_etag
from accounts.api.fields import CANONICAL_UUID
from accounts.api.filtering import Filters, search_in
from accounts.api.pagination import (
    OWN_PARAMETERS,
    continue_after,
    orders_of,
    page_size_of,
    place_of,
    read_cursor,
    refuse,
    wants_count,
    write_cursor,
)
from accounts.api.reading import Row, Shape, shape_of
from accounts.api.views import TenantView
from accounts.current import organization_id
from accounts.deletion import stopping
from accounts.tenancy import TenantModel

ACTIONS = {"GET": "view", "HEAD": "view", "POST": "add", "PUT": "change", "PATCH": "change"}


class ReadRecords(TenantView, GenericViewSet):
    """Lists a model's records and shows single ones.

    A subclass names `serializer_class`, `ordering`, and what can be asked for: `filterset_class`,
    `search_columns`, `orderings`. `added` names fields that `add_to_rows` fills in for a whole
    page at once. `action_permissions` names the permission of actions beyond the usual ones.
    """

    serializer_class: type[serializers.ModelSerializer]
    filterset_class: type[Filters] | None = None
    search_columns: tuple[str, ...] = ()
    ordering: str
    orderings: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    action_permissions: ClassVar[dict[str, str]] = {}
    lookup_url_kwarg = "id"
    lookup_value_regex = "[^/]+"

    # Who may ask, and for what ---------------------------------------------------------------

    @property
    def model(self) -> type[models.Model]:
        model: type[models.Model] = self.serializer_class.Meta.model
        return model

    def permission_of(self, method: str) -> str | None:
        named = self.action_permissions.get(self.action or "")
        meta = self.model._meta
        action = ACTIONS.get(method, "delete")
        return named or f"{meta.app_label}.{action}_{meta.model_name}"

    def known_parameters(self) -> Iterable[str]:
        if self.action != "list":
            return ()
        filters = self.filterset_class.base_filters if self.filterset_class else ()
        search = ("search",) if self.search_columns else ()
        return (*filters, *search, "ordering", *OWN_PARAMETERS)

    def get_queryset(self) -> QuerySet:
        """The organization's records; nothing unless its transaction is open."""
        if not issubclass(self.model, TenantModel):
            raise ImproperlyConfigured(f"{type(self).__name__} must name its own records.")
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        if organization_id() != organization_of(self.request._request).pk:
            raise ImproperlyConfigured("No organization has been entered.")
        return self.model._default_manager.order_by()

    # Reading -----------------------------------------------------------------------------------

    @property
    def shape(self) -> Shape:
        return shape_of(self.serializer_class, self.added)

    def add_to_rows(self, rows: Sequence[Row]) -> None:
        """Fills the `added` fields of one page; one query for all rows, whatever their number."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        parameters = request.query_params.dict()
        size, counted = page_size_of(parameters), wants_count(parameters)
        found = self._filtered(parameters)
        orders = orders_of(self.model, self._ordering(parameters))
        place = place_of(request.path, parameters, self.organization.pk)
        page = found.order_by(*(order.expression() for order in orders))
        if "cursor" in parameters:
            values = read_cursor(parameters["cursor"], place, orders, self.model)
            page = continue_after(page, orders, values)
        rows, marks = self.shape.read(page[: size + 1], *(order.column for order in orders))
        answer: Row = {"results": rows[:size], "next": None}
        self.add_to_rows(answer["results"])
        if len(rows) > size:
            again = request.query_params.copy()
            again["cursor"] = write_cursor(place, marks[size - 1])
            again.pop("count", None)
            answer["next"] = request.build_absolute_uri(f"{request.path}?{again.urlencode()}")
        if counted:
            answer["count"] = found.count()
        return Response(answer)

    def _filtered(self, parameters: Mapping[str, str]) -> QuerySet:
        found = self.get_queryset()
        filters = self.filterset_class.base_filters if self.filterset_class else ()
        # Made anew for each request, with a copy of every choice, so only where one is used.
        if self.filterset_class is not None and not parameters.keys().isdisjoint(filters):
            filterset = self.filterset_class(parameters, queryset=found, request=self.request)
            if not filterset.is_valid():
                raise translate_validation(filterset.errors)
            found = filterset.qs
        if "search" in parameters:
            found = search_in(found, self.search_columns, parameters["search"])
        return found

    def _ordering(self, parameters: Mapping[str, str]) -> str:
        wanted = parameters.get("ordering", self.ordering)
        if wanted not in self.known_orderings():
            listed = ", ".join(self.known_orderings())
            raise refuse("ordering", f"{wanted[:40]!r} is no ordering. The known ones: {listed}.")
        return wanted

    @classmethod
    def known_orderings(cls) -> tuple[str, ...]:
        names = dict.fromkeys([cls.ordering.removeprefix("-"), *cls.orderings])
        return tuple(form for name in names for form in (name, f"-{name}"))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.read_one(self.key)
        answer = Response(record)
        set_etag(answer, record)
        if is_known(request, answer["ETag"]):
            unchanged = Response(status=status.HTTP_304_NOT_MODIFIED)
            set_etag(unchanged, record)
            return unchanged
        return answer

    @property
    def key(self) -> str:
        """The id in the address; anything but an id is as missing as an unknown one."""
        given: str = self.kwargs[self.lookup_url_kwarg]
        if not CANONICAL_UUID.fullmatch(given):
            raise Http404
        return given

    def read_one(self, key: Any) -> Row:
        """One record as it is shown; raises `Http404`."""
        rows, _ = self.shape.read(self.get_queryset().filter(pk=key))
        if not rows:
            raise Http404
        self.add_to_rows(rows)
        return rows[0]

    def locked(self) -> Any:
        """The record of the address, locked until the request ends; raises `Http404`."""
        record = self.get_queryset().select_for_update(of=("self",)).filter(pk=self.key).first()
        if record is None:
            raise Http404
        return record


class CreateRecords(ReadRecords):
    """Also makes records."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        record = self.model()
        self.save(record, serializer.validated_data)
        return self.written(record, status.HTTP_201_CREATED)

    def save(self, record: Any, values: Mapping[str, Any]) -> None:
        """Checks the record as a form would and saves it. Override to call a service."""
        for name, value in values.items():
            setattr(record, name, value)
        check(record)
        record.save(force_insert=record._state.adding)
        check_references()

    def written(self, record: models.Model, code: int) -> Response:
        """The record as it is after a write, as the database sees it."""
        row = self.read_one(record.pk)
        answer = Response(row, status=code)
        set_etag(answer, row)
        if code == status.HTTP_201_CREATED:
            answer["Location"] = f"{self.request.path}{record.pk}/"
        return answer


class DeleteRecords(ReadRecords):
    """Also deletes records, with their parts and what the application wrote about them."""

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.locked()
        refuse_unless_unchanged(request, self.read_one(record.pk))
        member = membership_of(request._request)
        if stopped := stopping([record], member=member, user=request.user):
            raise Contradicts(
                f"Nothing was deleted: {stopped.text} would go with it. Delete or move those "
                "first.",
                code="still_used",
            )
        record.delete()
        check_references()
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChangeRecords(CreateRecords):
    """Also changes records; each change names the ETag of what it changes."""

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._change(request, partial=False)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._change(request, partial=True)

    def _change(self, request: Request, *, partial: bool) -> Response:
        record = self.locked()
        refuse_unless_unchanged(request, self.read_one(record.pk))
        serializer = self.get_serializer(record, data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        self.save(record, serializer.validated_data)
        return self.written(record, status.HTTP_200_OK)


class WriteRecords(ChangeRecords, DeleteRecords):
    """Lists, shows, makes, changes and deletes a model's records."""


def check(record: models.Model) -> None:
    """Fields, constraints and the model's own rules, as a form checks them.

    Foreign keys were found by their serializer fields already. Raises `Refused`, whose names are
    those of the fields.
    """
    keys = {field.name for field in record._meta.fields if field.is_relation}
    try:
        record.clean_fields(exclude=keys)
        record.clean()
        record.validate_unique()
        record.validate_constraints()
    except ModelRefusal as refused:
        raise Refused(refused) from refused


def check_references() -> None:
    """Lets the database check foreign keys now, not at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
