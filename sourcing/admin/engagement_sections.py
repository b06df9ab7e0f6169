"""What stands above the form on an engagement's page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.safestring import SafeString

from accounts.display import Tone, badge, day, list_of, money, no_data, record_link, totals
from accounts.models import Organization
from accounts.sections import Column, Section
from sourcing.admin.axes import (
    EXECUTION,
    Axes,
    declared_words,
    place_words,
    quadrant_badge,
    read_axes,
)
from sourcing.admin.raci import raci_section
from sourcing.models import Criticality, Engagement, EngagementContract
from vendors.admin.contract_sections import TREE_COLUMNS, arranged, tree_rows
from vendors.admin.figures import with_paid
from vendors.admin.items_read import ItemsRead, kind_badge
from vendors.models import Contract, ContractItem, PaymentToDate

ITEMS_SHOWN = 50
PAYMENTS_SHOWN = 12
CRITICALITY = {
    Criticality.LOW: (Tone.GOOD, "arrow_downward"),
    Criticality.MEDIUM: (Tone.INFO, "remove"),
    Criticality.HIGH: (Tone.WARNING, "arrow_upward"),
    Criticality.CRITICAL: (Tone.DANGER, "priority_high"),
    Criticality.UNKNOWN: (Tone.NEUTRAL, "help"),
}


def criticality_badge(engagement: Engagement) -> SafeString:
    return badge(
        engagement.get_criticality_display(), *CRITICALITY[Criticality(engagement.criticality)]
    )


def agreed_by_engagement(ids: Sequence[UUID]) -> dict[UUID, dict[str, Decimal]]:
    """The values of these engagements' contracts, summed by currency."""
    links = EngagementContract.objects.filter(engagement__in=ids).order_by()
    engagement_of = dict(links.values_list("contract_id", "engagement_id"))
    contracts = Contract.objects.filter(pk__in=list(engagement_of), value__isnull=False).order_by()
    agreed: dict[UUID, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for contract, currency, value in contracts.values_list("pk", "currency", "value"):
        agreed[engagement_of[contract]][currency] += value or 0
    return agreed


@dataclass(frozen=True)
class EngagementRead:
    """An engagement with its contracts, items and axes on one day."""

    engagement: Engagement
    organization: Organization
    today: date

    @cached_property
    def axes(self) -> Axes:
        return read_axes(self.engagement, self.organization, self.today)

    @cached_property
    def contracts(self) -> Sequence[Any]:
        """Its own contracts, with `paid`."""
        own = Contract.objects.filter(engagement_links__engagement=self.engagement)
        return with_paid(own)

    @cached_property
    def items(self) -> ItemsRead:
        return ItemsRead.of_contracts(self.contracts)

    def sections(self) -> list[Section]:
        return [
            self.summary(),
            raci_section(self.engagement),
            self.contract_tree(),
            self.item_table(),
            self.payments(),
        ]

    def summary(self) -> Section:
        engagement = self.engagement
        return Section(
            title="At a glance",
            sentence=self._sentence(),
            facts=(
                ("With", record_link(engagement.party)),
                ("Quadrant", quadrant_badge(self.axes)),
                ("Who does the work", EXECUTION[self.axes.execution]),
                ("Where", place_words(self.axes)),
                ("Declared as", declared_words(engagement, self.axes)),
                ("Function", engagement.function or no_data("Not recorded")),
                ("Core work", _yes_no(engagement.is_core)),
                ("Criticality", criticality_badge(engagement)),
                ("Owner", engagement.owner or no_data("Nobody")),
                ("Internal expert", engagement.internal_expert or no_data("Nobody")),
                ("Agreed", self._total("value")),
                ("Paid to date", self._total("paid")),
            ),
        )

    def _sentence(self) -> str:
        running = sum(_runs(contract, self.today) for contract in self.contracts)
        if not self.contracts:
            return f"{self.engagement.party} does this without a recorded contract."
        return (
            f"{self.engagement.party} does this under {len(self.contracts)} "
            f"contract{'' if len(self.contracts) == 1 else 's'}, of which {running} "
            f"run{'s' if running == 1 else ''} on {date_format(self.today)}."
        )

    def _total(self, figure: str) -> SafeString:
        sums: dict[str, Decimal] = {}
        for contract in self.contracts:
            amount = getattr(contract, figure)
            if amount is not None:
                sums[contract.currency] = sums.get(contract.currency, Decimal(0)) + amount
        return totals(sums)

    def contract_tree(self) -> Section:
        own = {contract.pk for contract in self.contracts}
        above = {contract.parent_id for contract in self.contracts} - own - {None}
        masters = with_paid(Contract.objects.filter(pk__in=above))
        return Section(
            title="Contracts",
            sentence="Master agreements that serve several engagements are shown for orientation."
            if masters
            else "",
            columns=TREE_COLUMNS,
            rows=tree_rows(arranged([*masters, *self.contracts]), self.today),
            empty="No contract is linked. Link one under Details.",
        )

    def item_table(self) -> Section:
        items = sorted(self.items.items, key=lambda item: (item.first_day, item.number))
        numbers = {contract.pk: contract.number for contract in self.contracts}
        return Section(
            title="Items",
            sentence=self._items_sentence(),
            columns=(
                Column("Item"),
                Column("Contract"),
                Column("Kind"),
                Column("First day"),
                Column("Last day"),
                Column("Agreed", figures=True),
                Column("Paid to date", figures=True),
            ),
            rows=[self._item_row(item, numbers) for item in items[:ITEMS_SHOWN]],
            empty="The contracts hold no items.",
            more=list_of(ContractItem, f"contract__id__exact={self.contracts[0].pk}")
            if len(items) > ITEMS_SHOWN
            else "",
            more_text=f"All {len(items)} items",
        )

    def _items_sentence(self) -> str:
        overlapping = len(self.items.overlapping)
        if not overlapping:
            return ""
        return (
            f"{overlapping} rows carry the number of another row whose term they overlap. "
            "All of them are kept and counted."
        )

    def _item_row(self, item: ContractItem, numbers: dict[Any, str]) -> tuple[object, ...]:
        currency = self.items.currencies[item.contract_id]
        return (
            record_link(item),
            numbers[item.contract_id],
            kind_badge(item, self.items),
            day(item.first_day),
            day(item.last_day, "No end agreed"),
            money(item.amount, currency),
            money(self.items.paid.get(item.pk), currency),
        )

    def payments(self) -> Section:
        newest = (
            PaymentToDate.objects.filter(item__contract__in=[c.pk for c in self.contracts])
            .select_related("item")
            .order_by("-as_of", "item__number")
        )
        rows = list(newest[: PAYMENTS_SHOWN + 1])
        return Section(
            title="Payments to date",
            sentence="Each figure is all that was paid for the item up to and including the day."
            if rows
            else "",
            columns=(Column("By"), Column("Item"), Column("Paid to date", figures=True)),
            rows=[
                (
                    day(row.as_of),
                    record_link(row.item),
                    money(row.amount, self.items.currencies[row.item.contract_id]),
                )
                for row in rows[:PAYMENTS_SHOWN]
            ],
            empty="No payment is recorded, so nothing can be said about what was paid.",
            more=list_of(PaymentToDate, f"item__contract__id__exact={self.contracts[0].pk}")
            if len(rows) > PAYMENTS_SHOWN
            else "",
            more_text="More payments",
        )


def _runs(contract: Contract, today: date) -> bool:
    started = contract.first_day is not None and contract.first_day <= today
    return started and (contract.last_day is None or contract.last_day >= today)


def _yes_no(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: no_data("Nobody has decided")}[value]
