"""Writes staged contract rows into the register: vendors, contracts, items, payments.

All steps run in the caller's transaction and inside its organization. A row updates what it
speaks of only where it is not older than what the register holds: the latest figures win, in
whatever order the files arrive. What a file does not say stays as it is.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, models

from accounts.bulk_insert import insert_selected
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor


@dataclass
class Changes:
    """How many rows of each kind an import added and changed."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)


def write_staged_rows(source: str, today: date, *, says_last_day: bool = True) -> Changes:
    """Brings the staged rows into the register; `source` names the file.

    Without `says_last_day` the file has no column for last days, so that an empty one doesn't
    mean that there is no end: known ones stay.

    Payment figures without a day are taken as of `today`, and only where they differ from the
    latest figure, so that the same file changes nothing on another day.
    """
    # The planner knows nothing of rows written in this very transaction, takes them for a few and
    # joins thousands by thousands in nested loops: minutes instead of milliseconds.
    _allow_nested_loops(False)
    changes = Changes()
    said = {"source": source, "today": today, "says_last_day": says_last_day}
    changes.changed["vendors"] = _execute(_UPDATE_VENDORS)
    changes.added["vendors"] = _insert(Vendor, _NEW_VENDORS)
    changes.changed["contracts"] = _update(Contract, _CHANGED_CONTRACTS)
    changes.added["contracts"] = _insert(Contract, _NEW_CONTRACTS)
    changes.changed["contracts"] += _update(Contract, _CHANGED_PARENTS)
    changes.changed["items"] = _update(ContractItem, _CHANGED_ITEMS, said)
    changes.added["items"] = _insert(ContractItem, _NEW_ITEMS, said)
    _execute(_STAGED_PAYMENTS, said)
    changes.changed["payments"] = _execute(_UPDATE_PAYMENTS, said)
    changes.added["payments"] = _insert(PaymentToDate, _NEW_PAYMENTS, said)
    return changes


def _insert(model: type[models.Model], rows: str, said: dict[str, Any] | None = None) -> int:
    return insert_selected(model, _columns(rows, said), rows, said)


def _update(model: type[models.Model], rows: str, said: dict[str, Any] | None = None) -> int:
    """Gives the model's rows what `rows` select: an id and the columns that become different.

    What changes is found first and then written by key: triggers that walk from contract to
    contract need the nested loops that finding does badly with.
    """
    columns = [name for name in _columns(rows, said) if name != "id"]
    _execute("DROP TABLE IF EXISTS import_changed")
    _execute(f"CREATE TEMPORARY TABLE import_changed ON COMMIT DROP AS {rows}", said)
    _execute("ANALYZE import_changed")
    _allow_nested_loops(True)
    changed = _execute(
        f"UPDATE {model._meta.db_table} t SET ({', '.join(columns)}) = "  # noqa: S608 - below
        f"ROW({', '.join(f's.{name}' for name in columns)}) FROM import_changed s WHERE t.id = s.id"
    )
    _allow_nested_loops(False)
    return changed


def _columns(rows: str, said: dict[str, Any] | None) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rows}) s LIMIT 0", said)  # noqa: S608 - stands below
        return [column.name for column in cursor.description]


def _allow_nested_loops(allowed: bool) -> None:
    _execute(f"SET LOCAL enable_nestloop = {'on' if allowed else 'off'}")


