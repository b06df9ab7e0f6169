"""Every table is bound to its organization or stands on a list with its reason."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from accounts.tenancy import TenantForeignKey, TenantModel, protection, tenant
from tests.cast import Cast
from tests.tenancy import catalogue
from vendors.models import Contract, Vendor


def test_every_table_is_protected_or_allowed_with_a_reason(db: None) -> None:
    assert catalogue.unprotected_tables() == []


def test_the_list_of_allowed_tables_names_no_table_that_is_gone(db: None) -> None:
    tables = {name for name, *_ in catalogue.query(catalogue._TABLES)}
    assert set(catalogue.ALLOWED) <= tables


def test_every_tenant_model_is_among_the_protected_tables(db: None) -> None:
    models = {model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)}
    assert len(models) >= 17
    assert models <= catalogue.protected_tables()


def test_unique_keys_lead_with_the_organization(db: None) -> None:
    assert catalogue.leaking_unique_keys() == []


def test_foreign_keys_between_tenant_tables_name_the_organization(db: None) -> None:
    assert catalogue.plain_foreign_keys() == []
    expected = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        if issubclass(model, TenantModel)
        for field in model._meta.fields
        if isinstance(field, TenantForeignKey)
    }
    assert expected
    assert expected <= catalogue.composite_foreign_keys()


@pytest.fixture
def partitioned_table(db: None) -> Iterator[str]:
    name = "measurements_for_a_test"
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {name} (organization_id bigint, day date) PARTITION BY RANGE (day)"
        )
        cursor.execute(
            f"CREATE TABLE {name}_2026 PARTITION OF {name}"
            " FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"
        )
        yield name
        cursor.execute(f"DROP TABLE {name}")


def test_a_partition_is_seen_until_it_is_protected_itself(partitioned_table: str) -> None:
    partition = f"{partitioned_table}_2026"
    assert catalogue.unprotected_tables() == [partitioned_table, partition]
    with connections["owner"].cursor() as cursor:
        for statement in protection(partitioned_table):
            cursor.execute(statement)
        assert catalogue.unprotected_tables() == [partition]
        for statement in protection(partition):
            cursor.execute(statement)
    assert catalogue.unprotected_tables() == []


def test_raw_sql_can_not_point_a_contract_at_another_organizations_vendor(cast: Cast) -> None:
    with tenant(cast.rival):
        theirs = Vendor.objects.create(legal_name="Theirs")
    with tenant(cast.harbor):
        ours = Vendor.objects.create(legal_name="Ours")
        contract = Contract.objects.create(number="C-1", vendor=ours)
    with pytest.raises(DatabaseError, match="vendors_contract_vendor_id_tenant_fk"):
        with tenant(cast.harbor), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE vendors_contract SET vendor_id = %s WHERE id = %s",
                [theirs.pk, contract.pk],
            )


def test_raw_sql_can_not_write_a_row_for_another_organization(cast: Cast) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), tenant(cast.harbor):
        Vendor.objects.create(legal_name="Planted", organization=cast.rival)


def test_two_organizations_may_use_the_same_names_and_numbers(cast: Cast) -> None:
    for organization in (cast.harbor, cast.rival):
        with tenant(organization):
            vendor = Vendor.objects.create(legal_name="Acme", lei="HWUPKR0MPOU8FGXBT394")
            Contract.objects.create(number="C-1", vendor=vendor)
    with tenant(cast.harbor):
        assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE vendors_vendor DISABLE ROW LEVEL SECURITY",
        "TRUNCATE vendors_vendor CASCADE",
        "DROP POLICY tenant ON vendors_vendor",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE vendors_vendor DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "UPDATE vendors_vendorevent SET legal_name = 'forged'",
        "DELETE FROM vendors_vendorevent",
        "INSERT INTO django_admin_log (id) VALUES (1)",
    ],
)
def test_the_application_may_not(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_application_is_an_ordinary_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)


def test_history_is_kept_per_organization(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        vendor.legal_name = "Acme Holding"
        vendor.save()
        Vendor.objects.filter(pk=vendor.pk).update(status="ended")
    history = apps.get_model("vendors", "VendorEvent").objects.order_by("pgh_id")
    with tenant(cast.harbor):
        events = list(history.values_list("pgh_label", "legal_name", "status"))
    assert events == [
        ("insert", "Acme", "active"),
        ("update", "Acme Holding", "active"),
        ("update", "Acme Holding", "ended"),
    ]
    with tenant(cast.rival):
        assert not history.exists()
