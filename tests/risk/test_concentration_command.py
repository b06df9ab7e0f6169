"""`concentration`: one object with the figures, or a table; what is left out is named."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import DeliveryTeam, Engagement, EngagementContract, OperatingModel
from teams.models import Site, Team, TeamKind
from tests.cast import Cast, make_cast
from tests.risk.records import make_contract, make_engagement, make_vendor, pay
from tests.risk.register import END_OF_FY_2020, load
from vendors.models import Contract, ContractItem, OwnRate


def run(organization: Organization, *arguments: str) -> str:
    out = StringIO()
    call_command("concentration", "--organization", organization.slug, *arguments, stdout=out)
    return out.getvalue()


def figures(organization: Organization, *arguments: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(run(organization, "--json", *arguments))
    return result


@pytest.fixture
def shares(cast: Cast) -> Organization:
    """Four vendors with 40, 30, 20 and 10 USD."""
    with tenant(cast.harbor):
        for amount in (40, 30, 20, 10):
            make_contract(f"C-{amount}", make_vendor(f"Vendor {amount}"), amount)
    return cast.harbor


def test_the_index_of_forty_thirty_twenty_ten_is_three_thousand(shares: Organization) -> None:
    result = figures(shares, "--by", "vendor", "--basis", "value")
    assert (result["hhi"], result["verdict"], result["effective"]) == (3000, "high", 3.333)
    assert [(row["label"], row["amount"], row["share_percent"]) for row in result["top"]] == [
        ("Vendor 40", 40, 40),
        ("Vendor 30", 30, 30),
        ("Vendor 20", 20, 20),
        ("Vendor 10", 10, 10),
    ]
    assert (result["total"], result["currency"], result["holders"]) == (100, "USD", 4)
    assert (result["basis"], result["scope"], result["as_of"]) == ("value", "active", "2026-06-30")
    assert result["unknown"] == {"amount": 0, "share_percent": 0}
    assert result["negative"] == []
    assert result["left_out"] == {
        "other_currencies": [],
        "undetermined_contracts": 0,
        "undetermined_agreed": 0,
    }


def test_without_data_the_index_is_null(cast: Cast) -> None:
    result = figures(cast.harbor)
    assert (result["hhi"], result["effective"], result["top"]) == (None, None, [])
    assert result["unknown"] == {"amount": 0, "share_percent": None}
    assert "No data" in run(cast.harbor)


def test_the_scope_is_judged_on_the_day_asked_for(shares: Organization) -> None:
    assert figures(shares, "--as-of", "2026-12-31")["hhi"] == 3000
    assert figures(shares, "--as-of", "2027-01-01")["hhi"] is None
    assert figures(shares, "--as-of", "2027-01-01", "--scope", "all")["hhi"] == 3000


def test_vendors_of_one_parent_count_together(cast: Cast) -> None:
    with tenant(cast.harbor):
        top = make_vendor("Harbor Holding")
        owned = make_vendor("Harbor North", ultimate_parent=top)
        make_contract("C-1", owned, 40)
        make_contract("C-2", top, 30)
        make_contract("C-3", make_vendor("Other"), 30)
    assert figures(cast.harbor, "--by", "vendor")["holders"] == 3
    by_parent = figures(cast.harbor, "--by", "parent")
    assert [(row["label"], row["share_percent"]) for row in by_parent["top"]] == [
        ("Harbor Holding", 70),
        ("Other", 30),
    ]


def test_countries_follow_the_heads_of_the_delivery_teams(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = make_vendor()
        split = make_engagement("E-1", vendor, make_contract("C-1", vendor, 60))
        _deliver(split, "IN", "Asia/Kolkata", 3)
        _deliver(split, "PL", "Europe/Warsaw", 1)
        make_engagement("E-2", vendor, make_contract("C-2", vendor, 30), delivery_country="PL")
        make_engagement("E-3", vendor, make_contract("C-3", vendor, 6))
        make_contract("C-4", vendor, 4)
    result = figures(cast.harbor, "--by", "country", "--basis", "value")
    assert {row["key"]: row["amount"] for row in result["top"]} == {
        "IN": 45,
        "PL": 45,
    }
    assert (result["hhi"], result["verdict"], result["effective"]) == (5000, "high", 2)
    assert (result["total"], result["holders"], result["top5_share"]) == (90, 2, 100)
    assert result["unknown"] == {"amount": 10, "share_percent": 10}
    text = run(cast.harbor, "--by", "country", "--basis", "value")
    assert "Apart, not known: 10.00 USD, 10.000 %" in text


def test_where_no_country_is_recorded_there_is_no_index(shares: Organization) -> None:
    result = figures(shares, "--by", "country", "--basis", "value")
    assert [result[name] for name in ("hhi", "verdict", "effective", "top5_share")] == [None] * 4
    assert (result["top"], result["total"], result["holders"]) == ([], 0, 0)
    assert result["unknown"] == {"amount": 100, "share_percent": 100}
    text = run(shares, "--by", "country", "--basis", "value")
    assert "No index: no country is recorded for any of the money." in text
    assert "Apart, not known: 100.00 USD, 100.000 %" in text


def _deliver(engagement: Engagement, country: str, zone: str, heads: int) -> None:
    site = Site.objects.create(name=f"Site {country}", country=country, time_zone=zone)
    team = Team.objects.create(
        name=f"Team {country}", site=site, kind=TeamKind.VENDOR_SUPPLIED, head_count=heads
    )
    DeliveryTeam.objects.create(engagement=engagement, team=team, heads=heads)


def test_functions_are_those_of_the_engagements(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = make_vendor()
        make_engagement("E-1", vendor, make_contract("C-1", vendor, 60), function="Payroll")
        make_contract("C-2", vendor, 40)
    result = figures(cast.harbor, "--by", "function")
    assert [(row["key"], row["share_percent"]) for row in result["top"]] == [
        ("Payroll", 100),
    ]
    assert result["unknown"] == {"amount": 40, "share_percent": 40}


def test_other_currencies_and_unknown_amounts_are_left_out_by_name(shares: Organization) -> None:
    with tenant(shares):
        make_contract("C-VND", make_vendor("Vendor VND"), 500, currency="VND")
        contract = make_contract("C-40b", make_vendor("Vendor open"), 70)
        contract.items.update(last_day=None)
    result = figures(shares, "--basis", "annualised")
    assert result["hhi"] == 3000
    assert result["left_out"] == {
        "other_currencies": [{"currency": "VND", "items": 1, "agreed": 500}],
        "undetermined_contracts": 1,
        "undetermined_agreed": 70,
    }
    text = run(shares, "--basis", "annualised")
    assert "Left out, no rate: 1 item of 500.00 VND" in text
    assert "items of 1 contract with an agreed value of 70.00" in text


def test_other_currencies_are_converted_at_the_as_of_date_with_the_rate_named(
    shares: Organization,
) -> None:
    """The euro stood at 1.5 USD by the group's own rate: 40 EUR become 60 of 160 USD."""
    with tenant(shares):
        OwnRate.objects.create(
            base="EUR",
            quote="USD",
            day=date(2026, 6, 29),
            rate=Decimal("1.5"),
            source="group treasury",
        )
        make_contract("C-EUR", make_vendor("Vendor EUR"), 40, currency="EUR")
    result = figures(shares, "--basis", "value")
    assert (result["total"], result["currency"]) == (160, "USD")
    assert next((row["label"], row["amount"]) for row in result["top"]) == ("Vendor EUR", 60)
    assert result["rates"] == ["1 EUR = 1.5 USD (group treasury, 29 Jun 2026)"]
    assert result["left_out"]["other_currencies"] == []
    text = run(shares, "--basis", "value")
    assert "Converted: 1 EUR = 1.5 USD (group treasury, 29 Jun 2026)" in text
    later = figures(shares, "--basis", "value", "--as-of", "2026-07-06")
    assert later["total"] == 160
    at_the_banks_rate = figures(shares, "--basis", "value", "--as-of", "2026-07-07")
    assert "ECB reference rate" in at_the_banks_rate["rates"][0]


