"""Reads the entered organization's portfolio in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from accounts.models import Organization
from risk.models import Waiver
from risk.portfolio import (
    ContractFacts,
    EngagementFacts,
    Home,
    ItemFacts,
    Portfolio,
    VendorFacts,
    WaiverFacts,
)
from sourcing.models import DeliveryTeam, Engagement, EngagementContract
from sourcing.quadrants import Delivery, OperatingModel
from teams.models import Team, TeamKind
from vendors.concentration import trailing_opening
from vendors.deadlines import Notice, NoticeUnit
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor


def read_portfolio(organization: Organization, as_of: date) -> Portfolio:
    """Everything the organization holds, with payments up to and including `as_of`.

    Must run inside `tenant(organization)`. Ten queries, whatever the size.
    """
    closing = _payments(as_of)
    opening = _payments(trailing_opening(as_of))
    vendors = _vendors()
    # In no order: sorting would join both parents, row by row while the planner knows no sizes.
    links = EngagementContract.objects.order_by()
    engagement_of = dict(links.values_list("contract_id", "engagement_id"))
    return Portfolio(
        as_of=as_of,
        reporting_currency=organization.reporting_currency,
        home=Home(
            country=str(organization.home_country),
            zone=organization.home_time_zone.key,
            nearshore_countries=frozenset(map(str, organization.nearshore_countries)),
        ),
        vendors=vendors,
        contracts=_contracts(_items(closing, opening), engagement_of),
        engagements=_engagements(vendors),
        closing_figures=_latest(closing),
        opening_figures=_latest(opening),
    )


Payments = Mapping[UUID, tuple[date, Decimal]]


def _payments(until: date) -> Payments:
    """The latest figure of each item dated up to `until`."""
    rows = (
        PaymentToDate.objects.filter(as_of__lte=until)
        .order_by("item_id", "-as_of")
        .distinct("item_id")
        .values_list("item_id", "as_of", "amount")
    )
    return {item: (as_of, amount) for item, as_of, amount in rows}


def _latest(payments: Payments) -> date | None:
    return max((as_of for as_of, _ in payments.values()), default=None)


def _vendors() -> dict[UUID, VendorFacts]:
    rows = Vendor.objects.order_by().values_list("id", "legal_name", "ultimate_parent_id")
    return {row[0]: VendorFacts(*row) for row in rows}


def _items(closing: Payments, opening: Payments) -> dict[UUID, list[ItemFacts]]:
    grouped: dict[UUID, list[ItemFacts]] = defaultdict(list)
    rows = ContractItem.objects.order_by("contract_id", "first_day", "number").values_list(
        "contract_id", "id", "vendor_id", "number", "first_day", "last_day", "amount", "is_original"
    )
    for contract, item, vendor, number, first_day, last_day, amount, is_original in rows:
        grouped[contract].append(
            ItemFacts(
                id=item,
                vendor_id=vendor,
                number=number,
                first_day=first_day,
                last_day=last_day,
                amount=amount,
                is_original=is_original,
                paid=_amount(closing, item),
                paid_at_opening=_amount(opening, item),
            )
        )
    return grouped


def _amount(payments: Payments, item: UUID) -> Decimal | None:
    return payments[item][1] if item in payments else None


def _contracts(
    items: Mapping[UUID, list[ItemFacts]], engagement_of: Mapping[UUID, UUID]
) -> tuple[ContractFacts, ...]:
    rows = Contract.objects.order_by("number").values(
        "id",
        "number",
        "vendor_id",
        "currency",
        "first_day",
        "last_day",
        "value",
        "notice_period",
        "notice_unit",
        "delivery_days",
        "auto_renewal",
        "renewal_months",
        "renewal_uplift_percent",
        "replacement_lead_days",
    )
    return tuple(
        ContractFacts(
            id=row["id"],
            number=row["number"],
            vendor_id=row["vendor_id"],
            currency=row["currency"],
            first_day=row["first_day"],
            last_day=row["last_day"],
            value=row["value"],
            notice=_notice(row),
            auto_renews=row["auto_renewal"],
            renewal_months=row["renewal_months"],
            renewal_uplift_percent=row["renewal_uplift_percent"],
            replacement_lead_days=row["replacement_lead_days"],
            items=tuple(items.get(row["id"], ())),
            engagement_id=engagement_of.get(row["id"]),
        )
        for row in rows
    )


def _notice(contract: Mapping[str, Any]) -> Notice | None:
    if contract["notice_period"] is None:
        return None
    unit = NoticeUnit(contract["notice_unit"])
    return Notice(contract["notice_period"], unit, contract["delivery_days"])


def _engagements(vendors: Mapping[UUID, VendorFacts]) -> dict[UUID, EngagementFacts]:
    """Vendors and teams are looked up here: joining them under row-level security is slow."""
    captives = _captives()
    deliveries = _deliveries()
    waivers = _waivers()
    rows = Engagement.objects.order_by("key").values(
        "id",
        "key",
        "name",
        "vendor_id",
        "captive_team_id",
        "operating_model",
        "transfer_date",
        "declared_model",
        "delivery_country",
        "function",
        "is_core",
        "starts_on",
        "decision_reviewed_on",
    )
    return {
        row["id"]: EngagementFacts(
            id=row["id"],
            key=row["key"],
            name=row["name"],
            party=vendors[row["vendor_id"]].legal_name
            if row["vendor_id"]
            else captives[row["captive_team_id"]].name,
            operating_model=OperatingModel(row["operating_model"]),
            vendor_id=row["vendor_id"],
            transfer_date=row["transfer_date"],
            declared_model=row["declared_model"],
            deliveries=deliveries.get(row["id"])
            or _own_site(captives.get(row["captive_team_id"]))
            or _country_only(row["delivery_country"]),
            function=row["function"],
            is_core=row["is_core"],
            starts_on=row["starts_on"],
            decision_reviewed_on=row["decision_reviewed_on"],
            waivers=waivers.get(row["id"], ()),
        )
        for row in rows
    }


def _deliveries() -> dict[UUID, tuple[Delivery, ...]]:
    rows = DeliveryTeam.objects.order_by("engagement_id", "id").values_list(
        "engagement_id", "team__site__country", "team__site__time_zone", "heads"
    )
    return _grouped(
        (engagement, Delivery(str(country), zone.key, heads))
        for engagement, country, zone, heads in rows
    )


def _captives() -> dict[UUID, Team]:
    teams = Team.objects.filter(kind=TeamKind.CAPTIVE).select_related("site").order_by()
    return {team.pk: team for team in teams}


def _own_site(captive: Team | None) -> tuple[Delivery, ...]:
    """A captive team that is recorded as the party works at its own site."""
    if captive is None:
        return ()
    site = captive.site
    return (Delivery(str(site.country), site.time_zone.key, captive.head_count),)


def _country_only(country: str) -> tuple[Delivery, ...]:
    return (Delivery(country, None, 0),) if country else ()


def _waivers() -> dict[UUID, tuple[WaiverFacts, ...]]:
    rows = Waiver.objects.order_by("granted_on").values_list(
        "engagement_id",
        "id",
        "rule",
        "granted_by__user__full_name",
        "granted_on",
        "valid_until",
        "reason",
    )
    return _grouped(
        (engagement, WaiverFacts(waiver, rule, granted_by, granted_on, valid_until, reason))
        for engagement, waiver, rule, granted_by, granted_on, valid_until, reason in rows
    )


def _grouped[Key, Value](pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
