"""High findings that nobody took up go to the owners once more."""

from datetime import datetime

from accounts.models import Organization
from accounts.tenancy import tenant
from risk.models import Finding, State
from risk.models.alert import Stage
from risk.routing import ESCALATED_AFTER
from risk.services.alerts import raise_alerts


def escalate(*, organization: Organization, now: datetime) -> int:
    """Alerts the owners to open findings that have waited longer than `ESCALATED_AFTER`.

    Each finding is escalated once in an episode. Returns how many alerts were written.
    """
    with tenant(organization):
        neglected = [
            finding
            for severity, patience in ESCALATED_AFTER.items()
            for finding in Finding.objects.filter(
                state=State.OPEN, severity=severity, state_changed_at__lte=now - patience
            )
        ]
        return raise_alerts(
            findings=[(finding, Stage.UNACKNOWLEDGED) for finding in neglected], now=now
        )
