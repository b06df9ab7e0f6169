"""What Celery runs for letters and exports.

A lost or repeated task does no harm: each asks again.
"""

from celery import shared_task
from django.utils import timezone

from accounts.selectors import working_organization, working_organizations
from accounts.services.exports import has_exports, make_exports, sweep_exports
from accounts.services.heartbeats import record_heartbeat
from accounts.services.kept_answers import forget_kept_answers
from accounts.services.letter_sending import has_letters, send_letters


@shared_task
def send_due_letters() -> None:
    """Starts the sending of letters wherever some are due."""
    now = timezone.now()
    for organization in (None, *working_organizations()):
        if has_letters(organization=organization, now=now):
            send_letters_of.delay(organization.pk if organization else None)
    record_heartbeat(name="sender", now=timezone.now())


@shared_task
def send_letters_of(organization_id: int | None) -> None:
    """Sends one organization's due letters; None stands for those of no organization."""
    if organization_id is None:
        send_letters(organization=None, clock=timezone.now)
        return
    organization = working_organization(organization_id)
    if organization:
        send_letters(organization=organization, clock=timezone.now)


@shared_task
def make_due_exports() -> None:
    """Starts the making of exports wherever one waits, and the sweeping of old files."""
    now = timezone.now()
    for organization in working_organizations():
        if has_exports(organization=organization, now=now):
            make_exports_of.delay(organization.pk)


@shared_task
def make_exports_of(organization_id: int) -> None:
    """Makes one organization's waiting exports and sweeps its old files."""
    organization = working_organization(organization_id)
    if organization:
        make_exports(organization=organization, clock=timezone.now)
        sweep_exports(organization=organization, now=timezone.now())


@shared_task
def forget_answers() -> None:
    """Deletes what was kept for repeated requests more than a day ago."""
    for organization in working_organizations():
        forget_kept_answers(organization=organization, now=timezone.now())
