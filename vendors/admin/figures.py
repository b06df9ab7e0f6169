"""Figures that pages show beside contracts and vendors.

Read for the rows of one page, with one query for all of them: as subqueries of the list they
were computed for every row before the page was cut out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from vendors.models import Contract, ContractItem, PaymentToDate


def latest_payments() -> QuerySet[PaymentToDate]:
    """The latest figure of each item; figures are cumulative, so earlier ones don't add up."""
    return PaymentToDate.objects.order_by("item_id", "-as_of").distinct("item_id")


def paid_by_item(item_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """The latest figure of each of these items, by item id; items without one are missing."""
    latest = latest_payments().filter(item__in=list(item_ids))
    return dict(latest.values_list("item_id", "amount"))


def paid_by_contract(contract_ids: Iterable[UUID] | None = None) -> dict[UUID, Decimal]:
    """Payments to date by contract, in its currency; contracts without any are missing.

    None stands for all contracts.
    """
    items, latest = ContractItem.objects.order_by(), latest_payments()
    if contract_ids is not None:
        items = items.filter(contract__in=list(contract_ids))
    contract_of = dict(items.values_list("pk", "contract_id"))
    if contract_ids is not None:
        latest = latest.filter(item__in=list(contract_of))
    paid: dict[UUID, Decimal] = {}
    for item, amount in latest.values_list("item_id", "amount"):
        contract = contract_of[item]
        paid[contract] = paid.get(contract, Decimal(0)) + amount
    return paid


def with_paid(contracts: Iterable[Contract]) -> list[Any]:
    """The contracts, each with its payments to date in `paid`; None where none is known."""
    found: list[Any] = list(contracts)
    paid = paid_by_contract(contract.pk for contract in found)
    for contract in found:
        contract.paid = paid.get(contract.pk)
    return found


@dataclass(frozen=True)
class Running:
    """What a vendor's contracts come to on a day.

    `count` counts all its contracts; `values` sums those that run, for each currency on its own.
    """

    count: int = 0
    values: Mapping[str, Decimal] = field(default_factory=dict)


def running_by_vendor(vendor_ids: Sequence[UUID], today: date) -> dict[UUID, Running]:
    """What runs with each of these vendors; vendors without a contract are missing."""
    contracts = Contract.objects.filter(vendor__in=vendor_ids).order_by()
    counts = dict(contracts.values_list("vendor").annotate(Count("pk")))
    values: dict[UUID, dict[str, Decimal]] = {}
    running = contracts.active_on(today).values_list("vendor", "currency")
    for vendor, currency, value in running.annotate(Sum("value")):
        if value is not None:
            values.setdefault(vendor, {})[currency] = value
    return {vendor: Running(count, values.get(vendor, {})) for vendor, count in counts.items()}
