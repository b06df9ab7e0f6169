"""Putting the first steps away, for everybody in the organization, and showing them again."""

from datetime import datetime

from accounts.models import Organization
from accounts.tenancy import tenant


def show_first_steps(*, organization: Organization, shown: bool, now: datetime) -> None:
    """Decides whether the portfolio shows what is left to set up."""
    with tenant(organization):
        organization.setup_hidden_at = None if shown else now
        organization.save(update_fields=["setup_hidden_at"])
