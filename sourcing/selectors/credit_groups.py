"""Final results put together as credits are computed: by scheme, kind of period and service."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from sourcing.credits.inputs import JudgedPeriod, Level
from sourcing.credits.inputs import Period as CreditPeriod
from sourcing.credits.scheme_json import from_json
from sourcing.credits.schemes import Points, Scheme
from sourcing.models import CreditScheme, IncidentLink, LevelDefinition, PeriodResult, ResultState
from sourcing.models.service_level import LevelClass, Unit
from sourcing.service_levels.definition import Direction
from sourcing.service_levels.outcome import Outcome
from sourcing.service_levels.periods import Period, PeriodKind, next_period, period_of

UNIT_WORDS = {
    Unit.PERCENT: "%",
    Unit.MINUTES: "min",
    Unit.SERVICE_DAYS: "service days",
    Unit.COUNT: "",
    Unit.SCORE: "",
}


@dataclass(frozen=True)
class CreditGroup:
    """The latest final results whose credits add up, are capped and share incidents together.

    Results are in order of time. They have one scheme, one kind of period and one charged
    service, whose charge is the base. Rolling days of different levels needn't adjoin, so each
    such level stands alone.
    """

    scheme: CreditScheme
    service: str
    results: Sequence[PeriodResult]
    incidents: Mapping[UUID, Sequence[tuple[date, str]]]

    @cached_property
    def levels(self) -> dict[UUID, Level]:
        """By id, as their latest definition has them."""
        return {result.service_level_id: level_of(result) for result in self.results}

    @cached_property
    def agreed(self) -> Scheme:
        """What the contract agreed; raises `Refused` where what is stored isn't a scheme."""
        definitions = {result.service_level.key: result.definition for result in self.results}
        return from_json(with_parts(self.scheme.terms, definitions))

    @property
    def terms(self) -> Scheme:
        """The same without earn-back, which is judged for each credit by itself."""
        return replace(self.agreed, options=replace(self.agreed.options, earn_back=None))

    @property
    def adds_up_at_once(self) -> bool:
        """Whether no level's credit can be told before the others' results are final."""
        return isinstance(self.terms, Points) or self.terms.options.one_credit_per_incident

    def of_period(self, first_day: date) -> list[PeriodResult]:
        return [result for result in self.results if result.first_day == first_day]

    def periods_up_to(self, first_day: date) -> list[Period]:
        """Every period from the group's first one on, also those of which nothing is known."""
        periods = [period_of_result(self.results[0])]
        while periods[-1].first_day < first_day:
            periods.append(next_period(periods[-1]))
        return periods

    def figure(self, result: PeriodResult) -> JudgedPeriod:
        days = self.incidents.get(result.service_level_id, ())
        return JudgedPeriod(
            level=result.service_level.key,
            period=result.first_day.isoformat(),
            attained=plain(result.attained),
            outcome=Outcome(result.outcome),
            default=result.is_default,
            incidents=frozenset(
                incident for day, incident in days if result.first_day <= day <= result.last_day
            ),
        )


def credit_groups() -> list[CreditGroup]:
    """All of the organization that has been entered, in three queries."""
    results = (
        PeriodResult.objects.filter(
            is_latest=True, state=ResultState.FINAL, definition__credit_scheme__isnull=False
        )
        .select_related("service_level", "definition__credit_scheme__contract__vendor")
        .defer("steps")
        .order_by("first_day", "service_level__key")
    )
    incidents: dict[UUID, list[tuple[date, str]]] = defaultdict(list)
    for level, day, incident in IncidentLink.objects.values_list(
        "service_level", "day", "incident"
    ):
        incidents[level].append((day, incident))
    gathered: dict[tuple[object, ...], list[PeriodResult]] = defaultdict(list)
    for result in results:
        gathered[_group_key(result)].append(result)
    return [
        CreditGroup(scheme, found[0].service_level.charged_service, found, incidents)
        for found in gathered.values()
        if (scheme := found[0].definition.credit_scheme) is not None
    ]


