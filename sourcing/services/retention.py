"""What was kept long enough: uploaded imports, deleted documents, single measurements."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import Organization, Removed
from accounts.models.leased_job import JobState
from accounts.retention import kept_since
from accounts.services.removal_journal import note_removal
from accounts.services.retention import Due
from accounts.tenancy import tenant
from sourcing.models import Import, Measurement
from sourcing.services.document_files import discarded, remove_discarded, removed_up_to
from sourcing.services.rollups import lock_levels

#: Files removed in one go.
BATCH = 100
#: Measurements removed in one go: rows of one level, whose writers wait meanwhile.
MEASUREMENTS_BATCH = 10_000

_FORGET = """
    DELETE FROM sourcing_measurement m USING (
        SELECT moment, reference FROM sourcing_measurement
        WHERE organization_id = %(organization)s AND service_level_id = %(level)s
          AND moment < %(up_to)s AND (ends_at IS NULL OR ends_at < %(up_to)s)
        ORDER BY moment LIMIT %(batch)s
    ) old
    WHERE m.organization_id = %(organization)s AND m.service_level_id = %(level)s
      AND m.moment = old.moment AND m.reference = old.reference AND m.moment < %(up_to)s
"""


def due_in_sourcing(*, organization: Organization, now: datetime) -> list[Due]:
    """Imported files, the files of deleted documents, and single measurements."""
    up_to = removed_up_to(organization, now)
    return [
        _import_files(organization, now),
        Due(
            kind=Removed.DELETED_FILES,
            up_to=up_to,
            count=lambda: discarded(up_to).count(),
            remove=lambda: remove_discarded(organization=organization, now=now),
        ),
        *_measurements(organization, now),
    ]


def _measurements(organization: Organization, now: datetime) -> list[Due]:
    """Daily sums and results stay. An outage goes once it is over for as long as all others."""
    months = organization.keep_measurements_months
    if not months:
        return []
    up_to = kept_since(now, months)
    over = Q(ends_at__isnull=True) | Q(ends_at__lt=up_to)
    old = Measurement.objects.filter(over, moment__lt=up_to)

    def remove() -> int:
        with tenant(organization), connection.cursor() as cursor:
            level = old.values_list("service_level_id", flat=True).first()
            if level is None:
                return 0
            lock_levels([level])
            cursor.execute(
                _FORGET,
                {
                    "organization": organization.pk,
                    "level": level,
                    "up_to": up_to,
                    "batch": MEASUREMENTS_BATCH,
                },
            )
            removed = int(cursor.rowcount)
            note_removal(kind=Removed.MEASUREMENTS, up_to=up_to, count=removed, now=now)
        return removed

    return [Due(Removed.MEASUREMENTS, up_to, old.count, remove)]


def _import_files(organization: Organization, now: datetime) -> Due:
    months = organization.keep_import_files_months
    up_to = kept_since(now, months) if months else now

    def remove() -> int:
        with tenant(organization):
            due = list(_needless_files(organization, now).order_by("created_at")[:BATCH])
        for imported in due:
            default_storage.delete(imported.file)
        with tenant(organization):
            removed = (
                Import.objects.filter(pk__in=[imported.pk for imported in due])
                .exclude(file="")
                .update(file="")
            )
            note_removal(kind=Removed.IMPORT_FILES, up_to=up_to, count=removed, now=now)
        return removed

    return Due(
        Removed.IMPORT_FILES, up_to, lambda: _needless_files(organization, now).count(), remove
    )


def _needless_files(organization: Organization, now: datetime) -> QuerySet[Import]:
    """Files of imports that were undone, that are older than the setting says, or whose undo is
    no longer possible because the history it would read is gone.

    A file that waits for a worker or is being read stays. Without its file an import that was
    never confirmed has to be uploaded again; undoing needs history only.
    """
    needless = Q(undone_at__isnull=False)
    if months := organization.keep_import_files_months:
        needless |= Q(created_at__lt=kept_since(now, months))
    if months := organization.keep_history_months:
        needless |= Q(applied_at__lt=kept_since(now, months))
    busy = (JobState.WAITING, JobState.RUNNING)
    return Import.objects.filter(needless).exclude(file="").exclude(state__in=busy)
