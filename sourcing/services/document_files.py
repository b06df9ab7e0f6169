"""Removes bytes from the storage: of deleted documents, and of uploads that came to nothing."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import DiscardedFile, DocumentVersion

logger = logging.getLogger("longshore.documents")

#: Longer than any request or transaction, so that nothing on its way to a row is taken away.
ORPHAN_AFTER = timedelta(days=1)
BATCH = 500


def remove_discarded(*, organization: Organization, now: datetime) -> int:
    """Removes the bytes of documents deleted `DOCUMENT_RETENTION_DAYS` ago; returns how many.

    The storage is asked outside of any transaction. Removing twice does no harm.
    """
    before = now - timedelta(days=settings.DOCUMENT_RETENTION_DAYS)
    with tenant(organization):
        due = list(
            DiscardedFile.objects.filter(
                removed_at__isnull=True, discarded_at__lte=before
            ).order_by("discarded_at")[:BATCH]
        )
    for file in due:
        default_storage.delete(file.path)
    with tenant(organization):
        return DiscardedFile.objects.filter(pk__in=[file.pk for file in due]).update(removed_at=now)


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
