"""Imports of files into lists: uploaded, tried, confirmed, recorded.

The dry run writes everything in a transaction and takes it back, so it says exactly what the
import would do. Confirming runs the same again and compares: where the register has changed
since, nothing is imported and the new difference is shown instead.
"""

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from uuid_utils.compat import uuid7

from accounts.models import Membership, Organization
from accounts.models.leased_job import JobState
from accounts.services.leased_jobs import claim, due_jobs, record, working_on
from accounts.tenancy import tenant
from accounts.waking import wake
from sourcing.importing.differences import add_differences
from sourcing.importing.files import open_list
from sourcing.importing.headers import guess_columns
from sourcing.importing.lists import ImportList, import_list
from sourcing.importing.result import Line, Result
from sourcing.importing.rows import RowWriter
from sourcing.models import Import, ImportLine
from sourcing.models.file_import import CONTRACT_FILES, Outcome, Step
from sourcing.services.contract_import import import_contracts
from sourcing.services.import_log import marked
from sourcing.services.import_undo import undo_import
from vendors.importing.contract_file import RejectedRow
from vendors.importing.mapping_file import load_mapping
from vendors.importing.refusal import FileRefused

logger = logging.getLogger("longshore.tasks")

RUN = "sourcing.tasks.run_imports_of"
#: Larger uploads are refused before they are stored.
MAX_UPLOAD = 64 * 1024 * 1024
#: Larger files are worked off by a worker.
DIRECT_BYTES = 100_000
#: Undoing more rows is a worker's too.
DIRECT_ROWS = 2_000

type Progress = Callable[[int], None]


class NotNow(ValueError):
    """The import is at another step than the one asked for."""


def upload(
    *, actor: Membership, kind: str, name: str, file: File, mapping: str, now: datetime
) -> Import:
    """Stores a file for a list and guesses its columns.

    Must run inside the organization's transaction. Raises FileRefused for a file that can't be
    read as a table; nothing is stored then.
    """
    name = PurePosixPath(name.replace("\\", "/")).name[-200:] or "file"
    if (file.size or 0) > MAX_UPLOAD:
        raise FileRefused(
            f"{name}: {(file.size or 0) / 2**20:,.0f} MB, at most {MAX_UPLOAD // 2**20} MB are "
            "read; split it into several files, an import adds to what is already there."
        )
    digest = sha256()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{_suffix(name)}"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                digest.update(chunk)
                copy.write(chunk)
        with _told_of(name, path):
            columns = [] if kind == CONTRACT_FILES else list(_guess(path, kind).items())
        key = uuid7()
        stored = f"org/{actor.organization_id}/imports/{key}{_suffix(name)}"
        with path.open("rb") as source:
            stored = default_storage.save(stored, File(source))
    return Import.objects.create(
        pk=key,
        requested_by=actor,
        kind=kind,
        step=Step.MAP,
        state=JobState.DONE,
        created_at=now,
        file_name=name,
        file=stored,
        digest=digest.hexdigest(),
        size=file.size or 0,
        mapping=mapping,
        columns=columns,
    )


def start_check(*, imported: Import, columns: Mapping[str, str]) -> None:
    """Lets the dry run begin, with these columns."""
    if imported.is_under_way or imported.applied_at:
        raise NotNow("This file is being worked on, or is imported already.")
    imported.columns = [list(pair) for pair in columns.items()]
    _start(imported, Step.CHECK)


def start_apply(*, imported: Import, only_good: bool) -> None:
    """Lets the import begin that the dry run showed."""
    if not imported.awaits_confirmation:
        raise NotNow("Only a file whose dry run is done can be imported.")
    if imported.counts.get(Outcome.REFUSED) and not only_good:
        raise NotNow("The file has refused rows; import the good ones only, or correct it.")
    imported.only_good = only_good
    _start(imported, Step.APPLY)


def start_undo(*, imported: Import, actor: Membership, despite_kept: bool) -> None:
    """Lets the undo begin; without `despite_kept` it does nothing where rows must be kept."""
    if imported.is_under_way or not imported.is_applied:
        raise NotNow("Only an import that was done and not undone can be undone.")
    imported.undone_by = actor
    imported.only_good = despite_kept
    _start(imported, Step.UNDO)


