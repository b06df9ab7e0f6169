"""What a file's rows may not say against what the register already holds."""

from django.db import connection

from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import RowError

# Each statement gives line, field, value and what was expected.
_CHECKS = (
    """
    SELECT r.line, 'owner_email', r.owner_email,
           'the address of an active member of this organization'
    FROM import_rows r
    WHERE r.owner_email IS NOT NULL AND NOT EXISTS (
        SELECT FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
        WHERE m.organization_id = %(organization)s AND m.is_active
          AND u.email = lower(r.owner_email))
    """,
    """
    SELECT r.line, 'parent_contract_number', r.parent_contract_number,
           'the number of a contract in this file or in the register'
    FROM import_rows r
    WHERE r.parent_contract_number IS NOT NULL
      AND NOT EXISTS (SELECT FROM import_rows o WHERE o.contract_number = r.parent_contract_number)
      AND NOT EXISTS (SELECT FROM vendors_contract c WHERE c.number = r.parent_contract_number)
    """,
    """
    SELECT r.line, 'currency', r.currency, c.currency || ', in which the contract is registered'
    FROM import_rows r JOIN vendors_contract c ON c.number = r.contract_number
    WHERE c.currency <> r.currency
    """,
    """
    SELECT r.line, 'parent_contract_number', r.parent_contract_number,
           'a contract registered as statement of work or order, which ' || c.number || ' is not'
    FROM import_rows r JOIN vendors_contract c ON c.number = r.contract_number
    WHERE r.parent_contract_number IS NOT NULL AND r.kind IS NULL
      AND c.kind NOT IN ('statement_of_work', 'order')
    """,
    """
    SELECT r.line, 'kind', r.kind,
           'statement_of_work or order, since the contract is registered under a master'
    FROM import_rows r JOIN vendors_contract c ON c.number = r.contract_number
    WHERE r.kind NOT IN ('statement_of_work', 'order') AND c.parent_id IS NOT NULL
    """,
    """
    WITH RECURSIVE links AS (
        SELECT s.contract_number AS child, s.parent_contract_number AS parent
        FROM import_contracts s WHERE s.parent_contract_number IS NOT NULL
        UNION
        SELECT c.number, p.number
        FROM vendors_contract c JOIN vendors_contract p ON p.id = c.parent_id
        WHERE NOT EXISTS (SELECT FROM import_contracts s WHERE s.contract_number = c.number
                          AND s.parent_contract_number IS NOT NULL)
    ), ancestors AS (
        SELECT child, parent FROM links
        UNION
        SELECT a.child, l.parent FROM ancestors a JOIN links l ON l.child = a.parent
    )
    SELECT r.line, 'parent_contract_number', r.parent_contract_number,
           'a contract that does not itself stand under ' || r.contract_number
    FROM import_rows r JOIN ancestors a ON a.child = r.contract_number AND a.parent = a.child
    WHERE r.parent_contract_number IS NOT NULL
    """,
    """
    SELECT r.line, 'vendor_lei', r.vendor_lei, 'an LEI that ' || v.legal_name || ' does not carry'
    FROM import_rows r JOIN vendors_vendor v ON v.lei = r.vendor_lei
    WHERE v.legal_name <> r.vendor_name
      AND NOT EXISTS (SELECT FROM vendors_vendor n
                      WHERE n.legal_name = r.vendor_name AND n.merged_into_id = v.id)
    """,
    """
    SELECT r.line, 'vendor_lei', r.vendor_lei,
           'one vendor for it, not ' || o.vendor_name || ' as in line ' || o.line
    FROM import_rows r
    JOIN (SELECT DISTINCT ON (vendor_lei) vendor_lei, vendor_name, line
          FROM import_rows WHERE vendor_lei IS NOT NULL ORDER BY vendor_lei, line) o
      ON o.vendor_lei = r.vendor_lei AND o.vendor_name <> r.vendor_name
    """,
)


def register_errors(organization_id: int, mapping: ContractMapping) -> list[RowError]:
    """Every disagreement of the staged rows with the register, in the order of the file."""
    headers = {name: header for header, name in mapping.columns.items()}
    found: list[RowError] = []
    with connection.cursor() as cursor:
        for check in _CHECKS:
            cursor.execute(check, {"organization": organization_id})
            found.extend(
                RowError(line, headers.get(name, name), value, expected)
                for line, name, value, expected in cursor.fetchall()
            )
    return sorted(found, key=lambda error: error.line)
