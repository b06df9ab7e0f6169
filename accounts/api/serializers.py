"""The shape of a record in JSON: which fields it has and which of them can be written."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.http import QueryDict
from django_countries.fields import CountryField
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from timezone_field import TimeZoneField

from accounts.api import fields
from accounts.api.errors import refuse_field
from accounts.models import Currency, Membership


class StrictSerializer(serializers.Serializer):
    """Refuses fields it doesn't know, and names them."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            refuse_unknown_fields(data, self)
        return super().to_internal_value(data)


def values_of_form(form: Any, shape: type[serializers.Serializer]) -> Any:
    """A form's values as those of a JSON body, so that both are taken as strictly.

    Lists have all the values of their name; of another field that is given more than once
    `ValidationError` says so. Anything but a form is given back as it is.
    """
    if not isinstance(form, QueryDict):
        return form
    known = shape().fields.items()
    several = {name for name, field in known if isinstance(field, serializers.ListField)}
    found: dict[str, Any] = {}
    for name, values in form.lists():
        if name not in several and len(values) > 1:
            raise refuse_field(name, f"The field is given {len(values)} times, expected once.")
        found[name] = values if name in several else values[0]
    return found


class NothingMore(StrictSerializer):
    """An empty object."""


def refuse_unknown_fields(data: Mapping[str, Any], serializer: serializers.Serializer) -> None:
    """Raises `ValidationError` for names that aren't fields, and for read-only ones."""
    writable = {name for name, field in serializer.fields.items() if not field.read_only}
    refused = {
        name: [
            ErrorDetail("This field is read-only.", code="read_only")
            if name in serializer.fields
            else ErrorDetail(
                f"There is no such field. The known ones: {', '.join(sorted(writable))}.",
                code="unknown_field",
            )
        ]
        for name in data
        if name not in writable
    }
    if refused:
        raise ValidationError(refused)


class RecordSerializer(StrictSerializer, serializers.ModelSerializer):
    """The fields of a model's record.

    Its rules are checked by the model itself (`full_clean`) and the database, so a serializer
    only looks at types. `Meta.given_once` names fields that stay as they were made.
    """

    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: fields.Text,
        models.TextField: fields.Text,
        models.BooleanField: fields.Truth,
        models.IntegerField: fields.Whole,
        models.PositiveIntegerField: fields.Whole,
        models.PositiveSmallIntegerField: fields.Whole,
        models.DecimalField: fields.Amount,
        models.DateField: fields.Day,
        models.TimeField: fields.LocalTime,
    }
    serializer_choice_field = fields.Choice
    serializer_related_field = fields.Key

    def build_standard_field(
        self, field_name: str, model_field: models.Field
    ) -> tuple[type[serializers.Field], dict[str, Any]]:
        built, kwargs = super().build_standard_field(field_name, model_field)
        own = _field_with_known_choices(model_field)
        if own is None:
            return built, kwargs
        known = ["required", "allow_null", "help_text", "label", "read_only"]
        if own in {fields.CountryCode, fields.CurrencyCode}:
            known.append("allow_blank")
        return own, {name: kwargs[name] for name in known if name in kwargs}

    def build_relational_field(
        self, field_name: str, relation_info: Any
    ) -> tuple[type[serializers.Field], dict[str, Any]]:
        built, kwargs = super().build_relational_field(field_name, relation_info)
        return MemberKey if relation_info.related_model is Membership else built, kwargs

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        for name in getattr(self.Meta, "given_once", ()):
            if self.instance and name in attrs and attrs[name] != getattr(self.instance, name):
                raise refuse_field(name, "It can't be changed; it stays as it was made.")
        return attrs

    def get_validators(self) -> list[Any]:
        return []


def _field_with_known_choices(model_field: models.Field) -> type[serializers.Field] | None:
    if isinstance(model_field, CountryField):
        return fields.CountryCodes if model_field.multiple else fields.CountryCode
    if isinstance(model_field, TimeZoneField):
        return fields.ZoneName
    return fields.CurrencyCode if isinstance(model_field, Currency) else None


@extend_schema_field(serializers.UUIDField())
class MemberKey(fields.Key):
    """The id of a member of the same organization; memberships have no row-level security."""

    def get_queryset(self) -> Any:
        organization = self.context["request"]._request.organization
        return Membership.objects.filter(organization=organization, is_active=True)
