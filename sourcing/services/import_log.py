"""The row of an import, and the mark on everything that it writes."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from accounts.history_origin import noted
from accounts.models.leased_job import JobState
from sourcing.models import Import
from sourcing.models.file_import import CONTRACT_FILES, Step


@contextmanager
def marked(import_id: UUID, **more: object) -> Iterator[None]:
    """Everything written in the block carries the import's id in its history, nothing after it."""
    with noted(origin="import", import_id=str(import_id), **more):
        yield


def note_file(
    *, import_id: UUID, path: Path, mapping: str, counts: Mapping[str, int], now: datetime
) -> Import:
    """Records a contract file that was imported without a page; needs the transaction of it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Import.objects.create(
        pk=import_id,
        kind=CONTRACT_FILES,
        step=Step.APPLY,
        state=JobState.DONE,
        created_at=now,
        finished_at=now,
        applied_at=now,
        file_name=path.name[-200:],
        digest=digest,
        size=path.stat().st_size,
        mapping=mapping[:60],
        counts=dict(counts),
    )
