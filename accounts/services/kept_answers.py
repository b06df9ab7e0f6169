"""Forgetting answers that were kept for repeated requests."""

from datetime import datetime

from accounts.api.idempotency import KEPT_FOR
from accounts.models import KeptAnswer, Organization
from accounts.tenancy import tenant


def forget_kept_answers(*, organization: Organization, now: datetime) -> int:
    """Deletes the answers older than 24 hours and says how many there were."""
    with tenant(organization):
        deleted, _ = KeptAnswer.objects.filter(created_at__lte=now - KEPT_FOR).delete()
    return deleted
