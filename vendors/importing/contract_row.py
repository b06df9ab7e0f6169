"""What one row of a contract file says, after its mapping has been applied."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """One item of a contract: its original term, an amendment or a renewal.

    `item_number` equals `contract_number` exactly when the row is the original term. An item is
    identified by `item_number` and `first_day` together. Both days are inclusive; a `last_day`
    of None means that the contract has no end. `amount` is agreed for this item alone and may be
    zero (an extension in time) or negative (a cut in scope); `paid_to_date` is everything paid
    for this item until `figures_as_of`. Both are in `currency` (ISO 4217).
    `renewal_uplift_percent` is in percent: 3 means three percent. None always means that the
    file does not say.
    """

    line: int
    contract_number: str
    item_number: str
    is_original: bool
    vendor_name: str
    first_day: date
    amount: Decimal
    currency: str
    last_day: date | None = None
    original_vendor_name: str | None = None
    paid_to_date: Decimal | None = None
    figures_as_of: date | None = None
    title: str | None = None
    business_unit: str | None = None
    function: str | None = None
    kind: str | None = None
    parent_contract_number: str | None = None
    vendor_country: str | None = None
    vendor_lei: str | None = None
    notice_period: int | None = None
    notice_unit: str | None = None
    delivery_days: int | None = None
    auto_renewal: bool | None = None
    renewal_months: int | None = None
    renewal_uplift_percent: Decimal | None = None
    replacement_lead_days: int | None = None
    owner_email: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