def test_a_negative_net_stands_apart(shares: Organization) -> None:
    with tenant(shares):
        make_contract("C-cut", make_vendor("Vendor cut"), -5)
    result = figures(shares, "--basis", "value")
    assert result["hhi"] == 3000
    assert [(row["label"], row["amount"]) for row in result["negative"]] == [("Vendor cut", -5)]
    assert "Apart, below zero: Vendor cut -5.00" in run(shares, "--basis", "value")


def test_a_contract_recorded_without_items_counts_with_its_own_value(cast: Cast) -> None:
    with tenant(cast.harbor):
        contract = make_contract("C-1", make_vendor(), 40)
        contract.refresh_from_db()
        days = {"first_day": contract.first_day, "last_day": contract.last_day}
        ContractItem.objects.all().delete()
        Contract.objects.update(value=Decimal(40), **days)
    assert figures(cast.harbor, "--basis", "value")["total"] == 40


def test_spending_is_paid_at_the_end_less_paid_at_the_start(cast: Cast) -> None:
    with tenant(cast.harbor):
        contract = make_contract("C-1", make_vendor(), 2000)
        contract.items.update(first_day=date(2025, 1, 1))
        pay(contract, 300, date(2025, 6, 30))
        pay(contract, 1300, date(2026, 3, 31))
    result = figures(cast.harbor)
    assert (result["basis"], result["total"]) == ("spend", 1000)
    # The contract began inside the twelve months up to 30 June 2025, so they open at nothing.
    assert figures(cast.harbor, "--as-of", "2025-06-30", "--basis", "spend")["total"] == 300


