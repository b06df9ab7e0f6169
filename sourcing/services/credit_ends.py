"""What time does to a service credit: the vendor earns it back, or nobody claimed it in time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.formats import date_format

from sourcing.credits.earn_back import EarnBackState, earn_back
from sourcing.credits.inputs import JudgedPeriod
from sourcing.credits.ledger import possible_moves
from sourcing.credits.ledger_rules import Move
from sourcing.credits.options import EarnBack
from sourcing.credits.problems import Refused
from sourcing.models import PeriodResult, ServiceCredit
from sourcing.selectors.credit_groups import CreditGroup, period_of_result
from sourcing.service_levels.periods import next_period
from sourcing.services.credit_moves import as_ledger, move_by_clock

LONGEST_REASON = 500


def earn_back_credits(
    groups: Iterable[CreditGroup], known: Mapping[tuple[UUID, date], ServiceCredit], now: datetime
) -> int:
    """Lapses, or charges back, what good periods have earned back; says how many credits."""
    count = 0
    for group in groups:
        try:
            terms = group.agreed.options.earn_back
        except Refused:
            continue
        if terms is None:
            continue
        for result in group.results:
            credit = known.get((result.service_level_id, result.first_day))
            if credit is not None and credit.scheme_id == group.scheme.pk:
                count += _earned_back(group, terms, result, credit, now)
    return count


def expire_credits(credits: Iterable[ServiceCredit], today: date, now: datetime) -> int:
    """Ends those that weren't claimed by their last day; says how many."""
    count = 0
    for credit in credits:
        if credit.claim_by is None or credit.claim_by >= today:
            continue
        if Move.EXPIRE in possible_moves(as_ledger(credit)):
            reason = f"It could be claimed until {date_format(credit.claim_by)}, and was not."
            move_by_clock(credit, Move.EXPIRE, now=now, reason=reason)
            count += 1
    return count


def _earned_back(
    group: CreditGroup,
    terms: EarnBack,
    result: PeriodResult,
    credit: ServiceCredit,
    now: datetime,
) -> bool:
    ledger = as_ledger(credit)
    if Move.EARN_BACK not in possible_moves(ledger):
        return False
    found = earn_back(
        terms,
        level=group.levels[result.service_level_id],
        following=following(group.results, result, group),
        credit=credit.amount if credit.agreed_amount is None else credit.agreed_amount,
        applied=credit.applied_amount,
        is_multiplied=credit.multiplier != 1,
    )
    if found.state is not EarnBackState.EARNED:
        return False
    move_by_clock(credit, Move.EARN_BACK, now=now, reason=found.step[:LONGEST_REASON])
    return True


def following(
    results: Sequence[PeriodResult], result: PeriodResult, group: CreditGroup
) -> list[JudgedPeriod]:
    """The level's periods after one, up to the first that isn't final yet."""
    by_day = {
        each.first_day: each for each in results if each.service_level_id == result.service_level_id
    }
    found = []
    day = next_period(period_of_result(result)).first_day
    while day in by_day:
        found.append(group.figure(by_day[day]))
        day = next_period(period_of_result(by_day[day])).first_day
    return found
