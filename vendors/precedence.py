"""Which paper wins where several say something: a contract's order of precedence.

A contract is read together with the papers above it and all their amendments. By default the
latest amendment wins over the paper it amends, and a paper over the one it stands under: latest
amendment of a statement of work, the statement of work, latest amendment of its master, the
master. A contract may name another order of its own.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class AgreedOn(StrEnum):
    """What papers of an agreement usually settle."""

    NOTICE = "notice"
    RENEWAL = "renewal"
    LIABILITY_CAP = "liability_cap"
    PAYMENT_DAYS = "payment_days"
    GOVERNING_LAW = "governing_law"
    SERVICE_LEVELS = "service_levels"
    TERMINATION = "termination"
    PRICE_REVIEW = "price_review"
    CONFIDENTIALITY = "confidentiality"
    DATA_PROTECTION = "data_protection"
    INSURANCE = "insurance"
    INTELLECTUAL_PROPERTY = "intellectual_property"


@dataclass(frozen=True)
class Paper[Value]:
    """One paper of an agreement with what it says.

    `depth` is 0 for the contract itself, 1 for the paper it stands under, and so on; an amendment
    has the depth of the paper it `amends`, which is None for a contract. `effective_on` is the
    first day on which it is in force: None for a contract stands for always, for an amendment
    for not yet, because nobody has signed it.
    """

    id: Hashable
    name: str
    depth: int
    amends: Hashable | None = None
    effective_on: date | None = None
    says: Mapping[AgreedOn, Value] = field(default_factory=dict)

    def is_in_force_on(self, day: date) -> bool:
        if self.effective_on is None:
            return self.amends is None
        return self.effective_on <= day


@dataclass(frozen=True)
class InForce[Value]:
    """What counts: the value, the paper it comes from, and the papers it overrides, next first."""

    value: Value
    paper: Paper[Value]
    overrides: tuple[Paper[Value], ...]


def in_order[Value](
    papers: Iterable[Paper[Value]], explicit: Sequence[Hashable] = ()
) -> tuple[Paper[Value], ...]:
    """The papers of one contract, the one that wins first.

    `explicit` names papers in the order the contract gives them; they win over all others. An
    amendment that isn't named stands right before the paper it amends, a later one before an
    earlier one; other papers follow by depth. Ids of papers that aren't there are passed over.
    """
    given = list(papers)
    rank = {id_: position for position, id_ in enumerate(explicit)}
    last = len(rank)

    def place(paper: Paper[Value]) -> tuple[int, int, bool, int, str]:
        is_amendment = paper.amends is not None
        own = rank.get(paper.id)
        if own is not None:
            return own, paper.depth, True, 0, paper.name
        beside = rank.get(paper.amends, last) if is_amendment else last
        newest = -(paper.effective_on or date.min).toordinal()
        return beside, paper.depth, not is_amendment, newest, paper.name

    return tuple(sorted(given, key=place))


def in_force[Value](
    papers: Iterable[Paper[Value]], as_of: date, explicit: Sequence[Hashable] = ()
) -> dict[AgreedOn, InForce[Value]]:
    """What counts on a day, for everything that some paper in force says."""
    standing = [paper for paper in in_order(papers, explicit) if paper.is_in_force_on(as_of)]
    found: dict[AgreedOn, InForce[Value]] = {}
    for subject in AgreedOn:
        saying = [paper for paper in standing if subject in paper.says]
        if saying:
            winner = saying[0]
            found[subject] = InForce(winner.says[subject], winner, tuple(saying[1:]))
    return found
