"""How a finding reads: what, why, how much, what to do, by when, and how it was computed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from accounts.display import Tone, badge, day, link, money, no_data, page_of, record_link
from accounts.sections import Column, Section
from risk.conclusions import Severity
from risk.dashboards.words import SEVERITIES
from risk.models import Finding, State
from risk.rules.registry import RULES

STATES = {
    State.OPEN: (Tone.WARNING, "radio_button_unchecked"),
    State.ACKNOWLEDGED: (Tone.INFO, "visibility"),
    State.SNOOZED: (Tone.NEUTRAL, "snooze"),
    State.RESOLVED: (Tone.GOOD, "check_circle"),
}


def severity_badge(severity: int) -> SafeString:
    level = Severity(severity)
    return badge(level.name.capitalize(), *SEVERITIES[level])


def state_badge(finding: Finding) -> SafeString:
    word = finding.get_state_display()
    if finding.state == State.SNOOZED and finding.snoozed_until is not None:
        word = f"{word} until {date_format(finding.snoozed_until)}"
    return badge(word, *STATES[State(finding.state)])


def due_words(finding: Finding, today: date) -> SafeString:
    """The day by which to act, marked once it has passed."""
    if finding.due_on is None:
        return no_data("No date")
    if finding.due_on < today and finding.state != State.RESOLVED:
        return format_html("{} {}", day(finding.due_on), badge("Past", Tone.DANGER, "event_busy"))
    return day(finding.due_on)


def rule_title(code: str) -> str:
    """A rule's title; the code itself where the rule no longer exists."""
    return RULES[code].title if code in RULES else code


def finding_sections(finding: Finding, today: date) -> list[Section]:
    evidence: dict[str, Any] = finding.evidence
    return [
        _what(finding, today),
        Section(title="What to do", sentence=finding.what_to_do),
        _computed(evidence),
        _parameters(finding, evidence),
    ]


def _what(finding: Finding, today: date) -> Section:
    return Section(
        title=finding.title,
        sentence=finding.explanation,
        facts=(
            ("Severity", severity_badge(finding.severity)),
            ("State", state_badge(finding)),
            ("At stake", money(finding.money, finding.currency)),
            ("Act by", due_words(finding, today)),
            ("About", record_link(finding.subject)),
            ("Rule", rule_title(finding.rule)),
            *_decision(finding),
        ),
    )


def _decision(finding: Finding) -> Iterable[tuple[str, object]]:
    """Who moved it to its state and why, once somebody has."""
    if finding.state_changed_by is None:
        return ()
    when = date_format(localtime(finding.state_changed_at), "DATETIME_FORMAT")
    who = f"{finding.state_changed_by}, {when}"
    return (("Decided by", who), ("Reason", finding.state_reason or no_data("None given")))


def _computed(evidence: Mapping[str, Any]) -> Section:
    return Section(
        title="How is this computed?",
        sentence=str(evidence.get("formula", "")),
        facts=(
            *((figure["label"], figure["value"]) for figure in evidence.get("figures", ())),
            ("As of", _as_of(evidence.get("as_of"))),
        ),
        columns=(Column("Rows used"), Column("Kind of record")),
        rows=[
            (_row_link(row), str(apps.get_model(row["model"])._meta.verbose_name))
            for row in evidence.get("rows", ())
        ],
        empty="No single row: the figure is about the whole portfolio.",
    )


def _as_of(text: str | None) -> SafeString:
    return day(date.fromisoformat(text) if text else None)


def _row_link(row: Mapping[str, str]) -> SafeString | str:
    try:
        address = reverse(f"admin:{row['model'].replace('.', '_')}_change", args=[row["id"]])
    except NoReverseMatch:
        return row["label"]
    return link(address, row["label"])


def _parameters(finding: Finding, evidence: Mapping[str, Any]) -> Section:
    question = RULES[finding.rule].question if finding.rule in RULES else ""
    return Section(
        title="The rule at that time",
        sentence=question,
        facts=[
            (parameter["name"].replace("_", " ").capitalize(), parameter["value"])
            for parameter in evidence.get("parameters", ())
        ],
    )


FINDING_COLUMNS = (
    Column("Severity"),
    Column("Finding"),
    Column("At stake", figures=True),
    Column("Act by"),
    Column("State"),
)


def finding_rows(findings: Iterable[Finding], today: date) -> list[tuple[object, ...]]:
    """Rows of a table of findings, `FINDING_COLUMNS` wide."""
    return [
        (
            severity_badge(finding.severity),
            link(page_of(finding), finding.title),
            money(finding.money, finding.currency) if finding.money is not None else "–",
            due_words(finding, today),
            state_badge(finding),
        )
        for finding in findings
    ]