def unfinished_levels(group: CreditGroup, first_day: date) -> list[str]:
    """Names of the group's levels whose result of the period isn't final, in order."""
    final = {result.service_level_id for result in group.of_period(first_day)}
    sample = group.of_period(first_day)[0].definition
    definitions = LevelDefinition.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first_day),
        Q(service_level__retired_on__isnull=True) | Q(service_level__retired_on__gte=first_day),
        credit_scheme=group.scheme,
        period_kind=sample.period_kind,
        level_class=LevelClass.CRITICAL,
        valid_from__lte=first_day,
        service_level__charged_service=group.service,
    ).exclude(service_level__in=final)
    return sorted(definitions.values_list("service_level__name", flat=True).distinct())


def earns(result: PeriodResult) -> bool:
    """Whether the period can carry a credit: the level is critical and its ramp-up is over."""
    definition = result.definition
    if definition.level_class != LevelClass.CRITICAL:
        return False
    left = definition.ramp_up_periods
    if not left:
        return True
    if definition.period_kind == PeriodKind.ROLLING_DAYS:
        done = (result.first_day - definition.valid_from).days // (definition.rolling_days or 1)
        return bool(done >= left)
    period = period_of(
        definition.valid_from, PeriodKind(definition.period_kind), str(definition.time_zone)
    )
    for _ in range(left - 1):
        period = next_period(period)
    return bool(result.first_day > period.last_day)


def period_of_result(result: PeriodResult) -> Period:
    """The period that a result is of."""
    definition = result.definition
    kind = PeriodKind(definition.period_kind)
    return Period(kind, result.first_day, result.last_day, str(definition.time_zone))


def credit_period(period: Period) -> CreditPeriod:
    """The same period for a calculation, whose keys are first days."""
    return CreditPeriod(
        period.first_day.isoformat(), period.label, period.first_day, period.last_day
    )


def level_of(result: PeriodResult) -> Level:
    definition = result.definition
    return Level(
        key=result.service_level.key,
        name=result.service_level.name,
        direction=Direction(definition.direction),
        expected=plain(definition.expected),
        unit=UNIT_WORDS[Unit(definition.unit)],
    )


def with_parts(terms: Any, definitions: Mapping[str, LevelDefinition]) -> Any:
    """The stored terms with each level's part filled in from its definition where they name none.

    A pool's shares and allocations, and a miss's points, may stand with the levels instead.
    """
    if not isinstance(terms, dict):
        return terms
    parts = {
        key: {"level": key, "percent": str(plain(row.pool_share_percent))}
        for key, row in definitions.items()
        if row.pool_share_percent is not None
    }
    if terms.get("kind") == "points" and not terms.get("points"):
        points = [
            {"level": key, "points": str(row.points)}
            for key, row in definitions.items()
            if row.points is not None
        ]
        return {**terms, "points": points}
    if terms.get("dialect") == "single" and not terms.get("allocations"):
        return {**terms, "allocations": list(parts.values())}
    if terms.get("dialect") == "category":
        return {**terms, "categories": _with_shares(terms.get("categories"), parts, definitions)}
    return terms


def _with_shares(
    categories: Any, parts: Mapping[str, Any], definitions: Mapping[str, LevelDefinition]
) -> Any:
    if not isinstance(categories, list):
        return categories
    return [
        category
        if not isinstance(category, dict) or category.get("shares")
        else {
            **category,
            "shares": [
                part
                for key, part in parts.items()
                if definitions[key].pool_category == category.get("name")
            ],
        }
        for category in categories
    ]


def plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that a column adds: 99.87, not 99.870000."""
    if value is None:
        return None
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _group_key(result: PeriodResult) -> tuple[object, ...]:
    definition = result.definition
    alone = result.service_level_id if definition.period_kind == PeriodKind.ROLLING_DAYS else None
    service = result.service_level.charged_service
    return definition.credit_scheme_id, definition.period_kind, service, alone
