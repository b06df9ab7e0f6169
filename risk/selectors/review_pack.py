"""What a review pack says about a vendor or a captive team, in words and figures as they are now.

The answer is plain JSON: it is stored as it is, and the page and the PDF show nothing else. A
period belongs to the pack in which it ends.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.formats import date_format

from accounts.models import Membership
from risk.models import Action
from risk.models.action import ActionState
from sourcing.credits.words import money
from sourcing.models import PeriodResult, ServiceCredit, ServiceLevel
from sourcing.selectors.credit_groups import period_of_result
from sourcing.selectors.credits_owed import ENDED
from sourcing.selectors.definitions import definition_of
from sourcing.service_levels.outcome import Outcome
from sourcing.service_levels.rounding import shown
from teams.models import Team
from vendors.models import Vendor

type Party = Vendor | Team
type Row = dict[str, Any]

#: A trend has so many periods, of at most a quarter each.
TREND_PERIODS = 12
TREND_DAYS = timedelta(days=TREND_PERIODS * 92)
NO_DATA = "No data"


def pack_contents(
    party: Party, first_day: date, last_day: date, *, reader: Membership, today: date
) -> Row:
    """The contents of a pack; a fixed number of queries. Needs `accounts.tenancy.tenant`.

    Actions are those that `reader` sees and that are open now, whenever they were written.
    """
    levels = list(_levels(party, first_day))
    results = _results(levels, first_day, last_day)
    now = {
        level.pk: [row for row in results[level.pk] if row.last_day >= first_day]
        for level in levels
    }
    credits = _credits(levels, first_day, last_day)
    rows = [_level(level, now[level.pk], results[level.pk]) for level in levels]
    actions = [_action(each, today) for each in _open_actions(party, reader)]
    return {
        "party": str(party),
        "sentence": _sentence(rows, credits, actions),
        "levels": rows,
        "misses": [row for level in levels for row in _misses(level, now[level.pk])],
        "credits": credits,
        "actions": actions,
        "coverage": [_coverage(level, now[level.pk]) for level in levels],
    }


def _levels(party: Party, first_day: date) -> Iterable[ServiceLevel]:
    of = {"vendor": party} if isinstance(party, Vendor) else {"captive_team": party}
    return (
        ServiceLevel.objects.filter(**{f"engagement__{name}": each for name, each in of.items()})
        .filter(Q(retired_on__isnull=True) | Q(retired_on__gte=first_day))
        .select_related("engagement")
        .order_by("engagement__key", "name", "pk")
    )


def _results(
    levels: Sequence[ServiceLevel], first_day: date, last_day: date
) -> Mapping[UUID, list[PeriodResult]]:
    """The latest results of each level up to the pack's end, oldest first."""
    found: dict[UUID, list[PeriodResult]] = defaultdict(list)
    rows = PeriodResult.objects.filter(
        is_latest=True,
        service_level__in=[level.pk for level in levels],
        last_day__range=(first_day - TREND_DAYS, last_day),
    )
    for row in rows.select_related("definition").order_by("first_day"):
        found[row.service_level_id].append(row)
    return found


def _level(level: ServiceLevel, now: Sequence[PeriodResult], past: Sequence[PeriodResult]) -> Row:
    """A level with its newest period in the pack, and its trend up to it."""
    newest = now[-1] if now else None
    return {
        "level": level.name,
        "engagement": str(level.engagement),
        "period": period_of_result(newest).label if newest else "",
        "attained": _attained(newest) if newest else NO_DATA,
        "targets": _targets(newest) if newest else "",
        "outcome": newest.outcome if newest else Outcome.NO_DATA.value,
        "outcome_words": newest.get_outcome_display() if newest else NO_DATA,
        "in_default": bool(newest and newest.is_default),
        "settled": newest.get_state_display() if newest else "Not judged",
        "trend": [
            {
                "period": period_of_result(row).label,
                "attained": _attained(row),
                "outcome_words": row.get_outcome_display(),
            }
            for row in past[-TREND_PERIODS:]
        ],
    }


