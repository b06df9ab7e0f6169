"""Contracts that leave less time than the tested exit took. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from risk.conclusions import Conclusion, Row, Severity
from risk.portfolio import ContractFacts, EngagementFacts, Portfolio, VendorFacts
from risk.rules.contract_end import length
from risk.rules.critical_work import CRITICAL, HIGH
from risk.rules.engagement_words import named
from risk.rules.question import Question
from risk.rules.wording import day
from vendors.deadlines import ExitKind, ExitTerms, Notice, exit_dates, notice_before

SEVERITIES = {CRITICAL: Severity.HIGH, HIGH: Severity.MEDIUM}


def contract_gaps(question: Question) -> Iterator[Conclusion]:
    """Running contracts with a vendor whose exit was tested and took longer than they leave."""
    portfolio = question.portfolio
    for contract in portfolio.contracts:
        vendor = portfolio.vendors[contract.vendor_id]
        tested = vendor.exit_tested_days
        if tested is None or not contract.runs_on(portfolio.as_of):
            continue
        gap = _Gap(question, contract, vendor, tested)
        if contract.notice is not None:
            yield from gap.short_notice(contract.notice)
        if contract.auto_renews is False and contract.last_day is not None:
            yield from gap.early_end(contract.last_day)


@dataclass(frozen=True)
class _Gap:
    """One contract against the tested exit of its vendor, `tested` calendar days."""

    question: Question
    contract: ContractFacts
    vendor: VendorFacts
    tested: int

    @property
    def portfolio(self) -> Portfolio:
        return self.question.portfolio

    @property
    def engagement(self) -> EngagementFacts | None:
        return self.portfolio.engagement_of(self.contract)

    @property
    def release_days(self) -> int:
        return self.tested + int(self.question.values["release_days"])

    def short_notice(self, notice: Notice) -> Iterator[Conclusion]:
        """If the vendor gives notice, the exit takes longer than the contract goes on."""
        days = self._days_of(notice)
        if days >= self.release_days:
            return
        contract, vendor = self.contract, self.vendor.legal_name
        yield self._conclusion(
            period="notice",
            opens=days < self.tested,
            severity=self._severity(),
            title=f"Leaving {vendor} took {self.tested} days when it was tested; contract "
            f"{contract.number} gives {length(notice)} of notice",
            explanation=(
                f"If {vendor} ends contract {contract.number}, it goes on for {length(notice)}, "
                f"about {days} calendar days. The exit tested{self._tested_on()} took "
                f"{self.tested} days{self._work()}, so the work would stand still in between."
            ),
            what_to_do=(
                f"Agree a notice of at least {self.tested} days or a duty to go on until the work "
                f"is handed over, at the latest with the next renewal{self._by()}; or shorten the "
                "exit and test it again."
            ),
            due_on=contract.last_day,
            formula=(
                f"Notice {length(notice)} = {days} calendar days < {self.tested} days of the "
                f"tested exit; let go from {self.release_days} days on"
            ),
            figures={"Notice": f"{length(notice)}{self._from()}", "Calendar days": f"{days}"},
        )

    def early_end(self, last_day: date) -> Iterator[Conclusion]:
        """It ends before a replacement could be ready, though the recorded lead time says not."""
        contract, as_of = self.contract, self.portfolio.as_of
        left, lead = (last_day - as_of).days, contract.replacement_lead_days
        # What the recorded lead time says itself is for decide-by and renewal-undecided.
        is_said_already = lead is not None and left < lead
        if left >= self.tested or is_said_already or self._goes_on(last_day):
            return
        vendor = self.vendor.legal_name
        recorded = "no lead time is recorded" if lead is None else f"{lead} days are recorded"
        yield self._conclusion(
            period=f"end {last_day.isoformat()}",
            opens=True,
            severity=self._severity(),
            title=f"Contract {contract.number} with {vendor} ends on {day(last_day)}, before a "
            "replacement could be ready",
            explanation=(
                f"Contract {contract.number} ends on {day(last_day)} and doesn't renew. The exit "
                f"tested{self._tested_on()} took {self.tested} days; for a replacement {recorded}."
            ),
            what_to_do=(
                f"Agree an extension with {vendor} before {day(last_day)}, or a shorter handover, "
                "and correct the replacement lead time on the contract."
            ),
            due_on=last_day,
            formula=(
                f"Last day {day(last_day)} − {self.tested} days of the tested exit lies before "
                "the as-of date"
            ),
            figures={"Last day": day(last_day), "Replacement lead time": recorded},
        )

    def _goes_on(self, last_day: date) -> bool:
        """Whether a renewal is decided, or another contract of the same work runs longer."""
        decision, engagement = self.contract.decision, self.contract.engagement_id
        if decision is not None and decision.renews:
            return True
        siblings = self.portfolio.contracts_of(engagement) if engagement else ()
        return any(
            each.first_day is not None and (each.last_day is None or each.last_day > last_day)
            for each in siblings
        )

    def _days_of(self, notice: Notice) -> int:
        """Calendar days from the notice's arrival to the last day."""
        contract, as_of = self.contract, self.portfolio.as_of
        if contract.last_day is not None:
            return (
                contract.last_day - notice_before(contract.last_day, notice, contract.holidays)
            ).days
        dates = exit_dates(ExitTerms(None, notice=notice), as_of, contract.holidays)
        if dates.kind is not ExitKind.EVERGREEN or not (dates.earliest_exit and dates.received_by):
            raise ValueError(f"contract {contract.number}: expected an earliest exit")
        return (dates.earliest_exit - dates.received_by).days

    def _severity(self) -> Severity:
        criticality = self.engagement.criticality if self.engagement else ""
        return SEVERITIES.get(criticality, Severity.LOW)

    def _tested_on(self) -> str:
        tested_on = self.vendor.exit_tested_on
        return f" on {day(tested_on)}" if tested_on else ""

    def _work(self) -> str:
        return f" for {named(self.engagement)}" if self.engagement else ""

    def _by(self) -> str:
        return f" before {day(self.contract.last_day)}" if self.contract.last_day else ""

    def _from(self) -> str:
        return f" ({self.contract.notice_from})" if self.contract.notice_from else ""

    def _conclusion(
        self,
        *,
        period: str,
        opens: bool,
        severity: Severity,
        title: str,
        explanation: str,
        what_to_do: str,
        due_on: date | None,
        formula: str,
        figures: dict[str, str],
    ) -> Conclusion:
        engagement = self.engagement
        return Conclusion(
            rule=self.question.rule,
            subject_kind="contract",
            subject_id=self.contract.id,
            period=period,
            opens=opens,
            severity=severity,
            title=title,
            explanation=explanation,
            what_to_do=what_to_do,
            due_on=due_on,
            evidence=self.question.evidence(
                formula,
                {
                    **figures,
                    "Tested exit": f"{self.tested} days{self._tested_on()}",
                    "Criticality": engagement.criticality if engagement else "no engagement",
                },
                (
                    Row("vendors.contract", self.contract.id, self.contract.number),
                    Row("vendors.vendor", self.vendor.id, self.vendor.legal_name),
                ),
            ),
        )
