"""From the text of a cell to the value of a model's field, and back to text for people.

Every refusal is a `CellRefused` whose message completes "expected ...".
"""

from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import models
from django_countries.fields import CountryField
from timezone_field import TimeZoneField

from accounts.models import Currency
from accounts.nearest import closest
from vendors.importing.cell_format import CellFormat
from vendors.importing.cells import (
    CellRefused,
    decimals,
    parse_boolean,
    parse_country,
    parse_currency,
    parse_date,
    parse_lei,
    parse_money,
    parse_text,
)

FORMAT = CellFormat()
LONGEST_TEXT = 20_000


def value_of(field: models.Field, text: str) -> Any:  # noqa: PLR0911
    """The value that stripped, non-empty text stands for in a field that refers to nothing."""
    if isinstance(field, Currency):
        return parse_currency(text)
    if field.choices and not isinstance(field, CountryField | TimeZoneField):
        return _choice(field, text)
    if isinstance(field, CountryField):
        return parse_country(text)
    if isinstance(field, TimeZoneField):
        return _zone(text)
    if isinstance(field, models.BooleanField):
        return parse_boolean(text, yes=FORMAT.yes, no=FORMAT.no)
    if isinstance(field, models.DateField):
        return parse_date(text, formats=("%Y-%m-%d",))
    if isinstance(field, models.TimeField):
        return _time(text)
    if isinstance(field, models.DecimalField):
        return _decimal(field, text)
    if isinstance(field, models.IntegerField):
        return _whole_number(text)
    if field.name == "lei":
        return parse_lei(text)
    many_lines = isinstance(field, models.TextField)
    return parse_text(text, maximum=field.max_length or LONGEST_TEXT, one_line=not many_lines)


def as_text(field: models.Field, value: Any) -> str:  # noqa: PLR0911
    """The value as a file and the difference view show it."""
    if value is None or value == "":
        return ""
    if isinstance(field, CountryField):
        return str(getattr(value, "code", value))
    if field.choices and not isinstance(field, Currency | TimeZoneField):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _choice(field: models.Field, text: str) -> Any:
    known: dict[str, Any] = {}
    for value, label in field.flatchoices:
        if value != "":
            known |= {_plain(str(value)): value, _plain(str(label)): value}
    if _plain(text) in known:
        return known[_plain(text)]
    labels = [str(label) for value, label in field.flatchoices if value != ""]
    raise CellRefused(f"one of {', '.join(labels)}{did_you_mean(text, labels)}")


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _zone(text: str) -> ZoneInfo:
    zones = _zones()
    if text.casefold() in zones:
        return ZoneInfo(zones[text.casefold()])
    raise CellRefused(f"a time zone such as Asia/Kolkata{did_you_mean(text, zones.values())}")


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise CellRefused("a time of day such as 09:30") from None


def _decimal(field: models.DecimalField, text: str) -> Decimal:
    number = parse_money(text.removesuffix("%").strip(), cell_format=FORMAT)
    places, digits = field.decimal_places, field.max_digits
    if decimals(number) > places:
        raise CellRefused(f"at most {places} decimals")
    if abs(number) >= Decimal(10) ** (digits - places):
        raise CellRefused(f"a number below {Decimal(10) ** (digits - places):,}")
    return number.quantize(Decimal(1).scaleb(-places))


def _whole_number(text: str) -> int:
    digits = text.removeprefix("-")
    if digits.isascii() and digits.isdecimal() and len(digits) <= 9:
        return int(text)
    raise CellRefused("a whole number")


def did_you_mean(text: str, known: Any) -> str:
    """The insertion ` (did you mean A or B?)`, or nothing when no word is near."""
    close = closest(text, known, count=3)
    return f" (did you mean {' or '.join(close)}?)" if close else ""
