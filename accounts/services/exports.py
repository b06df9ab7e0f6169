"""Exports that a worker makes: asked for, made, told by mail, and swept after some days."""

import logging
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.access import ROLES_WITHOUT_PAGES
from accounts.exporting.sources import table_of
from accounts.exporting.writers import Format, write_table
from accounts.models import Export, Membership, Organization, Removed
from accounts.models.leased_job import JobState
from accounts.plain_text import one_line
from accounts.retention import add_months, kept_since
from accounts.selectors import active_member
from accounts.services.leased_jobs import claim, due_jobs, record, working_on
from accounts.services.letters import write_letter
from accounts.services.removal_journal import note_removal
from accounts.tenancy import tenant
from accounts.waking import wake

logger = logging.getLogger("longshore.tasks")

#: Unless the organization names months.
KEPT = timedelta(days=7)
#: Files deleted in one transaction.
SWEPT = 100
MAKE = "accounts.tasks.make_exports_of"


class _Asked(HttpRequest):
    """What a list needs of a request, without one: who asks, for what address."""

    def __init__(self, organization: Organization, member: Membership, query: str) -> None:
        super().__init__()
        self.method = "GET"
        self.GET = QueryDict(query)
        self.organization = organization
        self.user = member.user
        self.user.membership = member  # type: ignore[attr-defined]


def request_export(
    *,
    actor: Membership,
    source: str,
    title: str,
    query: str,
    form: Format,
    rows: int,
    now: datetime,
) -> Export:
    """Writes the work down; a worker makes the file. Needs the organization's transaction."""
    export = Export.objects.create(
        requested_by=actor,
        source=source,
        title=title[:200],
        query=query,
        format=form,
        rows_total=rows,
        created_at=now,
    )
    organization_id = actor.organization_id
    transaction.on_commit(lambda: wake(MAKE, organization_id), robust=True)
    return export


def ask_for_export(
    *,
    organization: Organization,
    actor: Membership,
    source: str,
    query: str,
    form: Format,
    now: datetime,
) -> Export:
    """The same for a list that is named by its source and the query of its page's address.

    Raises Http404 where the list or a filter in the query doesn't exist, SuspiciousOperation
    where the query makes no sense, and PermissionDenied where the person may not see the list.
    """
    table = table_of(_Asked(organization, actor, query), source)
    return request_export(
        actor=actor,
        source=source,
        title=table.name,
        query=query,
        form=form,
        rows=table.count,
        now=now,
    )


def downloads(member: Membership, now: datetime) -> QuerySet[Export]:
    """The member's own exports whose file is there to be taken."""
    return Export.objects.filter(
        requested_by=member, state=JobState.DONE, expires_at__gt=now
    ).exclude(file="")


def has_exports(*, organization: Organization, now: datetime) -> bool:
    """Whether an export waits to be made or a file to be swept."""
    with tenant(organization):
        due = due_jobs(Export.objects.all(), now)
        return due.exists() or expired_exports(organization, now).exists()


def make_exports(*, organization: Organization, clock: Callable[[], datetime]) -> int:
    """Makes all waiting exports, one after the other; returns how many are done."""
    made = 0
    while True:
        with tenant(organization):
            export = claim(Export.objects.select_related("requested_by"), clock())
        if export is None:
            return made
        made += _make(organization, export, clock)


def expired_exports(organization: Organization, now: datetime) -> QuerySet[Export]:
    """Exports whose days are over, or that are older than the organization keeps them by now."""
    months = organization.keep_exports_months
    over = Q(expires_at__lt=now)
    if months:
        over |= Q(finished_at__lt=kept_since(now, months))
    return Export.objects.filter(over)


def sweep_exports(*, organization: Organization, now: datetime) -> int:
    """Deletes up to `SWEPT` files and rows whose days are over; returns how many."""
    with tenant(organization):
        expired = list(expired_exports(organization, now)[:SWEPT])
        for export in expired:
            if export.file:
                default_storage.delete(export.file)
            export.delete()
        note_removal(kind=Removed.EXPORTS, up_to=now, count=len(expired), now=now)
    return len(expired)


def kept_words(organization: Organization) -> str:
    """How long a finished export stays, such as 7 days."""
    months = organization.keep_exports_months
    if not months:
        return f"{KEPT.days} days"
    return f"{months} {'month' if months == 1 else 'months'}"


def expiry(organization: Organization, now: datetime) -> datetime:
    """When an export that is finished now goes."""
    months = organization.keep_exports_months
    return add_months(now, months) if months else now + KEPT


def _make(organization: Organization, export: Export, clock: Callable[[], datetime]) -> bool:
    try:
        with working_on(export) as progress, tempfile.TemporaryFile() as file:
            rows = _write(organization, export, file, progress)
            path = f"org/{organization.pk}/exports/{export.pk}.{export.format}"
            default_storage.delete(path)
            stored = default_storage.save(path, File(file))
            size = file.tell()
    except (Http404, PermissionDenied):
        return _fail(organization, export, clock(), "You may no longer see this list.")
    except Exception as error:
        logger.exception("Export %s of %s failed", export.pk, organization.slug)
        return _fail(organization, export, clock(), f"It stopped with {type(error).__name__}.")
    now = clock()
    with tenant(organization):
        kept = record(
            export,
            state=JobState.DONE,
            now=now,
            file=stored,
            size=size,
            file_name=file_name(export.title, organization.today(now), Format(export.format)),
            rows_done=rows,
            rows_total=rows,
            expires_at=expiry(organization, now),
        )
        if kept:
            _tell(organization, export, rows, now)
    return kept


def _write(organization: Organization, export: Export, file: Any, progress: Any) -> int:
    """Writes the list as its person sees it; raises PermissionDenied once they may not."""
    with tenant(organization):
        member = active_member(organization.pk, export.requested_by_id)
        if member is None or member.role in ROLES_WITHOUT_PAGES:
            raise PermissionDenied
        request = _Asked(organization, member, export.query)
        with timezone.override(member.user.time_zone):
            table = table_of(request, export.source)
            return write_table(table, Format(export.format), file, progress)


def _fail(organization: Organization, export: Export, now: datetime, reason: str) -> bool:
    with tenant(organization):
        record(export, state=JobState.FAILED, now=now, last_error=reason, expires_at=now + KEPT)
    return False


def _tell(organization: Organization, export: Export, rows: int, now: datetime) -> None:
    title = one_line(export.title)
    write_letter(
        organization=organization,
        to=export.requested_by.user.email,
        subject=f"Your export of {title} is ready",
        template="accounts/letters/export_ready",
        context={
            "what": title,
            "rows": f"{rows:,}",
            "address": settings.BASE_URL + reverse("admin:exports"),
            "until": expiry(organization, now),
        },
        now=now,
    )


def file_name(title: str, day: Any, form: Format) -> str:
    """Such as contracts-2026-06-30.csv."""
    return f"{slugify(title) or 'list'}-{day.isoformat()}.{form}"