def run_or_wake(*, organization: Organization, imported: Import, now: datetime) -> None:
    """Does a small import's step here and now; a worker does a large one after the commit."""
    rows = sum(imported.counts.get(name, 0) for name in (Outcome.NEW, Outcome.CHANGED))
    is_small = rows <= DIRECT_ROWS if imported.step == Step.UNDO else imported.size <= DIRECT_BYTES
    if is_small:
        run_step(organization=organization, imported=imported, now=now)
    else:
        transaction.on_commit(lambda: wake(RUN, organization.pk), robust=True)


def has_imports(*, organization: Organization, now: datetime) -> bool:
    """Whether an import waits for a worker."""
    with tenant(organization):
        return due_jobs(Import.objects.all(), now).exists()


def run_imports(*, organization: Organization, clock: Callable[[], datetime]) -> int:
    """Works off all waiting imports, one after the other; returns how many."""
    worked = 0
    while True:
        with tenant(organization):
            imported = claim(Import.objects.all(), clock())
        if imported is None:
            return worked
        with working_on(imported) as progress:
            run_step(organization=organization, imported=imported, now=clock(), progress=progress)
        worked += 1


def run_step(
    *,
    organization: Organization,
    imported: Import,
    now: datetime,
    progress: Progress = lambda rows: None,
) -> None:
    """Does what the import is at, and records how it went."""
    try:
        fields = _STEPS[Step(imported.step)](organization, imported, now, progress)
    except FileRefused as refused:
        _record(organization, imported, JobState.FAILED, now, {"last_error": refused.reason})
    except Exception as error:
        logger.exception("Import %s of %s failed", imported.pk, organization.slug)
        sentence = f"It stopped with {type(error).__name__}; nothing of it was kept."
        _record(organization, imported, JobState.FAILED, now, {"last_error": sentence})
    else:
        _record(organization, imported, JobState.DONE, now, {"last_error": "", **fields})


def _start(imported: Import, step: Step) -> None:
    imported.step, imported.state = step, JobState.WAITING
    imported.attempts, imported.rows_done, imported.has_moved = 0, 0, False
    imported.last_error = ""
    imported.save()


def _check(
    organization: Organization, imported: Import, now: datetime, progress: Progress
) -> dict[str, Any]:
    with tenant(organization):
        with transaction.atomic():
            result = _bring_in(organization, imported, progress)
            transaction.set_rollback(True)
        _keep_lines(imported, result)
    return _summary(result)


def _apply(
    organization: Organization, imported: Import, now: datetime, progress: Progress
) -> dict[str, Any]:
    with tenant(organization):
        with transaction.atomic():
            result = _bring_in(organization, imported, progress)
            moved = result.fingerprint != imported.fingerprint
            transaction.set_rollback(moved)
        if moved:
            _keep_lines(imported, result)
            return {**_summary(result), "step": Step.CHECK, "has_moved": True}
    return {**_summary(result), "applied_at": now}


def _undo(
    organization: Organization, imported: Import, now: datetime, progress: Progress
) -> dict[str, Any]:
    with tenant(organization):
        undone = undo_import(import_id=imported.pk, despite_kept=imported.only_good)
        ImportLine.objects.filter(of=imported, outcome=Outcome.KEPT).delete()
        _store(
            imported, [Line(Outcome.KEPT, k.what, None, (("", "", k.why),)) for k in undone.kept]
        )
    kept = {**imported.counts, Outcome.KEPT: len(undone.kept)}
    if not undone.is_done:
        return {"step": Step.APPLY, "undone_by": None, "counts": kept}
    counts = {"deleted": undone.deleted, "restored": undone.restored}
    return {"undone_at": now, "counts": {**kept, **counts}}


_STEPS: Mapping[Step, Callable[..., dict[str, Any]]] = {
    Step.CHECK: _check,
    Step.APPLY: _apply,
    Step.UNDO: _undo,
}


def _bring_in(organization: Organization, imported: Import, progress: Progress) -> Result:
    """Brings the good rows of the file in; the result names the others."""
    member = imported.requested_by
    who = {"user": member.user_id} if member else {}
    with _local_copy(imported) as path:
        if imported.kind == CONTRACT_FILES:
            return _bring_in_contracts(organization, imported, path)
        with (
            marked(imported.pk, file=imported.file_name, **who),
            open_list(path) as sheet,
        ):
            return RowWriter(list_of(imported), dict(imported.columns)).write(sheet.rows, progress)


