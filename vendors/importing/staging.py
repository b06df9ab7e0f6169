"""The rows of a file in a temporary table, where they can be compared with the register at once.

The table lives as long as the transaction. PostgreSQL refuses COPY into a table with forced
row-level security, so rows are copied here and go on from here under the organization's policy.
"""

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.db import connection

from vendors.importing.contract_row import ContractRow

_TYPES = {
    "line": "integer",
    "is_original": "boolean",
    "first_day": "date",
    "last_day": "date",
    "figures_as_of": "date",
    "amount": "numeric(18, 2)",
    "paid_to_date": "numeric(18, 2)",
    "notice_period": "integer",
    "delivery_days": "integer",
    "auto_renewal": "boolean",
    "renewal_months": "integer",
    "renewal_uplift_percent": "numeric(6, 2)",
    "replacement_lead_days": "integer",
    "extra": "jsonb",
}
_NAMES = [field.name for field in fields(ContractRow)]

# One row per contract. What is said of the contract itself is taken from its original term,
# else from the first row that says it; only the vendor must be the latest term's.
_CONTRACTS = """
    CREATE TEMPORARY TABLE import_contracts ON COMMIT DROP AS
    SELECT contract_number, min(line) AS line, max(figures_as_of) AS figures_as_of,
           min(first_day) AS first_day,
           CASE WHEN bool_or(last_day IS NULL) THEN NULL ELSE max(last_day) END AS last_day,
           sum(amount) AS value, min(currency) AS currency,
           (array_agg(vendor_name ORDER BY first_day DESC, line DESC))[1] AS vendor_name,
           {said}
    FROM import_rows GROUP BY contract_number
"""
_SAID_OF_CONTRACT = (
    "original_vendor_name",
    "title",
    "business_unit",
    "function",
    "kind",
    "parent_contract_number",
    "notice_period",
    "notice_unit",
    "delivery_days",
    "auto_renewal",
    "renewal_months",
    "renewal_uplift_percent",
    "replacement_lead_days",
    "owner_email",
)
_SAID = (
    "(array_agg({name} ORDER BY is_original DESC, first_day, line)"
    " FILTER (WHERE {name} IS NOT NULL))[1] AS {name}"
)


def stage(rows: Iterable[ContractRow]) -> None:
    """Copies the rows into `import_rows` and sums them up by contract in `import_contracts`."""
    columns = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _NAMES)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_rows, import_contracts, import_payments")
        cursor.execute(f"CREATE TEMPORARY TABLE import_rows ({columns}) ON COMMIT DROP")
        with cursor.copy(f"COPY import_rows ({', '.join(_NAMES)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_cell(row, name) for name in _NAMES])
        said = ", ".join(_SAID.format(name=name) for name in _SAID_OF_CONTRACT)
        cursor.execute(_CONTRACTS.format(said=said))
        cursor.execute("CREATE INDEX ON import_rows (contract_number, item_number, first_day)")
        cursor.execute("ANALYZE import_rows")
        cursor.execute("ANALYZE import_contracts")


def _cell(row: ContractRow, name: str) -> Any:
    value = getattr(row, name)
    return json.dumps(value, ensure_ascii=False) if name == "extra" else value
