"""What an organization holds, as plain values: all that a rule may look at.

Pure. Read by `risk.selectors.portfolio` as of one date. Days are inclusive, money stands in the
contract's own currency, None always means "not recorded".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from sourcing.quadrants import Delivery, Execution, OperatingModel, execution
from vendors.concentration import ItemFigures, annualised, is_active
from vendors.deadlines import NO_HOLIDAYS, Notice
from vendors.fx import NoRate, Rate, RateTable
from vendors.obligations import Schedule
from vendors.terms import Term


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """A company that work is given to. `exit_tested_days` is how many calendar days the exit took
    when it was last tested, on `exit_tested_on`."""

    id: UUID
    legal_name: str
    parent_id: UUID | None = None
    substitutability: str = "unknown"
    has_exit_plan: bool | None = None
    exit_tested_on: date | None = None
    exit_tested_days: int | None = None


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """A contract item with what was paid for it.

    `paid` is the latest figure dated up to the as-of date, `paid_at_opening` the latest one dated
    up to twelve months before.
    """

    id: UUID
    vendor_id: UUID
    number: str
    first_day: date
    last_day: date | None
    amount: Decimal
    is_original: bool = False
    paid: Decimal | None = None
    paid_at_opening: Decimal | None = None

    @property
    def figures(self) -> ItemFigures:
        return ItemFigures(
            self.first_day, self.last_day, self.amount, self.paid, self.paid_at_opening
        )

    @property
    def term(self) -> Term:
        return Term(
            self.id, self.number, self.first_day, self.last_day, self.amount, self.is_original
        )


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What was decided about the contract's present term; nobody has taken it back."""

    id: UUID
    choice: str
    decided_by: str
    decided_on: date
    notice_sent_on: date | None = None

    @property
    def renews(self) -> bool:
        return self.choice == "renew"


