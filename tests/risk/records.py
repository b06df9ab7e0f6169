"""Short ways to put records into the entered organization."""

from datetime import date
from decimal import Decimal
from typing import Any

from sourcing.models import Engagement, EngagementContract, OperatingModel
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor

TODAY = date(2026, 6, 30)


def make_vendor(name: str = "Acme Harbor Services", **fields: Any) -> Vendor:
    return Vendor.objects.create(legal_name=name, **fields)


def make_contract(
    number: str,
    vendor: Vendor,
    amount: int = 1000,
    paid: int | None = None,
    *,
    last_day: date = date(2026, 12, 31),
    **fields: Any,
) -> Contract:
    """A contract with one original item from 1 January 2026 and what was paid for it by today."""
    contract = Contract.objects.create(number=number, vendor=vendor, **fields)
    item = ContractItem.objects.create(
        contract=contract,
        vendor=vendor,
        number=number,
        is_original=True,
        first_day=date(2026, 1, 1),
        last_day=last_day,
        amount=Decimal(amount),
    )
    if paid is not None:
        PaymentToDate.objects.create(item=item, as_of=TODAY, amount=Decimal(paid))
    return contract


def pay(contract: Contract, amount: int, as_of: date = TODAY) -> None:
    """Sets the payments to date of a contract's only item."""
    item = contract.items.get()
    PaymentToDate.objects.update_or_create(
        item=item, as_of=as_of, defaults={"amount": Decimal(amount)}
    )


def make_engagement(key: str, vendor: Vendor, *contracts: Contract, **fields: Any) -> Engagement:
    engagement = Engagement.objects.create(
        key=key, name="Payroll", vendor=vendor, operating_model=OperatingModel.VENDOR, **fields
    )
    for contract in contracts:
        EngagementContract.objects.create(engagement=engagement, contract=contract)
    return engagement
