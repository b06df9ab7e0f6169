"""Reads the entered organization's portfolio in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
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
from risk.selectors.contract_facts import decision_facts, obligation_facts
from sourcing.models import DeliveryTeam, Engagement, EngagementContract
from sourcing.quadrants import Delivery, OperatingModel
from teams.models import Team, TeamKind
from vendors.concentration import trailing_opening
from vendors.deadlines import NO_HOLIDAYS
from vendors.models import Contract, ContractItem, PaymentToDate, SubcontractorLink, Vendor
from vendors.selectors.end_terms import end_terms
from vendors.selectors.holidays import holiday_dates
from vendors.selectors.rates import rate_table


def read_portfolio(organization: Organization, as_of: date) -> Portfolio:
    """Everything the organization holds, with payments up to and including `as_of`.

    Must run inside `tenant(organization)`. Seventeen queries, whatever the size, and two
    more for rates where contracts stand in several currencies.
    """
    closing = _payments(as_of)
    opening = _payments(trailing_opening(as_of))
    vendors = _vendors()
    # In no order: sorting would join both parents, row by row while the planner knows no sizes.
    links = EngagementContract.objects.order_by()
    engagement_of = dict(links.values_list("contract_id", "engagement_id"))
    contracts = _contracts(_items(closing, opening), engagement_of, as_of)
    currencies = {organization.reporting_currency, *(each.currency for each in contracts)}
    return Portfolio(
        as_of=as_of,
        reporting_currency=organization.reporting_currency,
        home=Home(
            country=str(organization.home_country),
            zone=organization.home_time_zone.key,
            nearshore_countries=frozenset(map(str, organization.nearshore_countries)),
        ),
        vendors=vendors,
        contracts=contracts,
        engagements=_engagements(vendors),
        closing_figures=_latest(closing),
        opening_figures=_latest(opening),
        subcontractors=_grouped(
            SubcontractorLink.objects.order_by("id").values_list("prime_id", "subcontractor_id")
        ),
        rates=rate_table(currencies, as_of),
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
    rows = Vendor.objects.order_by().values_list(
        "id",
        "legal_name",
        "ultimate_parent_id",
        "substitutability",
        "has_exit_plan",
        "exit_tested_on",
        "exit_tested_days",
    )
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
    items: Mapping[UUID, list[ItemFacts]], engagement_of: Mapping[UUID, UUID], as_of: date
) -> tuple[ContractFacts, ...]:
    contracts = list(Contract.objects.order_by("number").defer("notes", "extra"))
    ends = end_terms(contracts, as_of)
    decisions, obligations, holidays = decision_facts(), obligation_facts(), holiday_dates()
    return tuple(
        ContractFacts(
            id=row.pk,
            number=row.number,
            vendor_id=row.vendor_id,
            currency=row.currency,
            first_day=row.first_day,
            last_day=row.last_day,
            value=row.value,
            notice=ends[row.pk].notice,
            notice_from=ends[row.pk].notice_from,
            auto_renews=ends[row.pk].renews,
            renewal_months=ends[row.pk].renewal_months,
            renewal_uplift_percent=ends[row.pk].renewal_uplift_percent,
            renewal_from=ends[row.pk].renewal_from,
            replacement_lead_days=row.replacement_lead_days,
            holidays=holidays.get((str(row.holiday_country), row.holiday_subdivision), NO_HOLIDAYS),
            decision=decisions.get((row.pk, row.last_day)),
            obligations=obligations.get(row.pk, ()),
            items=tuple(items.get(row.pk, ())),
            engagement_id=engagement_of.get(row.pk),
        )
        for row in contracts
    )


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
        "criticality",
        "is_specialised",
        "internal_expert_id",
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
            criticality=row["criticality"],
            is_specialised=row["is_specialised"],
            has_expert=row["internal_expert_id"] is not None,
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
