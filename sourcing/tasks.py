"""What Celery runs for documents, imports and service levels.

The work waits in PostgreSQL; a tick looks for it. A lost or repeated task does no harm.
"""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.selectors import working_organization, working_organizations
from sourcing.services.document_checks import check_waiting, has_waiting
from sourcing.services.document_files import remove_discarded, sweep_orphans
from sourcing.services.imports import has_imports, run_imports
from sourcing.services.judging_and_credits import judge_and_credit
from sourcing.services.measurement_months import drop_empty_months, make_months_ahead

logger = logging.getLogger("longshore.tasks")


@shared_task
def check_due() -> None:
    """Starts the virus check wherever a file waits for it."""
    now = timezone.now()
    for organization in working_organizations():
        if has_waiting(organization=organization, now=now):
            check_organization.delay(organization.pk)


@shared_task
def check_organization(organization_id: int) -> None:
    """Asks the virus scanner about one organization's waiting files."""
    organization = working_organization(organization_id)
    if organization:
        checked = check_waiting(organization=organization, clock=timezone.now)
        logger.info("Virus check of %s: %s", organization.slug, checked)


@shared_task
def tidy_files() -> None:
    """Starts the removal of files that nobody needs any more."""
    for organization in working_organizations():
        tidy_organization.delay(organization.pk)


@shared_task
def tidy_organization(organization_id: int) -> None:
    """Removes one organization's discarded files and those that nothing names."""
    organization = working_organization(organization_id)
    if organization:
        now = timezone.now()
        remove_discarded(organization=organization, now=now)
        sweep_orphans(organization=organization, now=now)


@shared_task
def run_due_imports() -> None:
    """Starts the work on imports wherever one waits."""
    now = timezone.now()
    for organization in working_organizations():
        if has_imports(organization=organization, now=now):
            run_imports_of.delay(organization.pk)


@shared_task
def run_imports_of(organization_id: int) -> None:
    """Works off one organization's waiting imports."""
    organization = working_organization(organization_id)
    if organization:
        run_imports(organization=organization, clock=timezone.now)


@shared_task
def judge_everywhere() -> None:
    """Starts the judging of each organization's service levels."""
    for organization in working_organizations():
        judge_organization.delay(organization.pk)


@shared_task
def judge_organization(organization_id: int) -> None:
    """Judges one organization's levels and credits its final results; writes only what is new."""
    organization = working_organization(organization_id)
    if organization:
        settled = judge_and_credit(organization=organization, now=timezone.now())
        if settled.is_news:
            logger.info("Judged the service levels of %s: %s", organization.slug, settled.as_json())


@shared_task
def keep_measurement_months() -> None:
    """Makes the tables of the next months of measurements, and drops old ones that are empty."""
    make_months_ahead(today=timezone.now().date())
    if dropped := drop_empty_months():
        logger.info("Dropped %s empty months of measurements", dropped)
