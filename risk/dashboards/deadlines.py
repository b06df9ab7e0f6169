"""Decisions and deadlines on the portfolio pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format

from risk.dashboards import addresses
from risk.dashboards.explained import Explanation, currency_sentence
from risk.dashboards.frame import Frame
from risk.due import DueContract, DueList, Step, due_list
from risk.rules.contract_end import renewal_cost
from risk.rules.decide_by import RULE
from risk.selectors.contract_labels import ContractLabel, contract_labels
from risk.selectors.rule_values import rule_values

DAYS = 90
ICONS = {
    Step.DECIDE: "rule",
    Step.GIVE_NOTICE: "outgoing_mail",
    Step.REPLACE: "swap_horiz",
    Step.MISSED: "event_busy",
    Step.ENDS: "event",
}


@dataclass(frozen=True)
class Deadlines:
    due: DueList
    how: Explanation


@dataclass(frozen=True)
class DeadlineLine:
    """One contract in the list. `days` counts from the as-of date, negative where it is late.

    `renewal` is what one renewal would cost, None where it isn't known or nothing renews.
    """

    due: DueContract
    days: int
    icon: str
    label: ContractLabel
    vendor: str
    address: str
    vendor_address: str
    renewal: Decimal | None

    @property
    def is_late(self) -> bool:
        return self.days < 0

    @property
    def when(self) -> str:
        if not self.days:
            return "today"
        count = f"{abs(self.days)} {'day' if abs(self.days) == 1 else 'days'}"
        return f"{count} late" if self.is_late else f"in {count}"


def deadlines_of(frame: Frame) -> Deadlines:
    """What is due in the 90 days after the as-of date, with the explanation of its dates."""
    values = rule_values(RULE)
    due = due_list(frame.portfolio, DAYS, values)
    how = Explanation(
        formulas=(
            f"{date_format(due.as_of)} + {DAYS} days = {date_format(due.until)}, both included",
            "Notice deadline = last day − notice period − days for delivery",
            f"Decide by = notice deadline − {values['decision_buffer_days']} days",
            "Without renewal: decide by = last day − the contract's replacement lead time, "
            f"{values['replacement_lead_days']} days where it names none",
        ),
        facts=(
            ("Rows", f"{len(due.contracts):,} contracts that run on {date_format(due.as_of)}"),
            ("Agreed value", currency_sentence(frame.portfolio, due.currencies)),
            ("Renewal", "renewal term × run rate on the last day × (1 + agreed price rise)"),
            (
                "Left out",
                "contracts without a last day; a contract whose notice and renewal terms aren't "
                "recorded counts with its last day only",
            ),
            ("Parameters", f"those of the rule “{RULE.title}”"),
        ),
    )
    return Deadlines(due, how)


def deadline_lines(frame: Frame, contracts: Sequence[DueContract]) -> list[DeadlineLine]:
    """The lines of a list, with titles and owners read in one query."""
    labels = contract_labels(due.contract.id for due in contracts)
    return [
        DeadlineLine(
            due=due,
            days=(due.by - frame.as_of).days,
            icon=ICONS[due.step],
            label=labels[due.contract.id],
            vendor=frame.portfolio.vendors[due.contract.vendor_id].legal_name,
            address=addresses.contract(due.contract.id),
            vendor_address=addresses.vendor(due.contract.vendor_id),
            renewal=renewal_cost(due.contract)
            if due.step in {Step.DECIDE, Step.GIVE_NOTICE, Step.MISSED}
            else None,
        )
        for due in contracts
    ]
