"""Responsible, accountable, consulted, informed: the matrix of an engagement, and its gaps. Pure.

The four duties are those customary since the 1970s in project management: the responsible do
the work, one accountable person answers for it, the consulted are asked before, the informed
are told after.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

ACCOUNTABLE = "accountable"


@dataclass(frozen=True, slots=True)
class Activity:
    code: str
    title: str


#: What has to be done in every engagement, in the order in which it comes up.
ACTIVITIES = (
    Activity("scope", "Agree scope and changes"),
    Activity("contract", "Keep contract, terms and renewals"),
    Activity("knowledge", "Hand over knowledge and keep documents"),
    Activity("work", "Plan and assign the work"),
    Activity("quality", "Accept results and check quality"),
    Activity("service_levels", "Measure and report service levels"),
    Activity("incidents", "Resolve incidents and escalate"),
    Activity("security", "Grant access and protect data"),
    Activity("staffing", "Staff, replace and train people"),
    Activity("invoices", "Check invoices and approve payment"),
    Activity("risks", "Review risks and continuity"),
    Activity("exit", "Plan and carry out the exit"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`party` tells parties apart; `activity` and `duty` are codes."""

    activity: str
    duty: str
    party: Hashable


@dataclass(frozen=True)
class Matrix:
    """The duties by activity and party, and the activities nobody answers for.

    `parties` stand in the order in which they first appear.
    """

    parties: Sequence[Hashable]
    duties: Mapping[tuple[str, Hashable], Sequence[str]]
    without_accountable: Sequence[Activity]
    several_accountable: Sequence[Activity]

    def of(self, activity: str, party: Hashable) -> Sequence[str]:
        return self.duties.get((activity, party), ())


def matrix(entries: Iterable[Entry], activities: Sequence[Activity] = ACTIVITIES) -> Matrix:
    """Arranges the entries; an activity needs exactly one accountable party."""
    duties: dict[tuple[str, Hashable], list[str]] = {}
    accountable: dict[str, set[Hashable]] = {}
    parties: dict[Hashable, None] = {}
    for entry in entries:
        parties[entry.party] = None
        duties.setdefault((entry.activity, entry.party), []).append(entry.duty)
        if entry.duty == ACCOUNTABLE:
            accountable.setdefault(entry.activity, set()).add(entry.party)
    return Matrix(
        parties=tuple(parties),
        duties=duties,
        without_accountable=tuple(a for a in activities if not accountable.get(a.code)),
        several_accountable=tuple(a for a in activities if len(accountable.get(a.code, ())) > 1),
    )
