"""Judging: what came of each period of each level, up to final, and revisions after.

A period without a result, one that isn't final, and the last final one are judged; older final
ones too, where daily sums make that cheap. What comes out the same is not written, so that judging
twice leaves no trace, not even in history.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import PeriodResult, ResultState
from sourcing.models.service_level import Indicator, Source
from sourcing.selectors.judging_facts import (
    LevelFacts,
    PeriodOfLevel,
    counting_until,
    level_facts,
    local_today,
    past,
)
from sourcing.selectors.measurement_months import removed_up_to
from sourcing.selectors.period_counts import Counted, counts_of
from sourcing.service_levels.outcome import PastResult
from sourcing.services.period_judgement import judged_period, revision_reason, steps_by_hand
from sourcing.services.rereading import read_fallen_due

BATCH = 500
#: How far back final results are held against their sums again: late data is rare, and retention
#: may have removed what older results were computed from.
CHECKED_AGAIN = timedelta(days=400)
#: What makes a result another one; when it was computed doesn't.
CONTENT = (
    "definition_id",
    "last_day",
    "state",
    "outcome",
    "is_default",
    "default_reason",
    "basis",
    "attained",
    "numerator",
    "denominator",
    "sample",
    "excluded",
    "steps",
    "final_from",
)
UPDATED = [name.removesuffix("_id") for name in CONTENT] + ["final_at", "computed_at"]


@dataclass(frozen=True)
class Judged:
    """How many levels were judged, and what of their periods was written.

    `final` counts the results that became final, new and changed ones and revisions among them.
    """

    levels: int
    periods: int
    new: int
    changed: int
    revised: int
    final: int

    def as_json(self) -> dict[str, object]:
        """The form in which the command prints it."""
        return asdict(self)


@dataclass
class _Changes:
    """What judging will write."""

    new: list[PeriodResult] = field(default_factory=list)
    changed: list[PeriodResult] = field(default_factory=list)
    revisions: list[PeriodResult] = field(default_factory=list)
    outdated: list[UUID] = field(default_factory=list)


def judge_levels(
    *,
    organization: Organization,
    now: datetime,
    as_of: date | None = None,
    level_ids: Collection[UUID] | None = None,
) -> Judged:
    """Judges these levels, or all, as of a day; without one as of the today of each level's zone.

    Whoever judges the same organization at the same time waits.
    """
    with tenant(organization):
        wait_for_judging(organization.pk)
        levels = level_facts(level_ids)
        days = {each.level.pk: local_today(organization, each, as_of, now) for each in levels}
        removed = removed_up_to()
        read_fallen_due([each.level.pk for each in levels], now)
        asked = [one for each in levels for one in _asked(each, days[each.level.pk], removed)]
        found = _counts(asked, days, now)
        changes = _Changes()
        for each in levels:
            _judge(each, found, days[each.level.pk], now, changes)
        _write(changes)
    written = [*changes.new, *changes.changed, *changes.revisions]
    return Judged(
        levels=len(levels),
        periods=len(asked),
        new=len(changes.new),
        changed=len(changes.changed),
        revised=len(changes.revisions),
        final=sum(each.state == ResultState.FINAL for each in written),
    )


def wait_for_judging(organization_id: int) -> None:
    """Holds results until the transaction ends: judging and moves by hand wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"judge {organization_id}"]
        )


def _asked(facts: LevelFacts, today: date, removed: datetime | None) -> Iterator[PeriodOfLevel]:
    """The periods to be judged; `removed` is up to when retention removed measurements."""
    finals = [day for day, row in facts.results.items() if row.state == ResultState.FINAL]
    last_final = max(finals, default=date.min)
    for scheduled in facts.periods(today):
        each = PeriodOfLevel(facts, scheduled)
        old = facts.results.get(scheduled.period.first_day)
        if old is not None and removed is not None and _rests_on_removed(each, removed):
            continue
        if (
            old is None
            or old.state != ResultState.FINAL
            or _is_checked(old, each, last_final, today)
        ):
            yield each


