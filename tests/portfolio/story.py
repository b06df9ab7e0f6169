"""Harbor Works on 30 June 2026: three vendors, one captive team, two currencies."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.models import DeliveryTeam, Engagement, EngagementContract
from teams.models import Site, Team
from tests.cast import Cast
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
TO_JULY = (date(2025, 8, 1), date(2026, 7, 31))
LAST_YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@dataclass(frozen=True)
class Story:
    """The vendors and contracts of the story, and the items whose payments a test may date."""

    acme: Vendor
    borealis: Vendor
    cascade: Vendor
    polar: Vendor
    contracts: dict[str, Contract]
    items: dict[str, ContractItem]


def tell(cast: Cast) -> Story:
    """Annualised and running, in USD: Acme 600,000, Borealis 500,000, Cascade 100,000."""
    with tenant(cast.harbor):
        polar = Vendor.objects.create(legal_name="Polar Group")
        acme = Vendor.objects.create(legal_name="Acme Services")
        borealis = Vendor.objects.create(legal_name="Borealis", ultimate_parent=polar)
        cascade = Vendor.objects.create(legal_name="Cascade")
        contracts = {
            "H-1": _renewing(acme, cast.omar),
            "H-2": Contract.objects.create(number="H-2", vendor=borealis),
            "H-3": Contract.objects.create(number="H-3", vendor=cascade),
            "H-4": Contract.objects.create(number="H-4", vendor=cascade, currency="VND"),
            "H-5": Contract.objects.create(number="H-5", vendor=acme),
            "H-6": Contract.objects.create(number="H-6", vendor=cascade),
            "H-7": Contract.objects.create(number="H-7", vendor=borealis),
            "H-8": Contract.objects.create(number="H-8", vendor=cascade, title="Frame only"),
        }
        items = {
            "H-1": _item(contracts["H-1"], "H-1", YEAR, "600000"),
            "H-2": _item(contracts["H-2"], "H-2", YEAR, "200000"),
            "H-2-01": _item(contracts["H-2"], "H-2-01", YEAR, "100000"),
            "H-3": _item(contracts["H-3"], "H-3", TO_JULY, "100000"),
            "H-4": _item(contracts["H-4"], "H-4", YEAR, "50000"),
            "H-5": _item(contracts["H-5"], "H-5", (date(2026, 3, 1), None), "10000"),
            "H-6": _item(contracts["H-6"], "H-6", LAST_YEAR, "80000"),
            "H-7": _item(contracts["H-7"], "H-7", YEAR, "200000"),
        }
        _engagements(acme, borealis, contracts)
    return Story(acme, borealis, cascade, polar, contracts, items)


def pay(story: Story, cast: Cast, figures: dict[str, tuple[tuple[date, str], ...]]) -> None:
    """Records payments to date: item number → day and amount."""
    with tenant(cast.harbor):
        for number, rows in figures.items():
            for day, amount in rows:
                PaymentToDate.objects.create(
                    item=story.items[number], as_of=day, amount=Decimal(amount)
                )


def _renewing(acme: Vendor, owner: Membership) -> Contract:
    return Contract.objects.create(
        number="H-1",
        title="Service desk",
        vendor=acme,
        owner=owner,
        auto_renewal=True,
        renewal_months=12,
        renewal_uplift_percent=5,
        notice_period=90,
        notice_unit="calendar_days",
    )


def _item(
    contract: Contract, number: str, term: tuple[date, date | None], amount: str
) -> ContractItem:
    return ContractItem.objects.create(
        contract=contract,
        vendor=contract.vendor,
        number=number,
        is_original=number == contract.number,
        first_day=term[0],
        last_day=term[1],
        amount=Decimal(amount),
    )


def _engagements(acme: Vendor, borealis: Vendor, contracts: dict[str, Contract]) -> None:
    boston = Site.objects.create(name="Boston", country="US", time_zone="America/New_York")
    hyderabad = Site.objects.create(name="Hyderabad", country="IN", time_zone="Asia/Kolkata")
    liaison = Team.objects.create(
        name="Borealis Boston", site=boston, kind="vendor_supplied", head_count=5
    )
    offshore = Team.objects.create(
        name="Borealis India", site=hyderabad, kind="vendor_supplied", head_count=15
    )
    captive = Team.objects.create(
        name="Hyderabad Center", site=hyderabad, kind="captive", head_count=40
    )
    desk = _engagement("DESK", acme, "IT support", "US")
    build = _engagement("BUILD", borealis, "Software", "IN")
    mixed = _engagement("MIXED", borealis, "Software", "")
    center = Engagement.objects.create(
        key="CENTER", name="Center", captive_team=captive, operating_model="own_entity"
    )
    for engagement, contract in ((desk, "H-1"), (build, "H-2"), (mixed, "H-7")):
        EngagementContract.objects.create(engagement=engagement, contract=contracts[contract])
    for engagement, team, heads in (
        (mixed, liaison, 5),
        (mixed, offshore, 15),
        (center, captive, 40),
    ):
        DeliveryTeam.objects.create(engagement=engagement, team=team, heads=heads)


def _engagement(key: str, vendor: Vendor, function: str, country: str) -> Engagement:
    return Engagement.objects.create(
        key=key,
        name=key.capitalize(),
        vendor=vendor,
        operating_model="vendor",
        function=function,
        delivery_country=country,
    )
