"""Fills a benchmark's own database: many organizations with vendors, contracts and engagements."""

import os
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from django.db import connections

from accounts.api.scopes import SCOPES
from accounts.models import Membership, Organization, Role
from accounts.services.api_tokens import create_token
from accounts.services.organizations import add_member, create_organization
from accounts.tenancy import tenant
from risk.models import Finding
from sourcing.models import Engagement, EngagementContract
from vendors.models import Contract, ContractItem, Vendor

QUICK = bool(os.environ.get("QUICK"))
TABLES = (
    "vendors_vendor",
    "vendors_contract",
    "vendors_contractitem",
    "sourcing_engagement",
    "sourcing_engagementcontract",
    "risk_finding",
)
#: What differs between the copies of a row; `n` counts them, `v` is the number of their vendor.
_DIFFERS = {
    Vendor: {"id": "{v}", "legal_name": "'Vendor ' || lpad(n::text, 7, '0')"},
    Contract: {"id": "{c}", "number": "'C' || lpad(n::text, 7, '0')", "vendor_id": "{cv}"},
    ContractItem: {"id": "{i}", "contract_id": "{c}", "vendor_id": "{cv}"},
    Engagement: {"id": "{e}", "key": "'E' || lpad(n::text, 7, '0')", "vendor_id": "{cv}"},
    EngagementContract: {"id": "{l}", "engagement_id": "{e}", "contract_id": "{c}"},
    Finding: {"id": "{f}", "contract_id": "{c}", "fingerprint": "md5(n::text)"},
}


def fill(sizes: list[int]) -> list[Organization]:
    """An organization of each size: so many engagements, each with a vendor and a contract.

    The copies are made above row-level security and without triggers, those of foreign keys
    included: what they would check or write is not measured, and takes most of the time.
    """
    made = []
    with above_row_level_security(str(connections["default"].settings_dict["NAME"])) as loader:
        loader.execute("SET session_replication_role = replica")
        for position, rows in enumerate(sizes):
            organization = create_organization(
                slug=f"bench-{position}",
                name=f"Bench {position}",
                home_country="US",
                home_time_zone=ZoneInfo("America/New_York"),
                reporting_currency="USD",
            )
            with tenant(organization):
                patterns = _patterns()
            for pattern in patterns:
                vendors = max(rows // 10, 1)
                many = vendors if isinstance(pattern, Vendor) else rows
                loader.execute(
                    _copies(pattern, organization.pk, vendors).encode(), [pattern.pk, many]
                )
            with tenant(organization):
                for pattern in reversed(patterns):
                    pattern.delete()
            made.append(organization)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def _patterns() -> list[Any]:
    """One row of each kind, from which the others are copied."""
    vendor = Vendor.objects.create(legal_name="Pattern", country="IN")
    contract = Contract.objects.create(
        number="Pattern",
        vendor=vendor,
        first_day=date(2026, 1, 1),
        last_day=date(2026, 12, 31),
        value=1000,
    )
    item = ContractItem.objects.create(
        contract=contract,
        vendor=vendor,
        number="1",
        first_day=date(2026, 1, 1),
        amount=1000,
    )
    engagement = Engagement.objects.create(
        key="Pattern",
        name="Claims support",
        vendor=vendor,
        operating_model="vendor",
        function="Claims",
    )
    served = EngagementContract.objects.create(engagement=engagement, contract=contract)
    now = datetime.now(UTC)
    finding = Finding.objects.create(
        rule="decide-by",
        fingerprint="pattern",
        contract=contract,
        severity=3,
        title="Decide",
        first_seen_at=now,
        last_seen_at=now,
        state_changed_at=now,
    )
    return [vendor, contract, item, engagement, served, finding]


def _copies(pattern: Any, organization: int, vendors: int) -> str:
    """The statement that copies a row; ids follow from kind, organization and number."""

    def identity(kind: str, number: str = "n") -> str:
        return f"md5('{kind}{organization} ' || {number})::uuid"

    ids = {kind: identity(kind) for kind in "vcielf"}
    differs = {
        column: expression.format(**ids, cv=identity("v", f"(1 + n % {vendors})"))
        for column, expression in _DIFFERS[type(pattern)].items()
    }
    columns = [field.column for field in pattern._meta.concrete_fields]
    named = ", ".join(f'"{column}"' for column in columns)
    chosen = ", ".join(differs.get(column, f'p."{column}"') for column in columns).replace(
        "%", "%%"
    )
    table = pattern._meta.db_table
    # The names come from the models.
    return (
        f"INSERT INTO {table} ({named}) SELECT {chosen} "  # noqa: S608
        f"FROM (SELECT * FROM {table} WHERE id = %s) p, generate_series(1, %s) n"
    )


def secret_of(organization: Organization) -> str:
    """A token of an owner of the organization, with all scopes."""
    member: Membership = add_member(
        organization=organization,
        email=f"owner@{organization.slug}.example",
        full_name="Owner",
        role=Role.OWNER,
        time_zone=ZoneInfo("UTC"),
    )
    _, secret = create_token(
        membership=member, name="bench", scopes=list(SCOPES), expiry=None, now=datetime.now(UTC)
    )
    return secret


def above_row_level_security(name: str) -> psycopg.Connection[Any]:
    """A connection as the embedded server's superuser, to whom no policy applies."""
    given = connections["owner"].get_connection_params()
    port = {"port": given["port"]} if given.get("port") else {}
    return psycopg.connect(
        host=given["host"], user="postgres", dbname=name, autocommit=True, **port
    )
