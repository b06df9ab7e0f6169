"""The fields a mapping may fill, what a cell for each may hold, and which are required."""

from dataclasses import dataclass
from enum import StrEnum

CONTRACT_KINDS = ("master", "statement_of_work", "order", "standalone")
NOTICE_UNITS = ("calendar_days", "business_days", "months")


class Kind(StrEnum):
    """How the text of a cell is understood."""

    LINE = "one line of text"
    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    PERCENT = "percent"
    INTEGER = "whole number"
    BOOLEAN = "yes or no"
    CHOICE = "choice"
    CURRENCY = "currency"
    COUNTRY = "country"
    LEI = "legal entity identifier"
    EMAIL = "e-mail address"


@dataclass(frozen=True, slots=True)
class Field:
    """What a cell of this field may hold.

    `minimum` and `maximum` bound a whole number; for text `maximum` is the greatest length, the
    width of the database column.
    """

    kind: Kind
    required: bool = False
    minimum: int = 0
    maximum: int = 200
    choices: tuple[str, ...] = ()


FIELDS = {
    "contract_number": Field(Kind.LINE, required=True, maximum=80),
    "item_number": Field(Kind.LINE, maximum=80),
    "vendor_name": Field(Kind.LINE, required=True),
    "original_vendor_name": Field(Kind.LINE),
    "vendor_country": Field(Kind.COUNTRY),
    "vendor_lei": Field(Kind.LEI),
    "title": Field(Kind.TEXT, maximum=300),
    "kind": Field(Kind.CHOICE, choices=CONTRACT_KINDS),
    "parent_contract_number": Field(Kind.LINE, maximum=80),
    "business_unit": Field(Kind.LINE),
    "function": Field(Kind.LINE, maximum=120),
    "first_day": Field(Kind.DATE, required=True),
    "last_day": Field(Kind.DATE),
    "amount": Field(Kind.MONEY, required=True),
    "currency": Field(Kind.CURRENCY, required=True),
    "paid_to_date": Field(Kind.MONEY),
    "figures_as_of": Field(Kind.DATE),
    "notice_period": Field(Kind.INTEGER, maximum=3_660),
    "notice_unit": Field(Kind.CHOICE, choices=NOTICE_UNITS),
    "delivery_days": Field(Kind.INTEGER, maximum=366),
    "auto_renewal": Field(Kind.BOOLEAN),
    "renewal_months": Field(Kind.INTEGER, minimum=1, maximum=1_200),
    "renewal_uplift_percent": Field(Kind.PERCENT),
    "replacement_lead_days": Field(Kind.INTEGER, maximum=3_660),
    "owner_email": Field(Kind.EMAIL, maximum=254),
}
REQUIRED_FIELDS = frozenset(name for name, field in FIELDS.items() if field.required)
