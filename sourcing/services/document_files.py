"""Removes bytes from the storage: of deleted documents, and of uploads that came to nothing."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from accounts.models import Organization, Removed
from accounts.retention import kept_since
from accounts.services.removal_journal import note_removal
from accounts.tenancy import tenant
from sourcing.models import DiscardedFile, DocumentVersion

logger = logging.getLogger("longshore.documents")

#: Longer than any request or transaction, so that nothing on its way to a row is taken away.
ORPHAN_AFTER = timedelta(days=1)
BATCH = 500


def removed_up_to(organization: Organization, now: datetime) -> datetime:
    """Bytes of documents deleted until then go: as the organization, or the installation, says."""
    months = organization.keep_deleted_files_months
    if months:
        return kept_since(now, months)
    return now - timedelta(days=settings.DOCUMENT_RETENTION_DAYS)


def discarded(up_to: datetime) -> QuerySet[DiscardedFile]:
    """The files of documents deleted until then, whose bytes still lie in the storage."""
    return DiscardedFile.objects.filter(removed_at__isnull=True, discarded_at__lte=up_to)


def remove_discarded(*, organization: Organization, now: datetime) -> int:
    """Removes a batch of bytes that were kept long enough (`removed_up_to`); returns how many.

    The storage is asked outside of any transaction. Removing twice does no harm.
    """
    up_to = removed_up_to(organization, now)
    with tenant(organization):
        due = list(discarded(up_to).order_by("discarded_at")[:BATCH])
    for file in due:
        default_storage.delete(file.path)
    with tenant(organization):
        # Another worker may have removed the same ones meanwhile.
        removed = (
            DiscardedFile.objects.filter(pk__in=[file.pk for file in due])
            .filter(removed_at__isnull=True)
            .update(removed_at=now)
        )
        note_removal(kind=Removed.DELETED_FILES, up_to=up_to, count=removed, now=now)
    return removed


def sweep_orphans(*, organization: Organization, now: datetime) -> int:
    """Removes files that no row names, such as those of refused uploads, once a day old."""
    root = f"org/{organization.pk}/documents"
    swept = 0
    for folder in _listed(root)[0]:
        paths = {f"{root}/{folder}/{name}" for name in _listed(f"{root}/{folder}")[1]}
        for path in sorted(paths - _named(organization, paths)):
            if default_storage.get_modified_time(path) < now - ORPHAN_AFTER:
                default_storage.delete(path)
                swept += 1
    if swept:
        logger.info("Swept %s files of %s that nothing names", swept, organization.slug)
    return swept


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return list(folders), list(files)


def _named(organization: Organization, paths: set[str]) -> set[str]:
    with tenant(organization):
        kept = DocumentVersion.objects.filter(path__in=paths).order_by()
        waiting = DiscardedFile.objects.filter(path__in=paths, removed_at__isnull=True).order_by()
        return {*kept.values_list("path", flat=True), *waiting.values_list("path", flat=True)}
