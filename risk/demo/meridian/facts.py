"""The shapes in which Meridian's made-up records are written down. Days are inclusive."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from accounts.models import Role
from sourcing.models import (
    Commitment,
    Criticality,
    DataClassification,
    DeclaredModel,
    OperatingModel,
    WorkingMode,
)
from teams.models import TeamKind
from vendors.models.contract import Kind, NoticeUnit
from vendors.models.obligation import OwedBy
from vendors.models.renewal import Choice
from vendors.models.vendor import (
    Reintegration,
    Substitutability,
    SubstitutabilityReason,
    Tier,
)
from vendors.obligations import Recurrence
from vendors.precedence import AgreedOn

TODAY = date(2026, 6, 30)
FIRST_MONTH = date(2025, 1, 1)


@dataclass(frozen=True, kw_only=True)
class VendorFact:
    """A vendor. `country` is ISO 3166 alpha-2; an exit tested on a day took `exit_days`."""

    name: str
    country: str
    parent: str | None = None
    has_lei: bool = True
    tier: Tier
    substitutability: Substitutability
    reason: SubstitutabilityReason | None = None
    reintegration: Reintegration
    has_exit_plan: bool | None
    exit_tested_on: date | None = None
    exit_days: int | None = None
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class SubcontractorFact:
    prime: str
    subcontractor: str
    service: str
    since: date


@dataclass(frozen=True, kw_only=True)
class TeamFact:
    """A team at a site of its own. `shifts` are (weekdays, start, end) in the site's local time;
    weekdays are ISO 8601 numbers and an end before the start crosses midnight."""

    name: str
    kind: TeamKind
    site: str
    city: str
    country: str
    zone: str
    heads: int
    shifts: tuple[tuple[range, str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ItemFact:
    """One item of a contract, in US dollars.

    `paid` is what has been paid to date; None lets the payments follow the term evenly, one
    month in arrears.
    """

    suffix: str = ""
    first_day: date
    last_day: date | None
    amount: int
    title: str = ""
    paid: int | None = None


@dataclass(frozen=True, kw_only=True)
class ContractFact:
    """A contract, in US dollars where nothing else is said.

    A master agreement has no items of its own, only its days.
    """

    number: str
    title: str
    vendor: str
    unit: str
    kind: Kind = Kind.STANDALONE
    currency: str = "USD"
    parent: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    items: tuple[ItemFact, ...] = ()
    notice: tuple[int, NoticeUnit] | None = None
    delivery_days: int = 0
    auto_renewal: bool | None = None
    renewal_months: int | None = None
    uplift_percent: Decimal | None = None
    replacement_lead_days: int | None = None
    holiday_country: str = ""
    terms: tuple[tuple[AgreedOn, str], ...] = ()
    owner: Role = Role.VENDOR_MANAGER
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class AmendmentFact:
    """An amendment; `item` is the suffix of the contract item that carries its money."""

    contract: str
    number: str
    title: str
    signed_on: date
    effective_on: date
    summary: str
    item: str | None = None
    notice: tuple[int, NoticeUnit] | None = None
    terms: tuple[tuple[AgreedOn, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class ObligationFact:
    """`met` are the due days that were met on the day itself."""

    contract: str
    title: str
    owed_by: OwedBy
    recurrence: Recurrence
    first_due: date
    owner: Role
    met: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DecisionFact:
    contract: str
    choice: Choice
    reason: str
    decided_by: Role
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class EngagementFact:
    """An engagement with a vendor or a captive team, exactly one of them.

    `delivered_by` names teams with the heads of theirs that work on it; `scope_share` is in
    percent of the function.
    """

    key: str
    name: str
    vendor: str | None = None
    captive_team: str | None = None
    contracts: tuple[str, ...] = ()
    delivered_by: tuple[tuple[str, int], ...] = ()
    delivery_country: str = ""
    operating_model: OperatingModel
    transfer_date: date | None = None
    declared: DeclaredModel
    function: str
    is_core: bool = False
    criticality: Criticality
    data: DataClassification
    mode: WorkingMode
    commitment: Commitment
    starts_on: date
    horizon_months: int
    reviewed_on: date | None = None
    expert: Role | None = None
    owner: Role = Role.OPERATIONS_LEAD
    scope_share: int
    notes: str = ""


@dataclass(frozen=True, kw_only=True)
class WaiverFact:
    rule: str
    engagement: str
    granted_by: Role
    granted_on: date
    valid_until: date
    reason: str