def _is_checked(old: PeriodResult, each: PeriodOfLevel, last_final: date, today: date) -> bool:
    """Whether a final result is held against the data again."""
    if not _is_as_it_was(old, each):
        return False
    is_recent = old.last_day >= today - CHECKED_AGAIN
    return old.first_day == last_final or (is_recent and _has_daily_sums(each))


def _is_as_it_was(old: PeriodResult, each: PeriodOfLevel) -> bool:
    """A final result stays with the version it was judged by, whatever versions came since."""
    return old.definition_id == each.row.pk and old.last_day == each.period.last_day


def _rests_on_removed(each: PeriodOfLevel, removed: datetime) -> bool:
    """Whether single measurements that a percentile needs are gone, so that its result stays."""
    is_measured = each.facts.level.source == Source.MEASUREMENTS
    is_ranked = each.row.indicator == Indicator.PERCENTILE
    return is_measured and is_ranked and each.period.starts < removed


def _has_daily_sums(each: PeriodOfLevel) -> bool:
    is_ranked = each.row.indicator == Indicator.PERCENTILE
    return not is_ranked and each.facts.level.source != Source.WORK_ITEMS


def _counts(
    asked: Sequence[PeriodOfLevel], days: Mapping[UUID, date], now: datetime
) -> dict[tuple[UUID, date], Counted]:
    until = {
        each.facts.level.pk: counting_until(days[each.facts.level.pk], each.facts.zone, now)
        for each in asked
    }
    found = counts_of(asked, until)
    return {
        (each.facts.level.pk, each.period.first_day): counted
        for each, counted in zip(asked, found, strict=True)
    }


def _judge(
    facts: LevelFacts,
    found: Mapping[tuple[UUID, date], Counted],
    today: date,
    now: datetime,
    changes: _Changes,
) -> None:
    """Walks through a level's periods, oldest first, since each is part of the next one's past."""
    earlier: list[PastResult] = []
    for scheduled in facts.periods(today):
        old = facts.results.get(scheduled.period.first_day)
        counted = found.get((facts.level.pk, scheduled.period.first_day))
        standing = old
        if counted is not None:
            each = PeriodOfLevel(facts, scheduled)
            new = judged_period(each, counted, earlier, today=today, now=now)
            new.steps += [] if old is None else steps_by_hand(old.steps)
            standing = _kept_or_new(old, new, now, changes)
        if standing is not None:
            earlier.append(past(standing))


def _kept_or_new(
    old: PeriodResult | None, new: PeriodResult, now: datetime, changes: _Changes
) -> PeriodResult:
    """The result that stands from now on; what has to be written for it goes into `changes`."""
    if old is None:
        changes.new.append(new)
        return new
    if old.state == ResultState.FINAL:
        return _revised(old, new, now, changes)
    if all(getattr(old, name) == getattr(new, name) for name in CONTENT):
        return old
    new.pk, new.revision, new.revision_reason = old.pk, old.revision, old.revision_reason
    changes.changed.append(new)
    return new


def _revised(
    old: PeriodResult, new: PeriodResult, now: datetime, changes: _Changes
) -> PeriodResult:
    reason = revision_reason(old, new)
    # Retention removes what figures were computed from; that is no news about the period.
    is_forgotten = new.attained is None and old.attained is not None
    if not reason or is_forgotten:
        return old
    new.state, new.final_at = ResultState.FINAL, now
    new.revision, new.revision_reason = old.revision + 1, reason
    changes.outdated.append(old.pk)
    changes.revisions.append(new)
    return new


def _write(changes: _Changes) -> None:
    PeriodResult.objects.filter(pk__in=changes.outdated).update(is_latest=False)
    PeriodResult.objects.bulk_create([*changes.new, *changes.revisions], batch_size=BATCH)
    PeriodResult.objects.bulk_create(
        changes.changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=UPDATED,
    )
