"""From the schema of release 0.1 with two organizations in it, to today's, back, and again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps as today
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from accounts.services.organization_deletion import as_owner
from accounts.tenancy import tenant
from tests.operations.databases import another_database
from tests.tenancy import catalogue

ROOMS = ("accounts", "vendors", "teams", "sourcing", "risk")
RELEASE_0_1 = "0002_tenant_protection"
NOW = datetime(2026, 6, 30, 14, tzinfo=UTC)
TARGETS = [(room, RELEASE_0_1) for room in ROOMS]
WORDS = ("kittiwake", "cormorant")


@pytest.fixture
def release_0_1(db: None) -> Iterator[StateApps]:
    """A database as release 0.1 left it, with its models; the application's aliases use it."""
    with another_database("upgrade"):
        # Straight from nothing, as it was then, and all rooms in one plan.
        executor = MigrationExecutor(connections["owner"])
        executor.migrate(TARGETS)
        yield executor.loader.project_state(TARGETS).apps


def to_release_0_1() -> None:
    MigrationExecutor(connections["owner"]).migrate(TARGETS)


def fill(apps: StateApps, word: str) -> int:
    """One organization with a row in each corner; returns its id."""

    def add(label: str, **values: Any) -> Any:
        return apps.get_model(label).objects.using("owner").create(**values)

    organization = add(
        "accounts.Organization", name=word, slug=word, home_country="US",
        home_time_zone="America/New_York", reporting_currency="USD", nearshore_countries="",
    )  # fmt: skip
    own = {"organization_id": organization.pk}
    with as_owner(organization.pk):
        user = add("accounts.User", email=f"olga@{word}.example", full_name="Olga", password="x")
        member = add("accounts.Membership", user=user, role="owner", **own)
        parent = add("vendors.Vendor", legal_name=f"{word} Holding", **own)
        vendor = add("vendors.Vendor", legal_name=word, ultimate_parent=parent, **own)
        contract = add("vendors.Contract", number=f"{word}-1", title=word, vendor=vendor, **own)
        item = add(
            "vendors.ContractItem", contract=contract, vendor=vendor, number=f"{word}-1",
            is_original=True, first_day=date(2026, 1, 1), last_day=date(2027, 6, 30),
            amount=Decimal("1000.00"), **own,
        )  # fmt: skip
        add(
            "vendors.PaymentToDate",
            item=item,
            as_of=date(2026, 6, 30),
            amount=Decimal("5500.00"),
            **own,
        )
        engagement = add(
            "sourcing.Engagement",
            key=word,
            name=word,
            vendor=vendor,
            operating_model="vendor",
            **own,
        )
        add("sourcing.EngagementContract", engagement=engagement, contract=contract, **own)
        site = add("teams.Site", name=word, country="IN", time_zone="Asia/Kolkata", **own)
        add("teams.Team", name=word, site=site, head_count=5, **own)
        add(
            "risk.Delivery", recipient=member, window=word, subject=word, text=word, html=word,
            message_id=word, created_at=NOW, next_attempt_at=NOW, **own,
        )  # fmt: skip
    return int(organization.pk)


def rows(organization_id: int) -> dict[str, list[Any]]:
    """What is asked of each organization before and after, as SQL knows it in every release."""
    queries = {
        "vendors": "SELECT legal_name FROM vendors_vendor",
        "parents": "SELECT p.legal_name FROM vendors_vendor v JOIN vendors_vendor p"
        " ON p.id = v.ultimate_parent_id",
        "contracts": "SELECT number, title FROM vendors_contract",
        "items": "SELECT number, amount, first_day, last_day FROM vendors_contractitem",
        "payments": "SELECT as_of, amount FROM vendors_paymenttodate",
        "engagements": "SELECT key, name, operating_model FROM sourcing_engagement",
        "joined": "SELECT count(*) FROM sourcing_engagementcontract",
        "sites": "SELECT name, country, time_zone FROM teams_site",
        "teams": "SELECT name FROM teams_team",
        "mails": "SELECT subject, state, message_id FROM risk_delivery",
    }
    found = {}
    with as_owner(organization_id), connections["owner"].cursor() as cursor:
        for name, query in queries.items():
            cursor.execute(f"{query} ORDER BY 1")
            found[name] = cursor.fetchall()
        cursor.execute(
            "SELECT role FROM accounts_membership WHERE organization_id = %s", [organization_id]
        )
        found["members"] = cursor.fetchall()
    return found


@pytest.mark.slow
def test_an_upgrade_keeps_every_row_and_every_wall_and_can_be_taken_back(
    release_0_1: StateApps,
) -> None:
    ids = [fill(release_0_1, word) for word in WORDS]
    before = [rows(organization_id) for organization_id in ids]
    assert before[0]["vendors"] == [("kittiwake",), ("kittiwake Holding",)]
    assert before[1]["payments"] == [(date(2026, 6, 30), Decimal("5500.00"))]

    call_command("migrate", verbosity=0)
    assert [rows(organization_id) for organization_id in ids] == before
    check_walls(ids)

    to_release_0_1()
    assert [rows(organization_id) for organization_id in ids] == before

    call_command("migrate", verbosity=0)
    assert [rows(organization_id) for organization_id in ids] == before
    check_walls(ids)


def check_walls(ids: list[int]) -> None:
    assert catalogue.unprotected_tables() == []
    assert catalogue.leaking_unique_keys() == []
    assert catalogue.plain_foreign_keys() == []
    vendor = today.get_model("vendors", "Vendor")
    for organization_id, word in zip(ids, WORDS, strict=True):
        with tenant(organization_id):
            names = set(vendor.objects.values_list("legal_name", flat=True))
            assert names == {word, f"{word} Holding"}
            # The application writes, and its triggers keep history.
            vendor.objects.filter(legal_name=word).update(status="active")
    assert not vendor.objects.exists()
    for statement in (
        "DELETE FROM vendors_vendorevent",
        "ALTER TABLE vendors_vendor DISABLE TRIGGER ALL",
    ):
        with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
            with transaction.atomic(), connections["default"].cursor() as cursor:
                cursor.execute(statement)
