"""Findings for the stories of the mail tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

from accounts.models import Membership, Organization
from accounts.tenancy import tenant
from risk.conclusions import Severity
from risk.models import Alert, Finding, State
from risk.models.alert import Stage
from risk.services.alerts import raise_alerts
from vendors.models import Contract, Vendor

# Tuesday, ten in the morning in New York.
TUESDAY = datetime(2026, 6, 30, 14, tzinfo=UTC)


def find(
    organization: Organization,
    title: str = "Data-Core Systems was paid more than agreed",
    *,
    severity: Severity = Severity.HIGH,
    rule: str = "paid-over-agreed",
    vendor: str = "Data-Core Systems",
    owner: Membership | None = None,
    money: Decimal | None = Decimal("39208.00"),
    due_on: date | None = None,
    now: datetime = TUESDAY,
) -> Finding:
    """A finding about a new contract with the vendor."""
    with tenant(organization):
        party, _ = Vendor.objects.get_or_create(legal_name=vendor)
        contract = Contract.objects.create(number=uuid4().hex[:12], vendor=party, owner=owner)
        return Finding.objects.create(
            rule=rule,
            fingerprint=uuid4().hex,
            contract=contract,
            severity=severity,
            title=title,
            explanation="It was paid 63,648.00 USD against 24,440.00 agreed.",
            what_to_do="Find the missing amendment or claim the difference back.",
            money=money,
            currency="USD" if money is not None else "",
            due_on=due_on,
            state=State.OPEN,
            first_seen_at=now,
            last_seen_at=now,
            state_changed_at=now,
        )


def tell(
    organization: Organization,
    *findings: Finding,
    stage: Stage = Stage.OPENED,
    now: datetime = TUESDAY,
) -> int:
    """Raises alerts about the findings."""
    with tenant(organization):
        return raise_alerts(findings=[(finding, stage) for finding in findings], now=now)


def told(organization: Organization, finding: Finding) -> set[str]:
    """The names of those who have an alert about the finding."""
    with tenant(organization):
        alerts = Alert.objects.filter(finding=finding).select_related("recipient__user")
        return {alert.recipient.user.full_name for alert in alerts}
