"""The log of scheduled work."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateTimeFilter
from unfold.decorators import display

from accounts.display import Tone, badge, day, number
from accounts.model_admin import ReadOnlyAdmin
from accounts.sections import Column, Section
from risk.admin.finding_sections import rule_title, severity_badge
from risk.conclusions import Severity
from risk.models import ScanRun
from risk.models.rule import SCANS


@admin.register(ScanRun)
class ScanRunAdmin(ReadOnlyAdmin):
    """Each piece of work once a window, with what it did."""

    list_display = (
        "kind_word",
        "about",
        "state",
        "started_at",
        "finished_at",
        "opened",
        "resolved",
    )
    list_filter = (("started_at", RangeDateTimeFilter),)
    search_fields = ("kind", "window")
    search_help_text = "Search by kind or day"
    empty_hint = "The first scan runs tonight, or at once with the command scan."
    fields = ("kind_word", "about", "started_at", "finished_at")

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        result = record.result
        if record.kind not in SCANS:
            return []
        return [
            Section(
                title="What it found",
                sentence=_sentence(result),
                columns=(Column("Rule"), Column("Severity"), Column("Findings", figures=True)),
                rows=[
                    (rule_title(rule), severity_badge(Severity[word.upper()]), number(count))
                    for rule, counts in result.get("findings", {}).items()
                    for word, count in counts.items()
                ],
                empty="No rule found anything."
                if record.finished_at
                else "The scan has not finished; the next tick of the scheduler takes it up.",
            )
        ]

    @display(description="Kind", ordering="kind")
    def kind_word(self, run: ScanRun) -> str:
        return run.kind.replace("-", " ").capitalize()

    @display(description="Of", ordering="window")
    def about(self, run: ScanRun) -> str:
        """The day that a scan was for; of other work its step, not the key it goes by."""
        if run.kind in SCANS:
            return day(date.fromisoformat(run.window))
        return str(run.result.get("step", run.window))

    @display(description="State", ordering="finished_at")
    def state(self, run: ScanRun) -> str:
        if run.finished_at is None:
            return badge("Not finished", Tone.WARNING, "hourglass_empty")
        return badge("Done", Tone.GOOD, "check_circle")

    @display(description="Opened", formatting="price")
    def opened(self, run: ScanRun) -> str:
        return number(run.result.get("opened"))

    @display(description="Resolved", formatting="price")
    def resolved(self, run: ScanRun) -> str:
        return number(run.result.get("resolved"))


def _sentence(result: Mapping[str, Any]) -> str:
    if not result:
        return ""
    return (
        f"Findings opened: {result['opened']:,}; resolved: {result['resolved']:,}; "
        f"alerts written: {result['alerts']:,}."
    )
