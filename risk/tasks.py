"""What Celery runs. The work waits in PostgreSQL; a tick looks for it and fans out.

A lost or repeated task does no harm: each asks again whether its work is still to do.
"""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.selectors import working_organization, working_organizations
from accounts.services.heartbeats import record_heartbeat
from accounts.services.unbound_retention import remove_unbound
from risk.services.outbox import has_work, work_off
from risk.services.retention import apply_retention
from risk.services.schedule import is_scan_due, run_nightly_scan
from risk.services.sending import sweep_leases as sweep

logger = logging.getLogger("longshore.tasks")


@shared_task
def scan_due() -> None:
    """Starts the nightly scan of each organization whose local night has come."""
    now = timezone.now()
    record_heartbeat(name="beat", now=now)
    for organization in working_organizations():
        if is_scan_due(organization=organization, now=now):
            scan_organization.delay(organization.pk)
    record_heartbeat(name="scanner", now=timezone.now())


@shared_task
def scan_organization(organization_id: int) -> None:
    """Runs one organization's nightly scan if it is still due."""
    organization = working_organization(organization_id)
    if organization and run_nightly_scan(organization=organization, now=timezone.now()):
        logger.info("Scanned %s", organization.slug)
    record_heartbeat(name="scanner", now=timezone.now())


@shared_task
def send_due() -> None:
    """Starts the making and sending of mails wherever some may be due."""
    now = timezone.now()
    record_heartbeat(name="beat", now=now)
    for organization in working_organizations():
        if has_work(organization=organization, now=now):
            send_organization.delay(organization.pk)
    record_heartbeat(name="sender", now=timezone.now())


@shared_task
def send_organization(organization_id: int) -> None:
    """Makes and sends one organization's due mails."""
    organization = working_organization(organization_id)
    if organization and (worked := work_off(organization=organization, clock=timezone.now)).sent:
        logger.info("Sent %s mails for %s", worked.sent, organization.slug)
    record_heartbeat(name="sender", now=timezone.now())


@shared_task
def sweep_leases() -> None:
    """Frees the mails of senders that didn't come back."""
    now = timezone.now()
    record_heartbeat(name="beat", now=now)
    for organization in working_organizations():
        sweep(organization=organization, now=now)


@shared_task
def apply_retention_everywhere() -> None:
    """Starts the removal of what each organization has kept long enough; removes what is none's."""
    for organization in working_organizations():
        apply_retention_of.delay(organization.pk)
    unbound = remove_unbound(now=timezone.now())
    if unbound.letters or unbound.attempts:
        logger.info(
            "Removed of no organization: %s letters, %s attempts to sign in",
            unbound.letters,
            unbound.attempts,
        )


@shared_task
def apply_retention_of(organization_id: int) -> None:
    """Removes what one organization has kept long enough."""
    organization = working_organization(organization_id)
    if organization:
        gone = apply_retention(organization=organization, now=timezone.now())
        counts = {one.kind.value: one.count for one in gone if one.count}
        if counts:
            logger.info("Removed by retention of %s: %s", organization.slug, counts)
