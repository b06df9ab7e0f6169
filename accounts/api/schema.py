"""How the endpoints are described in OpenAPI, from what they declare and nothing else."""

from typing import Any

import django_filters
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.api import fields, filtering
from accounts.api.idempotency import KEY_PATTERN
from accounts.api.pagination import DEFAULT_SIZE, MAX_SIZE
from accounts.api.scopes import scope_of

#: Why each refusal happens; an operation lists those that can happen to it.
REFUSALS = {
    "400": "A parameter, a header or a field is wrong; the errors name it.",
    "401": "No token, or one that has ended.",
    "403": "The role, the token's scopes or the organization's suspension forbid it.",
    "404": "There is no such record in this organization.",
    "406": "Answers come as application/json only.",
    "409": "It contradicts another record, or the same Idempotency-Key is at work.",
    "412": "The record has changed since you read it.",
    "413": "The body is larger than 2.5 MB.",
    "415": "Bodies are taken as application/json only.",
    "422": "The Idempotency-Key was used for another request.",
    "428": "If-Match is missing.",
    "429": "Too many requests in this minute; Retry-After says when to go on.",
    "500": "A mistake of ours; the request id finds it in the logs.",
}
_TEXTS = ("string", ["string", "null"])
ALWAYS = ("400", "401", "403", "406", "429", "500")


class Mistake(serializers.Serializer):
    code = serializers.CharField(help_text="For programs.")
    detail = serializers.CharField(help_text="For people.")
    attr = serializers.CharField(allow_null=True, help_text="The field or parameter.")


class Problem(serializers.Serializer):
    """The form of every refusal."""

    type = serializers.CharField(help_text="validation_error, client_error or server_error.")
    errors = Mistake(many=True)  # type: ignore[assignment]
    request_id = serializers.CharField(allow_null=True)


class _Pages:
    """What a list is answered with."""

    @staticmethod
    def get_paginated_response_schema(schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {
                "results": schema,
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The next page; null on the last one.",
                },
                "count": {"type": "integer", "description": "Only with count=true."},
            },
        }


