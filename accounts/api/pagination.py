"""Pages by keyset: a cursor says after which values the next page begins.

Every page costs the same, however far down the list it is, and a row that is added meanwhile
neither repeats nor hides another. A cursor is signed and holds the organization, the address and
the order it belongs to; anywhere else it is refused.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core import signing
from django.db import models
from django.db.models import F, Q
from rest_framework.exceptions import ErrorDetail, ValidationError

from accounts.tenancy import TenantModel

SALT = "longshore.api.cursor"
DEFAULT_SIZE = 50
MAX_SIZE = 500
#: Parameters of the page itself, which a cursor doesn't belong to.
OWN_PARAMETERS = ("cursor", "page_size", "count")


def refuse(parameter: str, sentence: str, code: str = "invalid") -> ValidationError:
    """What a wrong parameter of an address is answered with."""
    return ValidationError({parameter: [ErrorDetail(sentence, code=code)]})


@dataclass(frozen=True)
class Order:
    """One column to sort by. PostgreSQL puts NULL last ascending and first descending."""

    column: str
    descending: bool
    nullable: bool

    def after(self, value: Any) -> Q:
        """Rows that come after `value` in this column."""
        if value is None:
            return Q(**{f"{self.column}__isnull": False}) if self.descending else Q(pk__in=())
        beyond = Q(**{f"{self.column}__{'lt' if self.descending else 'gt'}": value})
        if self.nullable and not self.descending:
            beyond |= Q(**{f"{self.column}__isnull": True})
        return beyond

    def from_here(self, value: Any) -> Q:
        """Rows that come after or share `value`: a bound that an index can use."""
        if value is None or (self.nullable and not self.descending):
            return Q()
        return Q(**{f"{self.column}__{'lte' if self.descending else 'gte'}": value})

    def expression(self) -> Any:
        return F(self.column).desc() if self.descending else F(self.column).asc()


def orders_of(model: type[models.Model], ordering: str) -> list[Order]:
    """The columns of an ordering such as `-last_day`, with the id behind unless it is unique."""
    name = ordering.removeprefix("-")
    descending = ordering.startswith("-")
    column = model._meta.get_field(name)
    orders = [Order(name, descending, bool(column.null))]
    if name not in _unique_columns(model):
        orders.append(Order("id", descending, False))
    return orders


@cache
def _unique_columns(model: type[models.Model]) -> set[str]:
    """Columns no two rows of one organization share, so that a sort by them is complete."""
    if not issubclass(model, TenantModel):
        return {"id"}
    return {"id"} | {
        constraint.fields[1]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
        and constraint.condition is None
        and len(constraint.fields) == 2
        and constraint.fields[0] == "organization"
    }


def continue_after(
    queryset: models.QuerySet, orders: Sequence[Order], values: Sequence[Any]
) -> Any:
    """The rows behind the one that had these values."""
    beyond, same = Q(), Q()
    for order, value in zip(orders, values, strict=True):
        beyond |= same & order.after(value)
        same &= (
            Q(**{order.column: value})
            if value is not None
            else Q(**{f"{order.column}__isnull": True})
        )
    return queryset.filter(orders[0].from_here(values[0]), beyond)


def place_of(path: str, parameters: Mapping[str, str], organization_id: int) -> str:
    """What a cursor belongs to: the organization, the address, its filters and its order."""
    kept = sorted(item for item in parameters.items() if item[0] not in OWN_PARAMETERS)
    return hashlib.sha256(repr((organization_id, path, kept)).encode()).hexdigest()[:32]


def write_cursor(place: str, values: Sequence[Any]) -> str:
    plain = [value if isinstance(value, int | None) else _text(value) for value in values]
    return signing.dumps([place, plain], salt=SALT)


def read_cursor(cursor: str, place: str, orders: Sequence[Order], model: Any) -> list[Any]:
    """The values to go on after; refuses a cursor that is forged or belongs elsewhere."""
    return [
        value if value is None else model._meta.get_field(order.column).to_python(value)
        for order, value in zip(orders, marks_in(cursor, place, len(orders)), strict=True)
    ]


def marks_in(cursor: str, place: str, count: int) -> list[Any]:
    """The values in a cursor as they were written; refuses one that is of another place."""
    try:
        where, values = signing.loads(cursor, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        where, values = None, []
    if where != place or len(values) != count:
        raise refuse(
            "cursor",
            "This is no cursor of this list in this order. Take it from `next`, unchanged, and "
            "keep filters and ordering as they were.",
            "invalid_cursor",
        )
    return list(values)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def page_size_of(parameters: Mapping[str, str]) -> int:
    given = parameters.get("page_size", str(DEFAULT_SIZE))
    size = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    if not 1 <= size <= MAX_SIZE:
        raise refuse("page_size", f"{given[:40]!r} is not a whole number from 1 to {MAX_SIZE}.")
    return size


def wants_count(parameters: Mapping[str, str]) -> bool:
    given = parameters.get("count", "false")
    if given not in {"true", "false"}:
        raise refuse("count", f"{given[:40]!r} is neither true nor false.")
    return given == "true"
