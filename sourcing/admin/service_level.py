"""The board of service levels, and each level's page: what it promises and how it turned out."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.access import organization_of
from accounts.display import Tone, badge, day, no_data, record_link
from accounts.model_admin import TenantModelAdmin
from accounts.sections import Column, Section
from sourcing.models import ServiceLevel
from sourcing.selectors.standings import BoardRow, board
from sourcing.service_levels.board_state import BoardState
from sourcing.service_levels.outcome import Outcome
from sourcing.service_levels.rounding import shown

STATES = {
    BoardState.IN_DEFAULT: ("In default", Tone.DANGER, "error"),
    BoardState.MISSED: ("Missed", Tone.DANGER, "trending_down"),
    BoardState.AT_RISK: ("At risk", Tone.WARNING, "warning"),
    BoardState.NO_DATA: ("No data", Tone.NEUTRAL, "help"),
    BoardState.MET: ("Met", Tone.GOOD, "check_circle"),
}
OUTCOMES = {
    Outcome.MET: ("Met", Tone.GOOD, "check_circle"),
    Outcome.MISSED_EXPECTED: ("Below expected", Tone.WARNING, "trending_down"),
    Outcome.MISSED_MINIMUM: ("Below minimum", Tone.DANGER, "error"),
    Outcome.NO_DATA: ("No data", Tone.NEUTRAL, "help"),
}


@admin.register(ServiceLevel)
class ServiceLevelAdmin(TenantModelAdmin):
    """Every level with its state, its figure so far and both targets."""

    list_display = (
        "name",
        "engagement_link",
        "state",
        "figure",
        "targets",
        "budget_left",
        "source",
    )
    list_display_links = ("name",)
    list_filter = (
        ("engagement", AutocompleteSelectFilter),
        ("source", ChoicesDropdownFilter),
    )
    list_prefetch = ("engagement",)
    search_fields = ("key", "name", "engagement__key", "engagement__name")
    search_help_text = "Search by level or engagement"
    empty_hint = (
        "Add a service level of an engagement, then a definition with its targets. Most begin "
        "with the vendor's monthly report."
    )
    fields = (
        "engagement",
        "key",
        "name",
        "source",
        "contract",
        "charged_service",
        "owner",
        "retired_on",
    )

    def list_sentence(self, request: HttpRequest) -> str:
        states = [row.standing.state for row in board(organization_of(request), timezone.now())]
        if not states:
            return "No service level has a definition yet."
        counted = {state: states.count(state) for state in BoardState}
        return (
            f"Of {len(states):,} service {'level' if len(states) == 1 else 'levels'} "
            f"{counted[BoardState.IN_DEFAULT]:,} are in default, {counted[BoardState.MISSED]:,} "
            f"missed, {counted[BoardState.AT_RISK]:,} at risk and "
            f"{counted[BoardState.NO_DATA]:,} without data."
        )

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        rows = super().prepare(request, rows)
        ids = [row.pk for row in rows]
        standings = board(organization_of(request), timezone.now(), ids) if ids else []
        found = {each.facts.level.pk: each for each in standings}
        for row in rows:
            row.standing = found.get(row.pk)
        return rows

    @display(description="Engagement", ordering="engagement__key")
    def engagement_link(self, level: ServiceLevel) -> str:
        return record_link(level.engagement)

    @display(description="State")
    def state(self, level: Any) -> str:
        if level.standing is None:
            return no_data("No definition")
        return badge(*STATES[level.standing.standing.state])

    @display(description="This period", formatting="price")
    def figure(self, level: Any) -> str:
        row: BoardRow | None = level.standing
        return no_data() if row is None or row.attained is None else row.attained_words

    @display(description="Expected and minimum", formatting="price")
    def targets(self, level: Any) -> str:
        row: BoardRow | None = level.standing
        if row is None:
            return no_data("No definition")
        expected, minimum = (shown(row.definition, each) for each in row.definition.targets)
        return f"{expected} and {minimum}"

    @display(description="Budget left", formatting="price")
    def budget_left(self, level: Any) -> str:
        row: BoardRow | None = level.standing
        if row is None or row.budget is None or row.budget.share_left is None:
            return no_data("No budget")
        return f"{round(row.budget.share_left * 100)} %"

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        [level] = self.prepare(request, [record])
        return [_standing(level), _results(level), _definitions(level)]


def _standing(level: Any) -> Section:
    row: BoardRow | None = level.standing
    if row is None:
        return Section(
            title="How it stands",
            sentence="It has no definition yet, so nothing is judged. Add one with its targets.",
        )
    forecast = [("Forecast", row.forecast.words)] if row.forecast else []
    return Section(
        title="How it stands",
        sentence=" ".join(row.standing.reasons),
        facts=[
            ("State", badge(*STATES[row.standing.state])),
            ("This period so far", row.attained_words),
            *forecast,
        ],
    )


def _results(level: Any) -> Section:
    row: BoardRow | None = level.standing
    results = list(reversed(row.results)) if row else []
    return Section(
        title="Last twelve periods",
        columns=(
            Column("Period"),
            Column("Outcome"),
            Column("Figure", figures=True),
            Column("Settled"),
            Column("Why"),
        ),
        rows=[
            (
                f"{each.first_day:%d %b %Y} to {each.last_day:%d %b %Y}",
                badge(*OUTCOMES[Outcome(each.outcome)]),
                no_data() if each.attained is None else shown(row.definition, each.attained),
                each.get_state_display(),
                " ".join(str(step) for step in each.steps),
            )
            for each in results
            if row is not None
        ],
        empty="No period has been judged yet. Results appear after the first one is over.",
    )


def _definitions(level: ServiceLevel) -> Section:
    add = reverse("admin:sourcing_leveldefinition_add")
    return Section(
        title="Definitions",
        sentence="A period is judged by the definition in force at its start.",
        columns=(Column("From"), Column("Until"), Column("Indicator"), Column("Class")),
        rows=[
            (
                record_link(each),
                day(each.valid_to, "Further notice"),
                each.get_indicator_display(),
                each.get_level_class_display(),
            )
            for each in level.definitions.all()
        ],
        empty="No definition yet.",
        more=f"{add}?service_level={level.pk}",
        more_text="Begin a new definition",
    )