@dataclass(frozen=True, slots=True)
class ObligationFacts:
    """Something a contract obliges us (`is_ours`) or the vendor to do; `done` are the met days."""

    id: UUID
    title: str
    is_ours: bool
    schedule: Schedule
    done: frozenset[date] = frozenset()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """A contract with the notice and renewal terms that are in force.

    `notice_from` and `renewal_from` name the paper they come from, empty for the contract itself.
    `holidays` are no business days for its notice.
    """

    id: UUID
    number: str
    vendor_id: UUID
    currency: str
    first_day: date | None = None
    last_day: date | None = None
    value: Decimal | None = None
    notice: Notice | None = None
    auto_renews: bool | None = None
    renewal_months: int | None = None
    renewal_uplift_percent: Decimal | None = None
    replacement_lead_days: int | None = None
    notice_from: str = ""
    renewal_from: str = ""
    holidays: frozenset[date] = NO_HOLIDAYS
    decision: DecisionFacts | None = None
    obligations: tuple[ObligationFacts, ...] = ()
    items: tuple[ItemFacts, ...] = ()
    engagement_id: UUID | None = None

    @property
    def original_known(self) -> bool:
        return any(item.is_original for item in self.items)

    @property
    def items_or_itself(self) -> tuple[ItemFacts, ...]:
        """Its items; a contract recorded without items stands for its only one."""
        if self.items or self.value is None or self.first_day is None:
            return self.items
        item = ItemFacts(
            self.id, self.vendor_id, self.number, self.first_day, self.last_day, self.value
        )
        return (item,)

    def runs_on(self, day: date) -> bool:
        """Whether `day` lies in the contract's days; without a first day nobody knows."""
        return self.first_day is not None and is_active(self.first_day, self.last_day, day)

    def annual_run_rate(self, day: date) -> Decimal | None:
        """What the contract costs a year: Σ value × 365 / term days of the items running on `day`.

        None where no item with an end runs on that day.
        """
        running = (i for i in self.items_or_itself if is_active(i.first_day, i.last_day, day))
        rates = (annualised(i.amount, i.first_day, i.last_day) for i in running)
        known = [rate for rate in rates if rate is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class WaiverFacts:
    """`granted_on` to `valid_until`, both days included."""

    id: UUID
    rule: str
    granted_by: str
    granted_on: date
    valid_until: date
    reason: str


@dataclass(frozen=True, slots=True)
class EngagementFacts:
    """Work given to a vendor (`vendor_id`) or, where that is None, to a captive team.

    `party` is the name of either. `deliveries` are the delivery teams; where there are none, the
    captive team at its own site or the recorded delivery country; empty: nobody knows where the
    work is done.
    """

    id: UUID
    key: str
    name: str
    party: str
    operating_model: OperatingModel
    vendor_id: UUID | None = None
    transfer_date: date | None = None
    declared_model: str = ""
    deliveries: tuple[Delivery, ...] = ()
    function: str = ""
    is_core: bool | None = None
    criticality: str = "unknown"
    is_specialised: bool | None = None
    has_expert: bool = False
    starts_on: date | None = None
    decision_reviewed_on: date | None = None
    waivers: tuple[WaiverFacts, ...] = ()

    def execution_on(self, day: date) -> Execution:
        return execution(self.operating_model, self.transfer_date, day)

    def is_outsourced_on(self, day: date) -> bool:
        return self.execution_on(day) is Execution.OUTSOURCED


@dataclass(frozen=True, slots=True)
class Home:
    """From where an organization looks at its work."""

    country: str
    zone: str
    nearshore_countries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Portfolio:
    """Everything an organization holds, as of a date.

    `closing_figures` and `opening_figures` are the dates of the latest payment figures up to the
    as-of date and up to twelve months before it, None where there are none. `subcontractors` are
    the vendors that a vendor passes work on to. `rates` are the
    exchange rates around the as-of date.
    """

    as_of: date
    reporting_currency: str
    home: Home
    vendors: Mapping[UUID, VendorFacts]
    contracts: tuple[ContractFacts, ...]
    engagements: Mapping[UUID, EngagementFacts]
    closing_figures: date | None = None
    opening_figures: date | None = None
    subcontractors: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    rates: RateTable = field(default_factory=RateTable)

    def rate_of(self, currency: str) -> Rate | NoRate:
        """The rate from a currency to the reporting currency on the as-of date."""
        return self.rates.rate(currency, self.reporting_currency, self.as_of)

    def reported(self, amount: Decimal, currency: str) -> Decimal | None:
        """An amount in the reporting currency; None where there is no rate."""
        rate = self.rate_of(currency)
        return None if isinstance(rate, NoRate) else rate.apply(amount)

    def contracts_of(self, engagement_id: UUID) -> tuple[ContractFacts, ...]:
        """The contracts an engagement runs under."""
        return self._by_engagement.get(engagement_id, ())

    def engagement_of(self, contract: ContractFacts) -> EngagementFacts | None:
        if contract.engagement_id is None:
            return None
        return self.engagements[contract.engagement_id]

    def has_ended(self, engagement: EngagementFacts) -> bool:
        """Whether it has contracts and the last of them is over."""
        contracts = self.contracts_of(engagement.id)
        return bool(contracts) and all(
            contract.last_day is not None and contract.last_day < self.as_of
            for contract in contracts
        )

    def started_on(self, engagement: EngagementFacts) -> date | None:
        """The recorded first day, or that of its earliest contract."""
        if engagement.starts_on is not None:
            return engagement.starts_on
        days = [contract.first_day for contract in self.contracts_of(engagement.id)]
        return min((day for day in days if day is not None), default=None)

    def ultimate_parent(self, vendor_id: UUID) -> VendorFacts:
        """The company at the top of a vendor's ownership, or the vendor itself."""
        vendor = self.vendors[vendor_id]
        while vendor.parent_id is not None:
            vendor = self.vendors[vendor.parent_id]
        return vendor

    @cached_property
    def _by_engagement(self) -> Mapping[UUID, tuple[ContractFacts, ...]]:
        grouped: dict[UUID, list[ContractFacts]] = {}
        for contract in self.contracts:
            if contract.engagement_id is not None:
                grouped.setdefault(contract.engagement_id, []).append(contract)
        return {engagement: tuple(contracts) for engagement, contracts in grouped.items()}