class ApiAuthenticationScheme(OpenApiAuthenticationExtension):
    """How the schema describes it."""

    target_class = "accounts.api.authentication.ApiAuthentication"
    name = ["token", "session"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        return [
            {
                "type": "http",
                "scheme": "bearer",
                "description": "A token, made under Settings → API tokens.",
            },
            {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "The session of a signed-in person; writes need X-CSRFToken.",
            },
        ]


class ApiSchema(AutoSchema):
    """Adds parameters, headers and refusals that follow from the kind of endpoint."""

    view: Any

    def _get_paginator(self) -> Any:
        return _Pages

    def _get_pagination_parameters(self) -> list[dict[str, Any]]:
        if not self._is_list_view() or not hasattr(self.view, "known_orderings"):
            return []
        size = {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE}
        orderings = {"type": "string", "enum": list(self.view.known_orderings())}
        cursor = {"type": "string", "minLength": 1}
        return [
            _query("ordering", orderings, "A minus sign sorts descending."),
            _query("cursor", cursor, "From the `next` of the page before."),
            _query("page_size", size, ""),
            _query("count", {"type": "boolean", "default": False}, "Count all rows too."),
        ]

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        if not self._is_list_view() or not hasattr(self.view, "filterset_class"):
            return []
        filters = self.view.filterset_class.base_filters if self.view.filterset_class else {}
        described = [
            _query(name, _value_of(found), _about(found)) for name, found in filters.items()
        ]
        if self.view.search_columns:
            searched = ", ".join(column.replace("__", " ") for column in self.view.search_columns)
            text = {"type": "string", "minLength": 1}
            described.append(_query("search", text, f"Looks for the text in: {searched}."))
        return described

    def get_override_parameters(self) -> list[Any]:
        headers = [
            _answered("X-Request-ID", "The id of the request, as in the logs."),
            *super().get_override_parameters(),
        ]
        if self._changes_one_record():
            headers.append(_header("If-Match", "The ETag of the record, or *.", required=True))
        if self._shows_one_record():
            headers.append(_header("If-None-Match", "An ETag: 304 where it is still the same."))
        if self._shows_one_record() or self._writes_a_record():
            headers.append(_answered("ETag", "Changes whenever the record does.", [200, 201]))
        if self._writes_once():
            key = {"type": "string", "pattern": KEY_PATTERN}
            about = "Repeat a POST safely with the same key."
            headers.append(_header("Idempotency-Key", about, schema=key))
        return headers

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        if self._shows_one_record():
            bodies["304"] = {"description": "Still the record of If-None-Match."}
        for status in self._refusals():
            described = self._get_response_for_code(Problem, status)
            bodies[status] = {**described, "description": REFUSALS[status]}
        if "429" in bodies:
            wait = {"schema": {"type": "integer"}, "description": "Seconds to wait."}
            bodies["429"]["headers"] = {**bodies["429"].get("headers", {}), "Retry-After": wait}
        return bodies

    def _refusals(self) -> list[str]:
        found = set(ALWAYS)
        if "{" in self.path or getattr(self.view, "names_a_record", False):
            found.add("404")
        if self.method in {"POST", "PUT", "PATCH"}:
            found |= {"409", "413", "415"}
        if self.method == "DELETE":
            found |= {"409", "413"}
        if self._writes_once():
            found.add("422")
        if self._changes_one_record():
            found |= {"412", "428"}
        return sorted(found)

    def _changes_one_record(self) -> bool:
        # What an address without a key deletes is the caller's own, whatever its state.
        return self.method in {"PUT", "PATCH"} or (self.method == "DELETE" and "{" in self.path)

    def _writes_a_record(self) -> bool:
        return self.method in {"POST", "PUT", "PATCH"} and hasattr(self.view, "written")

    def _shows_one_record(self) -> bool:
        return self.method == "GET" and getattr(self.view, "action", None) == "retrieve"

    def _writes_once(self) -> bool:
        return self.method == "POST" and getattr(self.view, "writes_once", False)

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)
        if direction == "request":
            schema["additionalProperties"] = False
        return schema

    def _map_serializer_field(
        self, field: Any, direction: Any, bypass_extensions: bool = False
    ) -> Any:
        """Also says where a field takes less than its format; it may show what came otherwise."""
        schema = super()._map_serializer_field(field, direction, bypass_extensions)
        if direction == "request" and isinstance(field, fields.Day):
            return _narrowed(schema, fields.DAY_PATTERN)
        if direction == "request" and isinstance(field, fields.Amount):
            return _narrowed(schema, fields.amount_pattern(field))
        if direction == "request" and isinstance(field, serializers.FileField):
            return {**schema, "minLength": 1}  # an empty file is refused
        if direction == "request" and isinstance(field, serializers.CharField):
            return _with_a_letter(schema)
        return schema

    def _get_request_body(self, direction: Any = "request") -> Any:
        body = super()._get_request_body(direction)
        if body and "application/x-ndjson" in body["content"]:
            body["required"] = True  # a batch of nothing is refused
        return body

    def get_extensions(self) -> dict[str, Any]:
        permission = self.view.permission_of(self.method)
        if permission is None:
            return {}
        return {"x-permission": permission, "x-scope": scope_of(permission)}


def _narrowed(schema: dict[str, Any], pattern: str) -> dict[str, Any]:
    return {**schema, "pattern": pattern} if schema.get("type") in _TEXTS else schema


#: What Python cuts off as space and JSON Schema's \s doesn't know are the four separators.
NOT_ONLY_SPACE = r"[^\s\x1c-\x1f]"


def _with_a_letter(schema: dict[str, Any]) -> dict[str, Any]:
    """Text that may not be empty may not be only spaces either, which are cut off."""
    return {"pattern": NOT_ONLY_SPACE, **schema} if schema.get("minLength") else schema


def _query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    described = {"description": description} if description else {}
    return {"name": name, "in": "query", "schema": schema, **described}


def _header(
    name: str, description: str, *, required: bool = False, schema: dict[str, Any] | None = None
) -> OpenApiParameter:
    return OpenApiParameter(
        name, schema or str, OpenApiParameter.HEADER, required=required, description=description
    )


def _answered(name: str, description: str, codes: list[int] | bool = True) -> OpenApiParameter:
    return OpenApiParameter(
        name, str, OpenApiParameter.HEADER, response=codes, description=description
    )


def _value_of(found: django_filters.Filter) -> dict[str, Any]:
    match found:
        case filtering.KeyFilter():
            return {"type": "string", "format": "uuid"}
        case filtering.TruthFilter():
            return {"type": "boolean"}
        case filtering.AddressFilter():
            return {"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}
        case django_filters.DateFilter():
            return {"type": "string", "format": "date"}
        case django_filters.ChoiceFilter():
            return {"type": "string", "enum": [str(value) for value, _ in found.extra["choices"]]}
        case _:
            return {"type": "string", "minLength": 1}


def _about(found: django_filters.Filter) -> str:
    column = str(found.field_name).replace("__", " ")
    words = {"gte": f"{column} on or after this day.", "lte": f"{column} on or before this day."}
    return words.get(found.lookup_expr, "")
