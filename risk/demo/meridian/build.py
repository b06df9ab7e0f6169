"""Writes Meridian's records into an organization that has none yet."""

from collections.abc import Mapping
from datetime import time

from accounts.models import Membership, Organization, Role
from accounts.tenancy import tenant
from risk.demo.meridian.contracts import CONTRACTS
from risk.demo.meridian.engagements import ENGAGEMENTS, WAIVERS
from risk.demo.meridian.facts import ContractFact, EngagementFact, TeamFact, VendorFact
from risk.demo.meridian.lei import made_up_lei
from risk.demo.meridian.payments import paid_to_date
from risk.demo.meridian.people import write_people
from risk.demo.meridian.teams import TEAMS
from risk.demo.meridian.vendors import SUBCONTRACTORS, VENDORS
from risk.demo.meridian.write_agreements import write_agreements
from risk.models import Waiver
from sourcing.models import DeliveryTeam, Engagement, EngagementContract
from teams.models import Site, Team, WorkingWindow
from vendors.models import Contract, ContractItem, PaymentToDate, SubcontractorLink, Vendor

SEED = 20260630
SOURCE = "accounts payable"

type Members = Mapping[Role, Membership]


def write_records(organization: Organization, members: Members) -> None:
    """Writes vendors, teams, contracts, payments and engagements in one transaction."""
    with tenant(organization):
        vendors = _write_vendors()
        teams = _write_teams()
        contracts = _write_contracts(vendors, members)
        _write_items(contracts)
        write_agreements(contracts, members)
        engagements = _write_engagements(vendors, teams, members)
        _link(engagements, contracts, teams)
        _write_waivers(engagements, members)
        write_people(vendors, engagements, members)


def _write_vendors() -> dict[str, Vendor]:
    vendors = {fact.name: _vendor(fact) for fact in VENDORS}
    for fact in VENDORS:
        if fact.parent:
            vendors[fact.name].ultimate_parent = vendors[fact.parent]
    Vendor.objects.bulk_create(vendors.values())
    SubcontractorLink.objects.bulk_create(
        SubcontractorLink(
            prime=vendors[link.prime],
            subcontractor=vendors[link.subcontractor],
            service=link.service,
            since=link.since,
        )
        for link in SUBCONTRACTORS
    )
    return vendors


def _vendor(fact: VendorFact) -> Vendor:
    return Vendor(
        legal_name=fact.name,
        country=fact.country,
        lei=made_up_lei(fact.name, SEED) if fact.has_lei else "",
        tier=fact.tier,
        substitutability=fact.substitutability,
        substitutability_reason=fact.reason or "",
        reintegration=fact.reintegration,
        has_exit_plan=fact.has_exit_plan,
        exit_tested_on=fact.exit_tested_on,
        exit_tested_days=fact.exit_days,
        notes=fact.notes,
    )


def _write_teams() -> dict[str, Team]:
    sites = {fact.site: _site(fact) for fact in TEAMS}
    Site.objects.bulk_create(sites.values())
    teams = {
        fact.name: Team(
            name=fact.name, site=sites[fact.site], kind=fact.kind, head_count=fact.heads
        )
        for fact in TEAMS
    }
    Team.objects.bulk_create(teams.values())
    WorkingWindow.objects.bulk_create(
        WorkingWindow(
            team=teams[fact.name],
            weekday=weekday,
            starts=time.fromisoformat(starts),
            ends=time.fromisoformat(ends),
        )
        for fact in TEAMS
        for weekdays, starts, ends in fact.shifts
        for weekday in weekdays
    )
    return teams


def _site(fact: TeamFact) -> Site:
    return Site(name=fact.site, city=fact.city, country=fact.country, time_zone=fact.zone)


def _write_contracts(vendors: Mapping[str, Vendor], members: Members) -> dict[str, Contract]:
    contracts = {fact.number: _contract(fact, vendors, members) for fact in CONTRACTS}
    for fact in CONTRACTS:
        if fact.parent:
            contracts[fact.number].parent = contracts[fact.parent]
    Contract.objects.bulk_create(contracts.values())
    return contracts


