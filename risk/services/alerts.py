"""Findings become alerts: one row for each person to be told, in the finding's transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts.current import organization_id
from accounts.models import Membership
from accounts.selectors import active_members
from risk import routing
from risk.conclusions import Severity
from risk.models import Alert, Finding
from risk.models.alert import Stage
from sourcing.models import Engagement, EngagementContract
from vendors.models import Contract, ContractItem

type Raised = Sequence[tuple[Finding, Stage]]
type Owners = Mapping[UUID, frozenset[UUID]]

BATCH = 1000


def raise_alerts(*, findings: Raised, now: datetime) -> int:
    """Writes an alert for everyone each finding concerns, in the caller's transaction.

    The organization must have been entered. Someone who was told of the same finding at the
    same stage in the same episode isn't told again. Returns how many alerts were written.
    """
    alerts = [
        Alert(
            finding=finding,
            episode=finding.episode,
            stage=stage,
            severity=finding.severity,
            recipient=member,
            created_at=now,
        )
        for finding, stage, member in _told(findings)
    ]
    Alert.objects.bulk_create(alerts, ignore_conflicts=True, batch_size=BATCH)
    return sum(
        Alert.objects.filter(pk__in=[alert.pk for alert in alerts[start : start + BATCH]]).count()
        for start in range(0, len(alerts), BATCH)
    )


def recipients_of(findings: Raised) -> set[UUID]:
    """The memberships that alerts about these findings would go to; writes nothing."""
    return {member.pk for _, _, member in _told(findings)}


def _told(findings: Raised) -> Iterator[tuple[Finding, Stage, Membership]]:
    entered = organization_id()
    if entered is None or not findings:
        return
    members = active_members(entered)
    owners = _owners([finding for finding, _ in findings])
    for finding, stage in findings:
        for member in members:
            if _concerns(member, finding, stage, owners):
                yield finding, stage, member


def _concerns(member: Membership, finding: Finding, stage: Stage, owners: Owners) -> bool:
    if stage == Stage.UNACKNOWLEDGED:
        return member.role == routing.ESCALATED_TO
    return routing.is_told(
        role=member.role,
        rule=finding.rule,
        severity=Severity(finding.severity),
        owns_record=member.pk in owners.get(finding.pk, frozenset()),
    )


def _owners(findings: Sequence[Finding]) -> Owners:
    """Finding → owners of the contract or engagement it is about; four queries, however many.

    A contract's owner is told about its items, an engagement's owner about its contracts.
    """
    by_engagement: dict[UUID, UUID] = dict(
        Engagement.objects.filter(owner__isnull=False).values_list("pk", "owner_id")
    )
    by_contract = _contract_owners(by_engagement)
    contract_of = dict(
        ContractItem.objects.filter(
            pk__in=[finding.contract_item_id for finding in findings if finding.contract_item_id]
        )
        .order_by()
        .values_list("pk", "contract_id")
    )
    owners: dict[UUID, frozenset[UUID]] = {}
    for finding in findings:
        item_id = finding.contract_item_id
        contract_id = contract_of.get(item_id) if item_id else finding.contract_id
        if contract_id in by_contract:
            owners[finding.pk] = frozenset(by_contract[contract_id])
        elif finding.engagement_id in by_engagement:
            owners[finding.pk] = frozenset({by_engagement[finding.engagement_id]})
    return owners


def _contract_owners(by_engagement: Mapping[UUID, UUID]) -> dict[UUID, set[UUID]]:
    """Contract → its owner and its engagement's owner, where they are known."""
    links = EngagementContract.objects.filter(engagement__in=list(by_engagement)).order_by()
    pairs = [
        *Contract.objects.filter(owner__isnull=False).values_list("pk", "owner_id"),
        *(
            (contract, by_engagement[engagement])
            for contract, engagement in links.values_list("contract_id", "engagement_id")
        ),
    ]
    owners: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for contract_id, owner_id in pairs:
        owners[contract_id].add(owner_id)
    return owners
