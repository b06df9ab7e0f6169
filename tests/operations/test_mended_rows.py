"""Rows that a release before let in are mended by a migration, in every organization."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from accounts.services.organization_deletion import as_owner
from tests.operations.databases import another_database

BEFORE = "0007_validate_merges"


@pytest.mark.slow
def test_tested_plans_exist_and_orders_keep_to_their_agreement(db: None) -> None:
    with another_database("mended", copied=True):
        migrate(upto=BEFORE)
        loader = MigrationExecutor(connections["owner"]).loader
        apps = loader.project_state(list(loader.applied_migrations)).apps
        ids = [fill(apps, word) for word in ("kittiwake", "cormorant")]
        migrate(upto="0009_mend_plans_and_ranks")
        for organization_id in ids:
            assert ask(
                organization_id,
                "SELECT legal_name, has_exit_plan, exit_tested_on FROM vendors_vendor ORDER BY 1",
            ) == [
                ("Never looked", None, None),
                ("No plan", False, None),
                ("Tested", True, date(2026, 5, 4)),
                ("Tested, not ticked", True, date(2026, 5, 4)),
            ]
            assert ask(organization_id, "SELECT rank FROM vendors_precedencerank ORDER BY 1") == [
                (1,),
                (3,),
            ]
            assert ask(
                organization_id,
                "SELECT rank, pgh_label, pgh_context->>'command' FROM vendors_precedencerankevent"
                " WHERE pgh_context IS NOT NULL ORDER BY 1",
            ) == [(2, "delete", "migrate"), (4, "delete", "migrate")]
        assert not_validated() == []
        migrate(upto=BEFORE)
        assert ask(ids[0], "SELECT count(*) FROM vendors_vendor WHERE has_exit_plan") == [(2,)]


def migrate(*, upto: str) -> None:
    """The rooms above go back no further than they must."""
    call_command("migrate", "vendors", upto, verbosity=0)


def fill(apps: StateApps, word: str) -> int:
    """Four vendors, and an order of two papers of its agreement and two of another."""

    def add(label: str, **values: Any) -> Any:
        return apps.get_model(label).objects.using("owner").create(**values)

    organization = add(
        "accounts.Organization", name=word, slug=word, home_country="US",
        home_time_zone="America/New_York", reporting_currency="USD", nearshore_countries="",
    )  # fmt: skip
    own = {"organization_id": organization.pk}
    day = date(2026, 5, 4)
    with as_owner(organization.pk):
        add("vendors.Vendor", legal_name="Never looked", **own)
        add("vendors.Vendor", legal_name="No plan", has_exit_plan=False, **own)
        add("vendors.Vendor", legal_name="Tested", has_exit_plan=True, exit_tested_on=day, **own)
        vendor = add("vendors.Vendor", legal_name="Tested, not ticked", exit_tested_on=day, **own)
        master = add("vendors.Contract", number="MSA-1", kind="master", vendor=vendor, **own)
        sow = add(
            "vendors.Contract", number="SOW-1", kind="statement_of_work", vendor=vendor,
            parent=master, **own,
        )  # fmt: skip
        alone = add("vendors.Contract", number="ALONE-1", vendor=vendor, **own)
        amendments = [
            add("vendors.Amendment", contract=each, number="A1", effective_on=day, **own)
            for each in (master, alone)
        ]
        papers: list[dict[str, Any]] = [
            {"paper_contract": master},
            {"paper_contract": alone},
            *({"paper_amendment": each} for each in amendments),
        ]
        for rank, paper in enumerate(papers, start=1):
            add("vendors.PrecedenceRank", contract=sow, rank=rank, **paper, **own)
    return int(organization.pk)


def ask(organization_id: int, query: str) -> list[tuple[Any, ...]]:
    with as_owner(organization_id), connections["owner"].cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def not_validated() -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]
