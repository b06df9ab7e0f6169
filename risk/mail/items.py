"""What a mail needs to know of a finding."""

from collections.abc import Collection, Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.plain_text import one_line
from risk.conclusions import Severity
from risk.digest import Item, day
from risk.models import Finding
from risk.models.alert import Stage
from vendors.models import Vendor


def items_of(stages: Mapping[UUID, Collection[str]], zone: ZoneInfo) -> list[Item]:
    """The findings named by id, each with the stages at which it is to be mailed; one query.

    `zone` is the reader's, in which dates of events are told.
    """
    findings = (
        Finding.objects.filter(pk__in=stages)
        .defer("evidence")
        .select_related(
            "vendor",
            "contract__vendor",
            "contract_item__contract__vendor",
            "engagement__vendor",
            "engagement__captive_team",
        )
    )
    return [_item(finding, stages[finding.pk], zone) for finding in findings]


def _item(finding: Finding, stages: Collection[str], zone: ZoneInfo) -> Item:
    return Item(
        finding_id=finding.pk,
        party=one_line(_party(finding)),
        severity=Severity(finding.severity),
        title=one_line(finding.title),
        explanation=one_line(finding.explanation),
        what_to_do=one_line(finding.what_to_do),
        money=finding.money,
        currency=finding.currency,
        due_on=finding.due_on,
        note=_note(finding, stages, zone),
    )


def _party(finding: Finding) -> str:
    vendor = _vendor(finding)
    if vendor is not None:
        return vendor.legal_name
    engagement = finding.engagement
    if engagement is None or engagement.captive_team is None:
        raise ValueError(f"The finding {finding.pk} is about neither a vendor nor a team.")
    return engagement.captive_team.name


def _vendor(finding: Finding) -> Vendor | None:
    if finding.contract_item is not None:
        return finding.contract_item.contract.vendor
    if finding.contract is not None:
        return finding.contract.vendor
    if finding.engagement is not None:
        return finding.engagement.vendor
    return finding.vendor


def _note(finding: Finding, stages: Collection[str], zone: ZoneInfo) -> str:
    since = day(finding.state_changed_at.astimezone(zone).date())
    if Stage.UNACKNOWLEDGED in stages:
        return f"Nobody has acknowledged this since {since}."
    if Stage.WORSENED in stages:
        return "This has become worse since it was found."
    return f"This is back since {since}." if finding.episode > 1 else ""
