"""Fields that take exactly what the schema says: no number for a text, no text for a number."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import available_timezones

from django_countries import countries
from drf_spectacular.utils import extend_schema_field
from moneyed import CURRENCIES
from rest_framework import serializers
from timezone_field.rest_framework import TimeZoneSerializerField

CANONICAL_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
DAY_PATTERN = r"^(19[0-9]{2}|2[01][0-9]{2}|2200)-[0-9]{2}-[0-9]{2}$"
LOCAL_TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
COUNTRIES = [code for code, _ in countries]
CURRENCY_CODES = sorted(CURRENCIES)
ZONES = sorted(available_timezones() - {"localtime"})


class Text(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int | float) or data != data // 1:
            self.fail("invalid")
        return super().to_internal_value(int(data))


class Truth(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Amount(serializers.DecimalField):
    """A decimal as text, such as "24440.00": a JSON number would lose cents on the way."""

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", data):
            self.fail("invalid")
        return super().to_internal_value(data)


def amount_pattern(field: serializers.DecimalField) -> str:
    """The form of the amounts that a field takes: digits, sign, and a limit such as 100."""
    places = field.decimal_places or 0
    whole = (field.max_digits or 0) - places
    sign = "" if field.min_value is not None and field.min_value >= 0 else "-?"
    limit = str(field.max_value or "")
    if re.fullmatch(r"10+", limit):
        below = rf"[0-9]{{1,{len(limit) - 1}}}(\.[0-9]{{1,{places}}})?"
        return rf"^{sign}({limit}(\.0{{1,{places}}})?|{below})$"
    return rf"^{sign}[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?$"


class Day(serializers.DateField):
    """A day that arithmetic can go back and forward from without leaving the calendar."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "far": "{day} is no day between 1900-01-01 and 2200-12-31."
    }

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        day = super().to_internal_value(value)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail("far", day=day)
        return day


@extend_schema_field({"type": "string", "pattern": LOCAL_TIME, "examples": ["09:00"]})
class LocalTime(serializers.TimeField):
    """A time on the wall of the place it belongs to, without a zone."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(LOCAL_TIME, value):
            self.fail("invalid", format="hh:mm or hh:mm:ss")
        return super().to_internal_value(value)


class Choice(serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> Any:
        if data == "" and self.allow_blank:
            return ""
        if isinstance(data, bool) or not isinstance(data, str | int) or data not in self.choices:
            self.fail("invalid_choice", input=data)
        return data


class Name(Choice):
    """One of the names that `known` gives, asked anew each time: rooms above add theirs."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_choice": "{input} is not known. The known ones: {known}."
    }

    def __init__(self, known: Callable[[], Iterable[str]], **kwargs: Any) -> None:
        super().__init__(choices=sorted(known()), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if data not in self.choices:
            self.fail("invalid_choice", input=repr(data)[:60], known=", ".join(self.choices))
        return data


class Key(serializers.PrimaryKeyRelatedField):
    """The id of another record; another organization's is as missing as one that never was.

    A record that was merged into another is refused with that one's name, unless it is what the
    field holds already, or `Meta.takes_merged` says that the endpoint decides itself.
    """

    default_error_messages: ClassVar[dict[str, Any]] = {
        "does_not_exist": "There is no record with the id {pk_value}.",
        "incorrect_type": "{data_type} is not an id such as 018f3c3e-7b6a-7c4e-9d5e-2f1a3b4c5d6e.",
        "merged": "{record} was merged into {survivor} ({its_key}). Name that one.",
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not CANONICAL_UUID.fullmatch(data):
            self.fail("incorrect_type", data_type=repr(data)[:60])
        record = super().to_internal_value(UUID(data))
        survivor = getattr(record, "merged_into", None)
        if survivor is not None and not self._may_be_merged(record):
            self.fail("merged", record=record, survivor=survivor, its_key=survivor.pk)
        return record

    def _may_be_merged(self, record: Any) -> bool:
        if getattr(getattr(self.parent, "Meta", None), "takes_merged", False):
            return True
        changed = getattr(self.parent, "instance", None)
        return bool(getattr(changed, f"{self.source}_id", None) == record.pk)


class CountryCode(Choice):
    """An ISO 3166-1 code of two letters, such as IN; an empty one is not known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=COUNTRIES, **kwargs)

    def to_representation(self, value: Any) -> str:
        return str(value)


class CountryCodes(serializers.ListField):
    """Several country codes, each once; stored in one column."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=CountryCode(), max_length=len(COUNTRIES), **kwargs)

    def to_representation(self, data: Any) -> list[str]:
        return [str(code) for code in data]

    @staticmethod
    def from_column(value: str) -> list[str]:
        return value.split(",") if value else []


class CurrencyCode(Choice):
    """An ISO 4217 code, such as USD."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        super().__init__(choices=CURRENCY_CODES, **kwargs)


@extend_schema_field({"type": "string", "enum": ZONES, "examples": ["Asia/Kolkata"]})
class ZoneName(TimeZoneSerializerField):
    """A name of the IANA time zone database."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("choices", None)
        super().__init__(use_pytz=False, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in ZONES:
            self.fail("invalid")
        return super().to_internal_value(data)