def _contract(fact: ContractFact, vendors: Mapping[str, Vendor], members: Members) -> Contract:
    notice_period, notice_unit = fact.notice or (None, "")
    return Contract(
        number=fact.number,
        title=fact.title,
        kind=fact.kind,
        vendor=vendors[fact.vendor],
        business_unit=fact.unit,
        owner=members[fact.owner],
        first_day=fact.first_day,
        last_day=fact.last_day,
        currency=fact.currency,
        notice_period=notice_period,
        notice_unit=notice_unit,
        delivery_days=fact.delivery_days,
        holiday_country=fact.holiday_country,
        auto_renewal=fact.auto_renewal,
        renewal_months=fact.renewal_months,
        renewal_uplift_percent=fact.uplift_percent,
        replacement_lead_days=fact.replacement_lead_days,
        notes=fact.notes,
    )


def _write_items(contracts: Mapping[str, Contract]) -> None:
    items = {
        (fact, item): ContractItem(
            contract=contracts[fact.number],
            vendor=contracts[fact.number].vendor,
            number=fact.number + item.suffix,
            is_original=not item.suffix,
            first_day=item.first_day,
            last_day=item.last_day,
            amount=item.amount,
            title=item.title,
        )
        for fact in CONTRACTS
        for item in fact.items
    }
    ContractItem.objects.bulk_create(items.values())
    PaymentToDate.objects.bulk_create(
        PaymentToDate(item=stored, as_of=day, amount=amount, source=SOURCE)
        for (_, item), stored in items.items()
        for day, amount in paid_to_date(stored.number, item, SEED).items()
    )


def _write_engagements(
    vendors: Mapping[str, Vendor], teams: Mapping[str, Team], members: Members
) -> dict[str, Engagement]:
    engagements = {fact.key: _engagement(fact, members) for fact in ENGAGEMENTS}
    for fact in ENGAGEMENTS:
        if fact.vendor:
            engagements[fact.key].vendor = vendors[fact.vendor]
        if fact.captive_team:
            engagements[fact.key].captive_team = teams[fact.captive_team]
    Engagement.objects.bulk_create(engagements.values())
    return engagements


def _engagement(fact: EngagementFact, members: Members) -> Engagement:
    return Engagement(
        key=fact.key,
        name=fact.name,
        operating_model=fact.operating_model,
        transfer_date=fact.transfer_date,
        declared_model=fact.declared,
        delivery_country=fact.delivery_country,
        function=fact.function,
        is_core=fact.is_core,
        criticality=fact.criticality,
        data_classification=fact.data,
        working_mode=fact.mode,
        commitment=fact.commitment,
        starts_on=fact.starts_on,
        horizon_months=fact.horizon_months,
        decision_reviewed_on=fact.reviewed_on,
        internal_expert=members[fact.expert] if fact.expert else None,
        owner=members[fact.owner],
        scope_share_percent=fact.scope_share,
        notes=fact.notes,
    )


def _link(
    engagements: Mapping[str, Engagement],
    contracts: Mapping[str, Contract],
    teams: Mapping[str, Team],
) -> None:
    EngagementContract.objects.bulk_create(
        EngagementContract(engagement=engagements[fact.key], contract=contracts[number])
        for fact in ENGAGEMENTS
        for number in fact.contracts
    )
    DeliveryTeam.objects.bulk_create(
        DeliveryTeam(engagement=engagements[fact.key], team=teams[name], heads=heads)
        for fact in ENGAGEMENTS
        for name, heads in fact.delivered_by
    )


def _write_waivers(engagements: Mapping[str, Engagement], members: Members) -> None:
    Waiver.objects.bulk_create(
        Waiver(
            rule=waiver.rule,
            engagement=engagements[waiver.engagement],
            granted_by=members[waiver.granted_by],
            granted_on=waiver.granted_on,
            reason=waiver.reason,
            valid_until=waiver.valid_until,
        )
        for waiver in WAIVERS
    )