def _bring_in_contracts(organization: Organization, imported: Import, path: Path) -> Result:
    result = Result()
    refused: list[Line] = []

    def take(rows: Iterable[RejectedRow]) -> None:
        for row in rows:
            details = tuple((e.column, e.value, e.expected) for e in row.errors)
            refused.append(Line(Outcome.REFUSED, f"Line {row.line}", row.line, details, row.cells))

    try:
        import_contracts(
            organization=organization,
            path=path,
            mapping=load_mapping(imported.mapping),
            today=organization.today(imported.created_at),
            skip_bad_rows=True,
            import_id=imported.pk,
            take_rejects=take,
        )
    except FileRefused as error:
        if not error.errors:
            raise
        refused = _refused_lines(error)
    else:
        add_differences(result, imported.pk)
    for line in refused:
        result.add(line)
    return result


def _refused_lines(refusal: FileRefused) -> list[Line]:
    """The lines of a file without any good row."""
    by_line: dict[int, list[tuple[str, str, str]]] = {}
    for error in refusal.errors:
        detail = (error.column, error.value, error.expected)
        by_line.setdefault(error.line, []).append(detail)
    return [
        Line(Outcome.REFUSED, f"Line {line}", line, tuple(details))
        for line, details in by_line.items()
    ]


def list_of(imported: Import) -> ImportList:
    """The list the file is for; raises FileRefused for one that is gone."""
    listed = import_list(imported.kind)
    if listed is None:
        raise FileRefused(f"There is no list {imported.kind} to import into.")
    return listed


@contextmanager
def _local_copy(imported: Import) -> Iterator[Path]:
    if not imported.file or not default_storage.exists(imported.file):
        raise FileRefused(f"{imported.file_name}: the file is no longer kept; upload it again.")
    with tempfile.TemporaryDirectory() as folder:
        # Names may be longer in bytes than a file system takes; the given one is only a label.
        path = Path(folder) / f"upload{_suffix(imported.file)}"
        with default_storage.open(imported.file, "rb") as source, path.open("wb") as copy:
            for chunk in source.chunks():
                copy.write(chunk)
        with _told_of(imported.file_name, path):
            yield path


@contextmanager
def _told_of(name: str, path: Path) -> Iterator[None]:
    """Refusals begin with the name that the file was given, not with that of its copy."""
    try:
        yield
    except FileRefused as refused:
        if not refused.reason.startswith(path.name):
            raise
        reason = name + refused.reason.removeprefix(path.name)
        raise FileRefused(reason, refused.errors) from refused


def _guess(path: Path, kind: str) -> dict[str, str]:
    listed = import_list(kind)
    if listed is None:
        raise FileRefused(f"There is no list {kind} to import into.")
    with open_list(path) as sheet:
        headers = [header for header in sheet.headers if header]
        if next(iter(sheet.rows), None) is None:
            raise FileRefused(f"{path.name}: there is a header, but no row under it.")
    return guess_columns(headers, listed)


def _suffix(name: str) -> str:
    lower = name.lower()
    return next((s for s in (".csv.gz", ".csv", ".xlsx") if lower.endswith(s)), "")


def _summary(result: Result) -> dict[str, Any]:
    total = sum(result.counts.values())
    return {
        "counts": dict(result.counts),
        "fingerprint": result.fingerprint,
        "rows_done": total,
        "rows_total": total,
    }


def _keep_lines(imported: Import, result: Result) -> None:
    ImportLine.objects.filter(of=imported).delete()
    _store(imported, result.lines)


def _store(imported: Import, lines: list[Line]) -> None:
    ImportLine.objects.bulk_create(
        (
            ImportLine(
                of=imported,
                number=number,
                line=line.line,
                outcome=line.outcome,
                what=line.what,
                details=[list(detail) for detail in line.details],
                cells=[list(pair) for pair in line.cells.items()],
            )
            for number, line in enumerate(lines, 1)
        ),
        batch_size=1_000,
    )


def _record(
    organization: Organization,
    imported: Import,
    state: JobState,
    now: datetime,
    fields: dict[str, Any],
) -> None:
    with tenant(organization):
        record(imported, state=state, now=now, **fields)
