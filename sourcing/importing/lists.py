"""Which lists a file can be imported into, by which key, with which columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from accounts.models import Membership
from sourcing.models import DeliveryTeam, Engagement, EngagementContract
from teams.models import Site, Team, WorkingWindow
from vendors.models import (
    Amendment,
    Contract,
    ContractItem,
    Obligation,
    OwnRate,
    PaymentToDate,
    SubcontractorLink,
    Vendor,
    VendorContact,
)

#: Says against changed fields of a record what is expected instead, by field.
type Objection = Callable[[Any, Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True)
class ImportList:
    """A list that files can be imported into.

    `key` are the fields that say which record a row is about; `fields` all that a file may fill,
    the key among them. `lookups` lead from a referring field to the columns that name its record,
    where one natural key isn't enough. `fill` completes a new record before it is checked.
    """

    model: type[models.Model]
    key: tuple[str, ...]
    fields: tuple[str, ...]
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    object_to: Objection = lambda record, changed: {}
    fill: Callable[[Any], None] = lambda record: None

    @property
    def name(self) -> str:
        return self.model._meta.label_lower

    @property
    def title(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the template, in order."""
        return tuple(column for name in self.fields for column in self.lookups.get(name, (name,)))

    @property
    def permissions(self) -> tuple[str, str]:
        app, name = self.model._meta.app_label, self.model._meta.model_name
        return f"{app}.add_{name}", f"{app}.change_{name}"

    def is_required(self, column: str) -> bool:
        """Whether a row must fill the column, new or not: the key says what it is about."""
        return any(column in self.lookups.get(name, (name,))[:2] for name in self.key)


#: How a record of another table is named in a file.
NATURAL_KEYS: dict[type[models.Model], str] = {
    Vendor: "legal_name",
    Contract: "number",
    Site: "name",
    Team: "name",
    Engagement: "key",
    Membership: "user__email",
}

_LISTS: dict[str, ImportList] = {}


def add_import_list(listed: ImportList) -> None:
    """Lets files be imported into a list; rooms above add theirs."""
    _LISTS[listed.name] = listed


def import_list(name: str) -> ImportList | None:
    return _LISTS.get(name)


def import_lists() -> list[ImportList]:
    return list(_LISTS.values())


def _sums_come_from_items(contract: Any, changed: Sequence[str]) -> dict[str, str]:
    summed = [name for name in ("first_day", "last_day", "value") if name in changed]
    if not summed or contract._state.adding or not contract.items.exists():
        return {}
    expected = "what its items say, since the contract has items; change those"
    return dict.fromkeys(summed, expected)


def _as_its_contract(item: Any) -> None:
    if item.vendor_id is None:
        item.vendor_id = item.contract.vendor_id


for _listed in (
    ImportList(
        Vendor,
        ("legal_name",),
        (
            "legal_name",
            "ultimate_parent",
            "country",
            "lei",
            "status",
            "tier",
            "substitutability",
            "substitutability_reason",
            "reintegration",
            "has_exit_plan",
            "exit_tested_on",
            "exit_tested_days",
            "notes",
        ),
    ),
    ImportList(
        SubcontractorLink,
        ("prime", "subcontractor"),
        ("prime", "subcontractor", "service", "since"),
    ),
    ImportList(
        Contract,
        ("number",),
        (
            "number",
            "title",
            "kind",
            "parent",
            "vendor",
            "original_vendor",
            "business_unit",
            "owner",
            "first_day",
            "last_day",
            "value",
            "currency",
            "notice_period",
            "notice_unit",
            "delivery_days",
            "auto_renewal",
            "renewal_months",
            "renewal_uplift_percent",
            "replacement_lead_days",
            "notes",
        ),
        object_to=_sums_come_from_items,
    ),
    ImportList(
        ContractItem,
        ("contract", "number", "first_day"),
        (
            "contract",
            "number",
            "first_day",
            "last_day",
            "amount",
            "vendor",
            "is_original",
            "title",
        ),
        fill=_as_its_contract,
    ),
    ImportList(
        PaymentToDate,
        ("item", "as_of"),
        ("item", "as_of", "amount"),
        lookups={"item": ("contract", "item", "item_first_day")},
    ),
    ImportList(Site, ("name",), ("name", "city", "country", "time_zone")),
    ImportList(Team, ("name",), ("name", "site", "kind", "head_count")),
    ImportList(WorkingWindow, ("team", "weekday", "starts"), ("team", "weekday", "starts", "ends")),
    ImportList(
        Engagement,
        ("key",),
        (
            "key",
            "name",
            "vendor",
            "captive_team",
            "operating_model",
            "transfer_date",
            "declared_model",
            "delivery_country",
            "function",
            "is_core",
            "criticality",
            "data_classification",
            "working_mode",
            "commitment",
            "starts_on",
            "horizon_months",
            "decision_reviewed_on",
            "internal_expert",
            "owner",
            "scope_share_percent",
            "notes",
        ),
    ),
    ImportList(EngagementContract, ("contract",), ("contract", "engagement")),
    ImportList(DeliveryTeam, ("engagement", "team"), ("engagement", "team", "heads")),
    ImportList(
        Amendment,
        ("contract", "number"),
        (
            "contract",
            "number",
            "title",
            "signed_on",
            "effective_on",
            "summary",
            "notice_period",
            "notice_unit",
            "auto_renewal",
            "renewal_months",
            "renewal_uplift_percent",
        ),
    ),
    ImportList(
        Obligation,
        ("contract", "title", "first_due"),
        (
            "contract",
            "title",
            "first_due",
            "owed_by",
            "recurrence",
            "until",
            "owner",
            "clause",
            "notes",
        ),
    ),
    ImportList(
        VendorContact,
        ("vendor", "name"),
        (
            "vendor",
            "name",
            "level",
            "role",
            "email",
            "phone",
            "days",
            "starts",
            "ends",
            "time_zone",
            "response_minutes",
            "valid_from",
            "valid_to",
        ),
    ),
    ImportList(
        OwnRate,
        ("base", "quote", "day"),
        ("base", "quote", "day", "valid_until", "rate", "source"),
    ),
):
    add_import_list(_listed)
