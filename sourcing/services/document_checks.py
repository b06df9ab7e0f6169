"""Asks the virus scanner about versions that wait: claim, ask without a transaction, record.

A claim writes an owner and a lease and is committed before the scanner is asked; the verdict is
recorded only while the claim still holds. A checker that dies leaves a lease that runs out.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import DocumentVersion
from sourcing.models.document import ScanState
from sourcing.virus_scanner import Scanner, ScannerFailed, scanner

logger = logging.getLogger("longshore.documents")

LEASE = timedelta(minutes=15)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)

type Clock = Callable[[], datetime]


@dataclass
class Checked:
    """How many files were clean, were infected, and must be asked about again."""

    clean: int = 0
    infected: int = 0
    failed: int = 0


def has_waiting(*, organization: Organization, now: datetime) -> bool:
    """Whether a version is due for the virus check."""
    with tenant(organization):
        return _due(now).exists()


def check_waiting(*, organization: Organization, clock: Clock) -> Checked:
    """Asks about every version that is due; must not be called inside a transaction.

    Where the scanner has been switched off since, what still waits counts as not checked.
    """
    tally = Checked()
    if not settings.DOCUMENT_SCANNER:
        _give_up(organization)
        return tally
    ask = scanner(settings.DOCUMENT_SCANNER)
    while (version := _claim(organization, clock())) is not None:
        outcome = _check(organization, version, ask, clock)
        setattr(tally, outcome, getattr(tally, outcome) + 1)
    return tally


def _due(now: datetime) -> QuerySet[DocumentVersion]:
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    return DocumentVersion.objects.filter(free, scan_state=ScanState.PENDING, next_scan_at__lte=now)


def _give_up(organization: Organization) -> None:
    with tenant(organization):
        DocumentVersion.objects.filter(scan_state=ScanState.PENDING).update(
            scan_state=ScanState.NOT_SCANNED,
            scan_result="The virus scanner was switched off before this file was checked.",
            lease_owner=None,
            lease_until=None,
        )


def _claim(organization: Organization, now: datetime) -> DocumentVersion | None:
    with tenant(organization):
        version = (
            _due(now)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("next_scan_at", "pk")
            .first()
        )
        if version is None:
            return None
        version.lease_owner, version.lease_until = uuid4(), now + LEASE
        version.scan_attempts += 1
        version.save(update_fields=["lease_owner", "lease_until", "scan_attempts"])
        return version


def _check(organization: Organization, version: DocumentVersion, ask: Scanner, clock: Clock) -> str:
    try:
        with default_storage.open(version.path) as file:
            found = ask(file)
    except (ScannerFailed, OSError) as error:
        logger.warning("Version %s will be checked again: %s", version.pk, error)
        wait = min(FIRST_WAIT * 2 ** min(version.scan_attempts - 1, 10), LONGEST_WAIT)
        _record(organization, version, next_scan_at=clock() + wait, scan_result=str(error)[:300])
        return "failed"
    state = ScanState.INFECTED if found else ScanState.CLEAN
    if found:
        logger.error("Version %s is infected: %s", version.pk, found)
    _record(organization, version, scan_state=state, scan_result=found[:300], scanned_at=clock())
    return "infected" if found else "clean"


def _record(organization: Organization, version: DocumentVersion, **fields: object) -> None:
    with tenant(organization):
        recorded = DocumentVersion.objects.filter(
            pk=version.pk, lease_owner=version.lease_owner
        ).update(lease_owner=None, lease_until=None, **fields)
    if not recorded:
        logger.warning("Version %s was taken over by another checker", version.pk)
