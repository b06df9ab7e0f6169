"""What judging levels needs to know of them, in the same few queries for one level or thousands."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Organization
from sourcing.models import LevelDefinition, PeriodResult, ServiceLevel, VendorReport
from sourcing.selectors.definitions import definition_of, service_calendar_of, with_calendars
from sourcing.service_levels.definition import Definition
from sourcing.service_levels.outcome import Outcome, PastResult
from sourcing.service_levels.periods import Period, start_of_day
from sourcing.service_levels.schedule import Scheduled, Version, schedule
from teams.service_calendar import Calendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LevelFacts:
    """A level with its versions in the order of their days, and what is known of its periods.

    `rows` and `calendars` are those of the versions, place by place. `results` are the latest
    revisions, `reports` the vendor's, both by the period's first day.
    """

    level: ServiceLevel
    versions: tuple[Version, ...]
    rows: tuple[LevelDefinition, ...]
    calendars: tuple[Calendar, ...]
    results: Mapping[date, PeriodResult]
    reports: Mapping[date, VendorReport]

    @cached_property
    def zone(self) -> str:
        """The IANA name of the zone of the latest version, in which the level's today is."""
        return self.versions[-1].definition.time_zone

    def periods(self, until: date) -> tuple[Scheduled, ...]:
        """The periods that have begun by a day, oldest first."""
        return schedule(self.versions, until, self.level.retired_on)

    def definition(self, scheduled: Scheduled) -> Definition:
        """What the period is judged by: the version in force at its start."""
        return self.versions[scheduled.version].definition


@dataclass(frozen=True)
class PeriodOfLevel:
    """One period of one level, as a question for its figure."""

    facts: LevelFacts
    scheduled: Scheduled

    @property
    def period(self) -> Period:
        return self.scheduled.period

    @property
    def definition(self) -> Definition:
        return self.facts.definition(self.scheduled)

    @property
    def row(self) -> LevelDefinition:
        return self.facts.rows[self.scheduled.version]

    @property
    def calendar(self) -> Calendar:
        return self.facts.calendars[self.scheduled.version]


def past(result: PeriodResult) -> PastResult:
    """What a result counts for in the history of later periods."""
    return PastResult(Outcome(result.outcome), result.is_default)


def local_today(
    organization: Organization, facts: LevelFacts, as_of: date | None, now: datetime
) -> date:
    """The day given, the pinned one of demonstration data, or today in the level's zone."""
    return as_of or organization.pinned_today or now.astimezone(ZoneInfo(facts.zone)).date()


def counting_until(today: date, zone: str, now: datetime) -> datetime:
    """Up to which moment a running period counts: the end of the level's today, at most `now`."""
    return min(now, start_of_day(today + ONE_DAY, zone))


def level_facts(level_ids: Collection[UUID] | None = None) -> list[LevelFacts]:
    """The facts of these levels, or of all; those without a definition are left out."""
    levels = ServiceLevel.objects.select_related("engagement__vendor", "engagement__captive_team")
    chosen = Q()
    if level_ids is not None:
        levels = levels.filter(pk__in=level_ids)
        chosen = Q(service_level__in=level_ids)
    definitions = with_calendars(LevelDefinition.objects.filter(chosen).order_by("valid_from"))
    versions = _grouped(definitions)
    results = _grouped(PeriodResult.objects.filter(chosen, is_latest=True))
    reports = _grouped(VendorReport.objects.filter(chosen))
    calendars = _calendars(row for rows in versions.values() for row in rows)
    return [
        LevelFacts(
            level=level,
            versions=tuple(
                Version(definition_of(row), row.valid_from, row.valid_to)
                for row in versions[level.pk]
            ),
            rows=tuple(versions[level.pk]),
            calendars=tuple(calendars[row.pk] for row in versions[level.pk]),
            results={row.first_day: row for row in results[level.pk]},
            reports={row.first_day: row for row in reports[level.pk]},
        )
        for level in levels.order_by("pk")
        if level.pk in versions
    ]


def _calendars(rows: Iterable[LevelDefinition]) -> dict[UUID, Calendar]:
    """The calendar of each definition; those of one calendar share it."""
    shared: dict[object, Calendar] = {}
    found = {}
    for row in rows:
        hours = row.calendar_id or str(row.time_zone)
        if hours not in shared:
            shared[hours] = service_calendar_of(row)
        found[row.pk] = shared[hours]
    return found


def _grouped[Row: (LevelDefinition, PeriodResult, VendorReport)](
    rows: Iterable[Row],
) -> defaultdict[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.service_level_id].append(row)
    return found
