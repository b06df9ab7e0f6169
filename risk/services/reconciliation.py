"""What a scan's conclusions do to the findings that are already there. Writes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from risk.conclusions import Conclusion, Severity
from risk.models import Finding, State
from risk.models.alert import Stage
from risk.rules.registry import RULES

CONTENT = (
    "severity",
    "title",
    "explanation",
    "what_to_do",
    "money",
    "currency",
    "due_on",
    "evidence",
)
TITLE_LENGTH = 300

CLEARED = "The condition no longer holds."
SWITCHED_OFF = "The rule is switched off."
WORSE = "It got worse."
BACK = "The condition holds again."
AWAKE = "The snooze ended."


@dataclass
class Changes:
    """What a scan is to write. `raised` are the findings to alert people about, with the stage.

    `standing` are the unresolved findings after the scan, changed or not.
    """

    as_of: date
    now: datetime
    created: list[Finding] = field(default_factory=list)
    changed: list[Finding] = field(default_factory=list)
    raised: list[tuple[Finding, Stage]] = field(default_factory=list)
    standing: list[Finding] = field(default_factory=list)
    opened: int = 0
    resolved: int = 0


def reconcile(
    conclusions: Mapping[str, Conclusion],
    known: Mapping[str, Finding],
    enabled: Collection[str],
    as_of: date,
    now: datetime,
) -> Changes:
    """Opens, updates, reopens and resolves. Conclusions and `known` findings are by fingerprint.

    - A new conclusion opens a finding; one between two thresholds (`opens` False) only keeps one.
    - A finding without a conclusion is resolved. One that comes back is reopened, one that gets
      worse is open again and one whose snooze has ended too: each starts a new episode.
    - What a person resolved stays resolved while the condition stays as it was; it is reopened
      when it gets worse, or when it clears and comes back.
    """
    changes = Changes(as_of, now)
    for fingerprint, conclusion in conclusions.items():
        finding = known.get(fingerprint)
        if finding is not None:
            _meet_again(changes, finding, conclusion)
        elif conclusion.opens:
            _open(changes, conclusion, fingerprint)
    for fingerprint, finding in known.items():
        if fingerprint not in conclusions:
            _clear(changes, finding, CLEARED if finding.rule in enabled else SWITCHED_OFF)
    return changes


def _open(changes: Changes, conclusion: Conclusion, fingerprint: str) -> None:
    finding = Finding(
        rule=conclusion.rule,
        fingerprint=fingerprint,
        first_seen_at=changes.now,
        last_seen_at=changes.now,
        last_seen_on=changes.as_of,
        state_changed_at=changes.now,
        **{f"{conclusion.subject_kind}_id": conclusion.subject_id},
        **_content(conclusion),
    )
    changes.created.append(finding)
    changes.standing.append(finding)
    changes.opened += 1
    _raise(changes, finding, Stage.OPENED)


def _meet_again(changes: Changes, finding: Finding, conclusion: Conclusion) -> None:
    if finding.state == State.RESOLVED:
        _meet_resolved(changes, finding, conclusion)
        return
    changes.standing.append(finding)
    is_worse = conclusion.severity > finding.severity
    is_changed = _take_over(finding, conclusion)
    if is_worse:
        _start_episode(changes, finding, WORSE)
        _raise(changes, finding, Stage.WORSENED)
    elif finding.snoozed_until is not None and finding.snoozed_until <= changes.as_of:
        _start_episode(changes, finding, AWAKE)
        _raise(changes, finding, Stage.OPENED)
    elif not is_changed:
        return
    changes.changed.append(finding)


def _meet_resolved(changes: Changes, finding: Finding, conclusion: Conclusion) -> None:
    is_worse = conclusion.severity > finding.severity
    if not conclusion.opens or (_is_by_hand(finding) and not is_worse):
        return
    _take_over(finding, conclusion)
    _start_episode(changes, finding, WORSE if _is_by_hand(finding) else BACK)
    changes.changed.append(finding)
    changes.standing.append(finding)
    changes.opened += 1
    _raise(changes, finding, Stage.OPENED)


def _clear(changes: Changes, finding: Finding, reason: str) -> None:
    """Resolves a finding; one resolved by hand is from now on free to come back."""
    if finding.state == State.RESOLVED and not _is_by_hand(finding):
        return
    changes.resolved += finding.state != State.RESOLVED
    _move(changes, finding, State.RESOLVED, reason)
    changes.changed.append(finding)


def _is_by_hand(finding: Finding) -> bool:
    return finding.state_changed_by_id is not None


def _start_episode(changes: Changes, finding: Finding, reason: str) -> None:
    finding.episode += 1
    if finding.state != State.OPEN:
        _move(changes, finding, State.OPEN, reason)


def _move(changes: Changes, finding: Finding, state: State, reason: str) -> None:
    finding.state = state
    finding.snoozed_until = None
    finding.state_changed_at = changes.now
    finding.state_changed_by_id = None
    finding.state_reason = reason


def _raise(changes: Changes, finding: Finding, stage: Stage) -> None:
    if RULES[finding.rule].is_mailed and finding.severity > Severity.INFO:
        changes.raised.append((finding, stage))


def _take_over(finding: Finding, conclusion: Conclusion) -> bool:
    """Puts the conclusion's content into the finding; returns whether anything differs.

    The as-of date alone is no difference: evidence keeps the date on which its figures came to
    be, and `last_seen_on` tells until when they held.
    """
    before = _comparable({name: getattr(finding, name) for name in CONTENT})
    content = _content(conclusion)
    if _comparable(content) == before:
        return False
    for name, value in content.items():
        setattr(finding, name, value)
    return True


def _content(conclusion: Conclusion) -> dict[str, Any]:
    title = conclusion.title
    if len(title) > TITLE_LENGTH:
        title = f"{title[: TITLE_LENGTH - 1]}…"
    return {
        "severity": int(conclusion.severity),
        "title": title,
        "explanation": conclusion.explanation,
        "what_to_do": conclusion.what_to_do,
        "money": conclusion.money,
        "currency": conclusion.currency,
        "due_on": conclusion.due_on,
        "evidence": conclusion.evidence.as_json(),
    }


def _comparable(content: Mapping[str, object]) -> dict[str, object]:
    evidence = content["evidence"]
    if not isinstance(evidence, dict):
        return dict(content)
    kept = {name: value for name, value in evidence.items() if name != "as_of"}
    return {**content, "evidence": kept}