def _execute(statement: str, parameters: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


_NEW_VENDORS = """
    SELECT DISTINCT ON (r.vendor_name) r.vendor_name AS legal_name,
           coalesce(r.vendor_country, '') AS country, coalesce(r.vendor_lei, '') AS lei
    FROM import_rows r
    WHERE NOT EXISTS (SELECT FROM vendors_vendor v WHERE v.legal_name = r.vendor_name)
    ORDER BY r.vendor_name, r.vendor_lei NULLS LAST, r.vendor_country NULLS LAST, r.line
"""

# What somebody typed in is not overwritten: a file only fills what is empty, and what it says of
# a merged vendor is the survivor's.
_UPDATE_VENDORS = """
    UPDATE vendors_vendor v
    SET country = CASE WHEN v.country = '' THEN s.country ELSE v.country END,
        lei = CASE WHEN v.lei = '' THEN s.lei ELSE v.lei END
    FROM (
        SELECT coalesce(n.merged_into_id, n.id) AS id,
               coalesce(max(r.vendor_country), '') AS country,
               coalesce(max(r.vendor_lei), '') AS lei
        FROM import_rows r JOIN vendors_vendor n ON n.legal_name = r.vendor_name GROUP BY 1
    ) s
    WHERE v.id = s.id
      AND ((v.country = '' AND s.country <> '') OR (v.lei = '' AND s.lei <> ''))
"""

_NEW_CONTRACTS = """
    SELECT s.contract_number AS number, coalesce(s.title, '') AS title,
           coalesce(s.kind, CASE
               WHEN s.parent_contract_number IS NOT NULL THEN 'statement_of_work'
               WHEN s.contract_number IN (SELECT parent_contract_number FROM import_contracts)
               THEN 'master' ELSE 'standalone' END) AS kind,
           coalesce(v.merged_into_id, v.id) AS vendor_id,
           coalesce(s.original_vendor_name, '') AS original_vendor,
           coalesce(s.business_unit, '') AS business_unit, m.id AS owner_id,
           s.first_day, s.last_day, s.value, s.currency, s.notice_period,
           coalesce(s.notice_unit, '') AS notice_unit,
           coalesce(s.delivery_days, 0) AS delivery_days,
           s.auto_renewal, s.renewal_months, s.renewal_uplift_percent, s.replacement_lead_days
    FROM import_contracts s
    JOIN vendors_vendor v ON v.legal_name = s.vendor_name
    LEFT JOIN accounts_user u ON u.email = lower(s.owner_email)
    LEFT JOIN accounts_membership m
           ON m.user_id = u.id AND m.organization_id = v.organization_id
    WHERE NOT EXISTS (SELECT FROM vendors_contract c WHERE c.number = s.contract_number)
    ORDER BY s.line
"""

_CHANGED_CONTRACTS = """
    WITH latest AS (
        SELECT i.contract_id, max(p.as_of) AS as_of
        FROM vendors_contractitem i JOIN vendors_paymenttodate p ON p.item_id = i.id
        GROUP BY 1
    ), wanted AS (
        SELECT c.id, coalesce(v.merged_into_id, v.id) AS vendor_id,
               coalesce(m.id, c.owner_id) AS owner_id,
               coalesce(s.title, c.title) AS title,
               coalesce(s.business_unit, c.business_unit) AS business_unit,
               coalesce(s.original_vendor_name, c.original_vendor) AS original_vendor,
               coalesce(s.kind, c.kind) AS kind,
               coalesce(s.notice_period, c.notice_period) AS notice_period,
               coalesce(s.notice_unit, c.notice_unit) AS notice_unit,
               coalesce(s.delivery_days, c.delivery_days) AS delivery_days,
               coalesce(s.auto_renewal, c.auto_renewal) AS auto_renewal,
               coalesce(s.renewal_months, c.renewal_months) AS renewal_months,
               coalesce(s.renewal_uplift_percent, c.renewal_uplift_percent)
                   AS renewal_uplift_percent,
               coalesce(s.replacement_lead_days, c.replacement_lead_days) AS replacement_lead_days
        FROM import_contracts s
        JOIN vendors_contract c ON c.number = s.contract_number
        JOIN vendors_vendor v ON v.legal_name = s.vendor_name
        LEFT JOIN latest l ON l.contract_id = c.id
        LEFT JOIN accounts_user u ON u.email = lower(s.owner_email)
        LEFT JOIN accounts_membership m
               ON m.user_id = u.id AND m.organization_id = c.organization_id
        WHERE s.figures_as_of IS NULL OR l.as_of IS NULL OR s.figures_as_of >= l.as_of
    )
    SELECT w.* FROM wanted w JOIN vendors_contract c ON c.id = w.id
    WHERE (c.vendor_id, c.owner_id, c.title, c.business_unit, c.original_vendor, c.kind,
           c.notice_period, c.notice_unit, c.delivery_days, c.auto_renewal, c.renewal_months,
           c.renewal_uplift_percent, c.replacement_lead_days)
          IS DISTINCT FROM
          (w.vendor_id, w.owner_id, w.title, w.business_unit, w.original_vendor, w.kind,
           w.notice_period, w.notice_unit, w.delivery_days, w.auto_renewal, w.renewal_months,
           w.renewal_uplift_percent, w.replacement_lead_days)
"""

_CHANGED_PARENTS = """
    SELECT c.id, p.id AS parent_id
    FROM import_contracts s
    JOIN vendors_contract c ON c.number = s.contract_number
    JOIN vendors_contract p ON p.number = s.parent_contract_number
    WHERE c.parent_id IS DISTINCT FROM p.id
"""

_NEW_ITEMS = """
    SELECT c.id AS contract_id, coalesce(v.merged_into_id, v.id) AS vendor_id,
           r.item_number AS number, r.is_original,
           r.first_day, r.last_day, r.amount, coalesce(r.title, '') AS title, r.extra,
           %(source)s || ', line ' || r.line AS source
    FROM import_rows r
    JOIN vendors_contract c ON c.number = r.contract_number
    JOIN vendors_vendor v ON v.legal_name = r.vendor_name
    WHERE NOT EXISTS (
        SELECT FROM vendors_contractitem i
        WHERE i.contract_id = c.id AND i.number = r.item_number AND i.first_day = r.first_day)
    ORDER BY r.line
"""

_CHANGED_ITEMS = """
    WITH latest AS (
        SELECT p.item_id, max(p.as_of) AS as_of FROM vendors_paymenttodate p GROUP BY 1
    ), wanted AS (
        SELECT i.id, coalesce(v.merged_into_id, v.id) AS vendor_id, r.is_original, r.amount,
               CASE WHEN %(says_last_day)s THEN r.last_day ELSE i.last_day END AS last_day,
               coalesce(r.title, i.title) AS title, i.extra || r.extra AS extra,
               %(source)s || ', line ' || r.line AS source
        FROM import_rows r
        JOIN vendors_contract c ON c.number = r.contract_number
        JOIN vendors_contractitem i
          ON i.contract_id = c.id AND i.number = r.item_number AND i.first_day = r.first_day
        JOIN vendors_vendor v ON v.legal_name = r.vendor_name
        LEFT JOIN latest l ON l.item_id = i.id
        WHERE r.figures_as_of IS NULL OR l.as_of IS NULL OR r.figures_as_of >= l.as_of
    )
    SELECT w.* FROM wanted w JOIN vendors_contractitem i ON i.id = w.id
    WHERE (i.vendor_id, i.is_original, i.last_day, i.amount, i.title, i.extra)
          IS DISTINCT FROM
          (w.vendor_id, w.is_original, w.last_day, w.amount, w.title, w.extra)
"""

_STAGED_PAYMENTS = """
    CREATE TEMPORARY TABLE import_payments ON COMMIT DROP AS
    SELECT i.id AS item_id, coalesce(r.figures_as_of, %(today)s) AS as_of,
           r.figures_as_of IS NULL AS is_undated, r.paid_to_date AS amount, r.line
    FROM import_rows r
    JOIN vendors_contract c ON c.number = r.contract_number
    JOIN vendors_contractitem i
      ON i.contract_id = c.id AND i.number = r.item_number AND i.first_day = r.first_day
    WHERE r.paid_to_date IS NOT NULL
"""

_NEW_PAYMENTS = """
    SELECT s.item_id, s.as_of, s.amount, %(source)s || ', line ' || s.line AS source
    FROM import_payments s
    LEFT JOIN vendors_paymenttodate same ON same.item_id = s.item_id AND same.as_of = s.as_of
    LEFT JOIN (
        SELECT DISTINCT ON (item_id) item_id, amount FROM vendors_paymenttodate
        ORDER BY item_id, as_of DESC
    ) latest ON latest.item_id = s.item_id
    WHERE same.id IS NULL AND NOT (s.is_undated AND latest.amount IS NOT DISTINCT FROM s.amount)
    ORDER BY s.line
"""

_UPDATE_PAYMENTS = """
    UPDATE vendors_paymenttodate p
    SET amount = s.amount, source = %(source)s || ', line ' || s.line
    FROM import_payments s
    WHERE p.item_id = s.item_id AND p.as_of = s.as_of AND p.amount <> s.amount
"""
