"""Figures that lists show beside each row, as subqueries: one query however many rows."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from vendors.models import Contract, PaymentToDate, Vendor

MONEY = DecimalField(max_digits=20, decimal_places=2)


def latest_payments() -> QuerySet[PaymentToDate]:
    """The latest figure of each item; figures are cumulative, so earlier ones don't add up."""
    later = PaymentToDate.objects.filter(item=OuterRef("item"), as_of__gt=OuterRef("as_of"))
    return PaymentToDate.objects.filter(~Exists(later))


def with_paid(contracts: QuerySet[Contract]) -> QuerySet:
    """Adds `paid` to contracts, in the contract's currency; None where no payment is known."""
    paid = latest_payments().filter(item__contract=OuterRef("pk")).order_by()
    total = paid.values("item__contract").annotate(total=Sum("amount")).values("total")
    return contracts.annotate(paid=Subquery(total, output_field=MONEY))


def with_contract_figures(vendors: QuerySet[Vendor], today: date, currency: str) -> QuerySet:
    """Adds to vendors what their contracts come to.

    `contract_count` counts all contracts. `active_value` sums the values of those that run
    `today` in `currency`, None where there is none; `elsewhere` counts running ones in another
    currency, which a sum can't hold. `currency` stands on
    each row for its display.
    """
    contracts = Contract.objects.filter(vendor=OuterRef("pk")).order_by()
    running = contracts.active_on(today)
    return vendors.annotate(
        contract_count=_count(contracts),
        active_value=Subquery(
            running.filter(currency=currency)
            .values("vendor")
            .annotate(total=Sum("value"))
            .values("total"),
            output_field=MONEY,
        ),
        elsewhere=_count(running.exclude(currency=currency)),
        currency=Value(currency),
    )


def _count(contracts: QuerySet[Contract]) -> Coalesce:
    counted = contracts.values("vendor").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def paid_by_item(item_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """The latest figure of each of these items, by item id; items without one are missing."""
    latest = latest_payments().filter(item__in=item_ids)
    return dict(latest.order_by().values_list("item", "amount"))