def test_the_table_names_basis_scope_and_day(shares: Organization) -> None:
    text = run(shares, "--basis", "value", "--top", "2")
    assert text.splitlines()[:2] == [
        "By vendor, basis value, scope active, as of 2026-06-30, in USD",
        "HHI 3,000.000 (high): as concentrated as 3.333 equal shares; 4 hold something, the "
        "largest five 100.000 % of 100.00",
    ]
    assert "Vendor 30" in text
    assert "Vendor 20" not in text


def test_captives_have_no_share(shares: Organization) -> None:
    with tenant(shares):
        site = Site.objects.create(name="Kraków", country="PL", time_zone="Europe/Warsaw")
        team = Team.objects.create(
            name="Kraków Platform", site=site, kind=TeamKind.CAPTIVE, head_count=30
        )
        Engagement.objects.create(
            key="E-9",
            name="Platform",
            captive_team=team,
            operating_model=OperatingModel.OWN_ENTITY,
        )
        assert not EngagementContract.objects.exists()
    assert figures(shares, "--by", "country")["top"] == []


def test_wrong_input_is_refused(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There is no organization with the slug nowhere"):
        call_command("concentration", "--organization", "nowhere")
    with pytest.raises(CommandError, match="invalid choice: 'turnover'"):
        run(cast.harbor, "--basis", "turnover")
    with pytest.raises(CommandError, match="'-3' is not a whole number such as 100"):
        run(cast.harbor, "--top", "-3")
    with pytest.raises(CommandError, match="'today' is not a date such as 2020-06-30"):
        run(cast.harbor, "--as-of", "today")


@pytest.fixture(scope="module")
def last_quarter(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Organization]:
    """The City of Philadelphia with its last quarter."""
    with django_db_blocker.unblock():
        organization = make_cast(END_OF_FY_2020).harbor
        load(organization, ["FY-2020-Q4"])
        yield organization


@pytest.mark.parametrize(
    ("basis", "scope", "hhi"),
    [("value", "all", 1509.757), ("value", "active", 1585.083), ("paid", "all", 440.965)],
)
def test_a_city_quarter_read_from_the_database(
    db: None, last_quarter: Organization, basis: str, scope: str, hhi: float
) -> None:
    result = figures(last_quarter, "--by", "vendor", "--basis", basis, "--scope", scope)
    assert result["hhi"] == hhi
    assert result["as_of"] == "2020-06-30"
