"""Computing service credits once results are final, and ending those that time ends.

Run as often as you like: what is computed already changes only while nobody has moved it. All that
a contract makes its vendor pay for a period is computed together, so that credits add up, share
the cap and pay an incident once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.current import organization_id
from accounts.models import Organization
from sourcing.credits import words
from sourcing.credits.apportion import apportioned
from sourcing.credits.calculation import calculate
from sourcing.credits.claim_deadlines import last_claim_day
from sourcing.credits.inputs import Charge
from sourcing.credits.ledger_rules import Move
from sourcing.credits.problems import Refused
from sourcing.credits.results import Calculation, CreditLine, CreditStatus
from sourcing.models import CreditScheme, CreditState, PeriodResult, ServiceCredit
from sourcing.selectors.credit_charges import Charges
from sourcing.selectors.credit_groups import (
    CreditGroup,
    credit_groups,
    credit_period,
    earns,
    period_of_result,
    unfinished_levels,
)
from sourcing.service_levels.outcome import Outcome
from sourcing.services.credit_ends import earn_back_credits, expire_credits
from sourcing.services.credit_moves import REASON_LENGTH, move_by_clock

NOTHING = Decimal(0)
type Known = Mapping[tuple[UUID, date], ServiceCredit]


@dataclass(frozen=True)
class NotCredited:
    """A miss that has no credit, and why."""

    result: UUID
    level: str
    period: str
    reason: str


@dataclass
class Credited:
    """What a run did: credits added, computed anew or dropped, earned back, expired."""

    added: int = 0
    changed: int = 0
    dropped: int = 0
    earned_back: int = 0
    expired: int = 0
    not_credited: list[NotCredited] = field(default_factory=list)


def credit_final_results(now: datetime) -> Credited:
    """Computes the credits of the entered organization's final results, in one transaction.

    A credit that somebody has moved on keeps its amount. One that is only computed follows its
    result's latest revision, and is waived where that owes nothing any more. Two runs at once wait
    for each other. Needs `accounts.tenancy.tenant`.
    """
    organization = _organization()
    done = Credited()
    with transaction.atomic():
        list(CreditScheme.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        groups = credit_groups()
        known = _known_credits()
        charges = Charges(group.scheme.contract_id for group in groups)
        for group in groups:
            _Run(group, charges, known, now, done).credit_all()
        known = _known_credits()
        done.earned_back = earn_back_credits(groups, known, now)
        done.expired = expire_credits(known.values(), organization.today(now), now)
    return done


def _organization() -> Organization:
    entered = organization_id()
    if entered is None:
        raise RuntimeError("Credits are computed inside an organization: found none entered.")
    return Organization.objects.get(pk=entered)


def _known_credits() -> Known:
    credits = ServiceCredit.objects.select_for_update(of=("self",)).select_related("result")
    return {
        (credit.result.service_level_id, credit.result.first_day): credit
        for credit in credits.order_by("pk")
    }


@dataclass(frozen=True)
class _Run:
    """One group's credits being computed; what is done is noted in `done`."""

    group: CreditGroup
    charges: Charges
    known: Known
    now: datetime
    done: Credited

    def credit_all(self) -> None:
        """Every period in which something is missed, or was and may have changed."""
        open_days = {result.first_day for result in self.group.results if self._is_open(result)}
        for first_day in sorted(open_days):
            results = [result for result in self.group.of_period(first_day) if earns(result)]
            if results:
                self._credit(results)

    def _is_open(self, result: PeriodResult) -> bool:
        credit = self._known(result)
        if credit is not None:
            return credit.state == CreditState.COMPUTED
        return earns(result) and _is_missed(result)

    def _known(self, result: PeriodResult) -> ServiceCredit | None:
        return self.known.get((result.service_level_id, result.first_day))

    def _credit(self, results: Sequence[PeriodResult]) -> None:
        first_day = results[0].first_day
        try:
            at_once = self.group.adds_up_at_once
            if at_once and (names := unfinished_levels(self.group, first_day)):
                reason = f"Credits of a period add up at once: {words.listed(names)} isn't final."
                self.done.not_credited += _without(results, reason)
                return
            charge = _charge(self.group, self.charges, results[0])
            calculation = _calculated(self.group, results, charge)
        except Refused as refused:
            self.done.not_credited += _without(results, f"It can't be computed: {refused}")
            return
        self._write(results, charge, calculation)

    def _write(
        self, results: Sequence[PeriodResult], charge: Charge, calculation: Calculation
    ) -> None:
        by_key = {result.service_level.key: result for result in results}
        kept, lines = NOTHING, []
        for line in calculation.lines:
            credit = self._known(by_key[line.level])
            if credit is not None and credit.state != CreditState.COMPUTED:
                kept += credit.amount
            else:
                lines.append((by_key[line.level], credit, line))
        cap = calculation.totals[0].cap
        parts = _within_what_is_left(cap, kept, [line for _, _, line in lines])
        for result, credit, line in lines:
            amount, steps = parts.get(line.level, (line.after_cap, line.steps))
            if line.status is CreditStatus.NO_DATA or not amount:
                self._nothing_owed(result, credit, line, steps[-1])
                continue
            values = {
                **_deadline(self.group, result),
                "scheme": self.group.scheme,
                "result": result,
                "base": charge.amount,
                "amount": amount,
                "currency": charge.currency,
                "cap": cap,
                "multiplier": line.multiplier,
                "steps": list(steps),
            }
            self._save(credit, values)

    def _nothing_owed(
        self, result: PeriodResult, credit: ServiceCredit | None, line: CreditLine, why: str
    ) -> None:
        """Without data an earlier figure stays; where nothing is owed any more it is waived."""
        if credit is not None and line.status is not CreditStatus.NO_DATA:
            reason = f"Computed anew, nothing is owed: {why}"[:REASON_LENGTH]
            move_by_clock(credit, Move.WAIVE, now=self.now, reason=reason)
            self.done.dropped += 1
        else:
            self.done.not_credited += _without([result], why)

    def _save(self, credit: ServiceCredit | None, values: Mapping[str, Any]) -> None:
        if credit is None:
            ServiceCredit.objects.create(computed_at=self.now, **values)
            self.done.added += 1
        elif any(getattr(credit, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(credit, name, value)
            credit.computed_at = self.now
            credit.save()
            self.done.changed += 1


def _is_missed(result: PeriodResult) -> bool:
    return result.is_default or result.outcome in {Outcome.MISSED_EXPECTED, Outcome.MISSED_MINIMUM}


def _charge(group: CreditGroup, charges: Charges, result: PeriodResult) -> Charge:
    contract = group.scheme.contract
    return charges.base(contract.pk, group.service, period_of_result(result), contract.currency)


def _calculated(group: CreditGroup, results: Sequence[PeriodResult], charge: Charge) -> Calculation:
    """One period, with all before it as the history of its levels."""
    first_day = results[0].first_day
    levels = {result.service_level_id for result in results}
    before = [
        result
        for result in group.results
        if result.first_day < first_day and result.service_level_id in levels
    ]
    return calculate(
        group.terms,
        levels=[group.levels[level] for level in levels],
        periods=[credit_period(period) for period in group.periods_up_to(first_day)],
        charges={first_day.isoformat(): charge},
        figures=[group.figure(result) for result in results],
        history=[group.figure(result) for result in before],
    )


def _within_what_is_left(
    cap: Decimal | None, kept: Decimal, lines: Sequence[CreditLine]
) -> dict[str, tuple[Decimal, tuple[str, ...]]]:
    """What others of the period, which are under way already, leave of the cap."""
    amounts = {line.level: line.after_cap for line in lines if line.after_cap}
    left = max((cap or NOTHING) - kept, NOTHING)
    if cap is None or not kept or sum(amounts.values(), NOTHING) <= left:
        return {}
    currency = lines[0].currency
    parts = apportioned(left, amounts, currency)
    start = (
        f"Credits of {words.money(kept, currency)} for this period are under way already, which "
        f"leaves {words.money(left, currency)} of the cap"
    )
    return {
        line.level: (
            parts[line.level],
            (*line.steps, f"{start}: {words.money(parts[line.level], currency)} here."),
        )
        for line in lines
        if line.level in parts
    }


def _deadline(group: CreditGroup, result: PeriodResult) -> dict[str, object]:
    claim = group.agreed.options.claim
    day = last_claim_day(claim, result.last_day) if claim else None
    return {"needs_claim": claim is not None, "claim_by": day}


def _without(results: Sequence[PeriodResult], reason: str) -> Iterator[NotCredited]:
    for result in results:
        if _is_missed(result):
            label = period_of_result(result).label
            yield NotCredited(result.pk, result.service_level.name, label, reason)
