"""Imports a contract file: the register of contracts, and an engagement for each contract."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.bulk_insert import NEW_ID, insert_selected
from accounts.models import Organization
from accounts.statistics import WORTH_REFRESHING, refresh_statistics
from accounts.tenancy import tenant
from sourcing.models import Engagement, EngagementContract, OperatingModel
from sourcing.models.file_import import Outcome
from sourcing.services.import_log import marked, note_file
from vendors.importing.contract_file import Checking, ContractFile, FileCheck, RejectedRow
from vendors.importing.mapping import ContractMapping
from vendors.importing.refusal import FileRefused
from vendors.importing.register_checks import register_errors
from vendors.importing.rejects import rejects_path, write_rejects
from vendors.importing.staging import stage
from vendors.models import Contract, ContractItem, PaymentToDate, Vendor
from vendors.services.contract_import import Changes, write_staged_rows

type TakeRejects = Callable[[Iterable[RejectedRow]], None]


@dataclass(frozen=True)
class ImportResult:
    """What the file holds, what it changed, and what was left out of it.

    `check` speaks of the file's good rows, `changes` of the register. `overlapping_terms` counts
    pairs of terms of one item that share a day; they are stored as they stand. `rejects` is the
    file with the rejected rows, None where there are none or nothing was written.
    """

    check: FileCheck
    changes: Changes
    overlapping_terms: int
    rejects: Path | None
    is_dry_run: bool


def import_contracts(
    *,
    organization: Organization,
    path: Path,
    mapping: ContractMapping,
    today: date,
    figures_as_of: date | None = None,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    import_id: UUID | None = None,
    take_rejects: TakeRejects | None = None,
) -> ImportResult:
    """Reads one file into the organization's register, in one transaction.

    A bad row refuses the whole file with all errors listed, unless `skip_bad_rows`: then the
    others go in and it is written beside the file. `figures_as_of` overrides what the file says
    about the day of its payment figures; `today` dates payments that carry no day. A dry run
    does everything and takes it back. Raises `FileRefused`; nothing of the file is stored then.

    `import_id` is that of an `Import` that exists already; without one it gets a row here.
    `take_rejects` is given the rejected rows instead of a file beside the imported one.
    """
    file = ContractFile(path, mapping, figures_as_of=figures_as_of)
    key = import_id or uuid7()
    mark = marked(key, source="import_contracts", file=path.name)
    with tenant(organization), mark:
        check = _stage_good_rows(file, organization, skip_bad_rows)
        changes = _write(file, today)
        changes.added["engagements"] = _create_engagements()
        changes.changed["engagements"] = _follow_vendor()
        result = ImportResult(
            check=check,
            changes=changes,
            overlapping_terms=_overlapping_terms(),
            rejects=rejects_path(path)
            if check.rejected and not dry_run and not take_rejects
            else None,
            is_dry_run=dry_run,
        )
        if result.rejects:
            write_rejects(result.rejects, check.headers, file.rejected_rows(), mapping)
        if check.summary["rows"] > WORTH_REFRESHING:
            refresh_statistics(
                Vendor, Contract, ContractItem, PaymentToDate, Engagement, EngagementContract
            )
        if take_rejects:
            take_rejects(file.rejected_rows())
        if import_id is None:
            note_file(
                import_id=key,
                path=path,
                mapping=mapping.name,
                counts=_counts(check, changes),
                now=timezone.now(),
            )
        with connection.cursor() as cursor:
            # The caller's transaction may go on; its planner is its own again.
            cursor.execute("SET LOCAL enable_nestloop = on")
        transaction.set_rollback(dry_run)
    return result


def _counts(check: FileCheck, changes: Changes) -> dict[str, int]:
    return {
        Outcome.NEW: sum(changes.added.values()),
        Outcome.CHANGED: sum(changes.changed.values()),
        Outcome.REFUSED: check.rejected,
    }


def _write(file: ContractFile, today: date) -> Changes:
    present = {header.casefold() for header in file.headers}
    said = {name for header, name in file.mapping.columns.items() if header.casefold() in present}
    try:
        return write_staged_rows(file.path.name, today, says_last_day="last_day" in said)
    except IntegrityError as error:
        sentence = str(error).splitlines()[0]
        raise FileRefused(f"{file.path.name}: {sentence} Nothing was imported.") from error


def _stage_good_rows(
    file: ContractFile, organization: Organization, skip_bad_rows: bool
) -> FileCheck:
    """Stages the rows that neither the file nor the register speaks against.

    Rejecting a row may orphan another that names it, hence again until nothing is found.
    """
    while True:
        checking = Checking(file)
        stage(checking.rows())
        check = checking.result()
        errors = register_errors(organization.pk, file.mapping)
        if not errors:
            break
        file.refuse(errors)
    if check.rejected and not skip_bad_rows:
        raise check.refusal()
    if not check.summary["rows"]:
        raise check.refusal()
    return check


_NEW_ENGAGEMENTS = f"""
    CREATE TEMPORARY TABLE import_engagements ON COMMIT DROP AS
    SELECT {NEW_ID} AS id, c.id AS contract_id, c.number AS key,
           coalesce(nullif(c.title, ''), c.number) AS name, c.vendor_id,
           '{OperatingModel.VENDOR.value}' AS operating_model,
           coalesce(s.function, '') AS function
    FROM import_contracts s JOIN vendors_contract c ON c.number = s.contract_number
    WHERE NOT EXISTS (SELECT FROM sourcing_engagementcontract l WHERE l.contract_id = c.id)
      AND NOT EXISTS (SELECT FROM sourcing_engagement e WHERE e.key = c.number)
    ORDER BY s.line
"""  # noqa: S608 - nothing of it comes from outside

# An assignment moves the engagement along, as long as it runs under this one contract.
_FOLLOW_VENDOR = """
    UPDATE sourcing_engagement e SET vendor_id = c.vendor_id
    FROM import_contracts s
    JOIN vendors_contract c ON c.number = s.contract_number
    JOIN sourcing_engagementcontract l ON l.contract_id = c.id
    WHERE e.id = l.engagement_id AND e.vendor_id <> c.vendor_id
      AND NOT EXISTS (SELECT FROM sourcing_engagementcontract o
                      WHERE o.engagement_id = e.id AND o.contract_id <> c.id)
"""

_OVERLAPPING_TERMS = """
    SELECT count(*) FROM import_contracts s
    JOIN vendors_contract c ON c.number = s.contract_number
    JOIN vendors_contractitem a ON a.contract_id = c.id
    JOIN vendors_contractitem b ON b.contract_id = c.id AND b.number = a.number
     AND a.first_day < b.first_day AND (a.last_day IS NULL OR a.last_day >= b.first_day)
"""


def _create_engagements() -> int:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_engagements")
        cursor.execute(_NEW_ENGAGEMENTS)
    rows = "SELECT * FROM import_engagements"
    links = "SELECT id AS engagement_id, contract_id FROM import_engagements"
    columns = ("id", "key", "name", "vendor_id", "operating_model", "function")
    created = insert_selected(Engagement, columns, rows)
    insert_selected(EngagementContract, ("engagement_id", "contract_id"), links)
    return created


def _follow_vendor() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW_VENDOR)
        return int(cursor.rowcount)


def _overlapping_terms() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPPING_TERMS)
        (pairs,) = cursor.fetchone()
    return int(pairs)