def _misses(level: ServiceLevel, now: Sequence[PeriodResult]) -> Iterable[Row]:
    for row in now:
        if row.is_default or row.outcome in {Outcome.MISSED_EXPECTED, Outcome.MISSED_MINIMUM}:
            yield {
                "level": level.name,
                "period": period_of_result(row).label,
                "outcome_words": row.get_outcome_display(),
                "default": row.get_default_reason_display() if row.is_default else "",
                "attained": _attained(row),
                "targets": _targets(row),
                "reasons": [str(step) for step in row.steps],
            }


def _credits(levels: Sequence[ServiceLevel], first_day: date, last_day: date) -> list[Row]:
    """Those of the pack's periods, and earlier ones that haven't come to an end yet."""
    ids = [level.pk for level in levels]
    credits = (
        ServiceCredit.objects.filter(result__service_level__in=ids, result__last_day__lte=last_day)
        .filter(Q(result__last_day__gte=first_day) | ~Q(state__in=ENDED))
        .select_related("result__service_level", "result__definition")
        .order_by("result__last_day", "result__service_level__name", "pk")
    )
    return [
        {
            "level": credit.result.service_level.name,
            "period": period_of_result(credit.result).label,
            "amount": f"{credit.amount}",
            "currency": credit.currency,
            "amount_words": money(credit.amount, credit.currency),
            "state": credit.get_state_display(),
            "claim_by": "" if credit.claim_by is None else date_format(credit.claim_by),
            "on_invoices": money(credit.applied_amount, credit.currency),
        }
        for credit in credits
    ]


def _open_actions(party: Party, reader: Membership) -> Iterable[Action]:
    """Whatever they come from: the party, its contracts and engagements, findings and remarks."""
    engagement = "engagement__vendor" if isinstance(party, Vendor) else "engagement__captive_team"
    about = Q(**{engagement: party})
    about |= Q(**{f"finding__{engagement}": party}) | Q(**{f"comment__{engagement}": party})
    if isinstance(party, Vendor):
        about |= Q(vendor=party) | Q(contract__vendor=party)
        about |= Q(finding__vendor=party) | Q(finding__contract__vendor=party)
        about |= Q(finding__contract_item__vendor=party) | Q(comment__contract__vendor=party)
    found = Action.objects.visible_to(reader).filter(about, state=ActionState.OPEN)
    return found.select_related("owner__user").order_by("due_on", "-priority", "title", "pk")


def _action(action: Action, today: date) -> Row:
    return {
        "title": action.title,
        "owner": str(action.owner),
        "due_on": "" if action.due_on is None else date_format(action.due_on),
        "is_late": action.due_on is not None and action.due_on < today,
        "since": date_format(action.created_at),
    }


def _coverage(level: ServiceLevel, now: Sequence[PeriodResult]) -> Row:
    """How many of the pack's periods have data, and whose figures they are."""
    return {
        "level": level.name,
        "periods": len(now),
        "with_data": sum(row.attained is not None for row in now),
        "basis": ", ".join(sorted({row.get_basis_display() for row in now})),
        "counted": sum(row.sample for row in now),
        "left_out": sum(row.excluded for row in now),
    }


def _sentence(levels: Sequence[Row], credits: Sequence[Row], actions: Sequence[Row]) -> str:
    if not levels:
        return "No service level is recorded."
    met = sum(row["outcome"] == Outcome.MET for row in levels)
    defaults = sum(row["in_default"] for row in levels)
    blank = sum(row["outcome"] == Outcome.NO_DATA for row in levels)
    noun = "service level" if len(levels) == 1 else "service levels"
    return (
        f"Of {len(levels)} {noun} {met} met, {defaults} in default, {blank} without data; service "
        f"credits: {len(credits)}; open actions: {len(actions)}."
    )


def _attained(row: PeriodResult) -> str:
    return NO_DATA if row.attained is None else shown(definition_of(row.definition), row.attained)


def _targets(row: PeriodResult) -> str:
    definition = definition_of(row.definition)
    expected, minimum = (shown(definition, target) for target in definition.targets)
    return f"{expected} and {minimum}"
