"""The portfolio page, on which signing in lands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from accounts.display import badge
from risk.conclusions import Severity
from risk.dashboards import addresses
from risk.dashboards.deadlines import DAYS, deadline_lines, deadlines_of
from risk.dashboards.explained import Explanation
from risk.dashboards.frame import Frame, basis_choices, frame_of, respond, scope_choices
from risk.dashboards.money import money_of
from risk.dashboards.words import BASES_AS_NOUN, BASES_IN_SENTENCE, SEVERITIES, STATES
from risk.models import Finding
from risk.selectors.finding_counts import WAITING, FindingCounts, finding_counts
from risk.selectors.first_steps import Step, first_steps

TOP_DUE = 10


@dataclass(frozen=True)
class Count:
    """A number of findings in one state, and the list of them."""

    state: str
    count: int
    address: str


@dataclass(frozen=True)
class SeverityRow:
    word: SafeString
    counts: Sequence[Count]
    total: Count


@dataclass(frozen=True)
class WorstFinding:
    finding: Finding
    word: SafeString
    address: str


@dataclass(frozen=True)
class StepLine:
    step: Step
    address: str


def portfolio(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Answers what the organization holds, with whom, how dependent it is and what is due.

    `context` is what the site gives every page.
    """
    frame = frame_of(request)
    steps = [StepLine(step, _address(step.page)) for step in first_steps(frame.organization)]
    content = {
        "title": "Portfolio",
        "steps": steps,
        "steps_done": sum(line.step.is_done for line in steps),
        "setup_hidden": frame.organization.setup_hidden_at is not None,
        "may_hide_setup": request.user.has_perm("accounts.change_organization"),
        "is_empty": not frame.portfolio.contracts and not frame.portfolio.engagements,
    }
    if not content["is_empty"]:
        content |= _figures(frame)
    return respond(request, "portfolio", frame, content, shell=context)


def _figures(frame: Frame) -> dict[str, Any]:
    money = money_of(frame.portfolio, frame.options)
    found = finding_counts()
    deadlines = deadlines_of(frame)
    return {
        "money": money,
        "basis_in_sentence": BASES_IN_SENTENCE[money.basis],
        "basis_as_noun": BASES_AS_NOUN[money.basis],
        "bases": basis_choices(frame.options, money.basis),
        "scopes": scope_choices(frame.options),
        "rows_address": addresses.rows(frame.options),
        "found": found,
        "states": [STATES[state] for state in WAITING],
        "severities": [_severity_row(found, severity) for severity in found.counts],
        "findings_total": Count("", found.total, addresses.findings()),
        "findings_how": _findings_explained(found),
        "urgent": found.of(Severity.CRITICAL) + found.of(Severity.HIGH),
        "urgent_address": addresses.urgent_findings(),
        "worst": [_worst(finding) for finding in found.worst],
        "days": DAYS,
        "has_contracts": bool(frame.portfolio.contracts),
        "due": deadlines.due,
        "due_total": deadlines.due.agreed(frame.portfolio),
        "due_lines": deadline_lines(frame, deadlines.due.contracts[:TOP_DUE]),
        "due_address": addresses.due(frame.options),
        "due_how": deadlines.how,
    }


def _findings_explained(found: FindingCounts) -> Explanation:
    states = [
        (STATES[state].lower(), sum(row[state] for row in found.counts.values()))
        for state in WAITING
    ]
    parts = " + ".join(f"{count:,} {word}" for word, count in states)
    return Explanation(
        formulas=(f"Unresolved = {parts} = {found.total:,}",),
        facts=(
            ("Rows", f"{found.total:,} findings of this organization"),
            ("Left out", "resolved findings"),
            ("Order", "severity, then the day to act by, then money, each currency by itself"),
        ),
    )


def _severity_row(found: FindingCounts, severity: Severity) -> SeverityRow:
    return SeverityRow(
        word=_severity_word(severity),
        counts=[
            Count(STATES[state], count, addresses.findings(severity, state))
            for state, count in found.counts[severity].items()
        ],
        total=Count("", found.of(severity), addresses.findings(severity)),
    )


def _severity_word(severity: Severity) -> SafeString:
    return badge(severity.name.capitalize(), *SEVERITIES[severity])


def _worst(finding: Finding) -> WorstFinding:
    return WorstFinding(
        finding, _severity_word(Severity(finding.severity)), addresses.finding(finding.pk)
    )


def _address(page: str) -> str:
    """The page's address, empty for a step that is taken elsewhere."""
    try:
        return reverse(page) if page else ""
    except NoReverseMatch:
        return ""
