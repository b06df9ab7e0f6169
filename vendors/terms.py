"""What the items of one contract are to each other, and how far changes have moved a term.

A contract starts with its original item; every later item either changes the term that is running
(an amendment) or starts a new one (a renewal). Telling the two apart matters: a renewal is a new
agreement, not a change that crept in.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import combinations


class ItemKind(StrEnum):
    ORIGINAL = "original"
    AMENDMENT = "amendment"
    RENEWAL = "renewal"


class AmendmentAmounts(StrEnum):
    """How a register states the amount of an amendment.

    ADDED: the amount is what the amendment adds, or takes away when negative. RESTATED: the
    amendment repeats the term with its new total, so the change is the new amount less the one
    before; an amount of 0 leaves the total as it was (an extension in time only).
    """

    ADDED = "added"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True)
class Term:
    """One item of a contract; `last_day` is inclusive and None for an open end.

    `id` identifies the row. Several rows may carry the same `number` with different first days.
    """

    id: Hashable
    number: str
    first_day: date
    last_day: date | None
    amount: Decimal
    is_original: bool = False


@dataclass(frozen=True, slots=True)
class ContractTerm:
    """A term of the contract: the item that opened it, then its amendments in order.

    The original opens its term even where an amendment is dated before it. `opening_value` is
    the opening item's amount, None where the original item isn't in the register: what the first
    term was agreed at is then unknown. `last_day` is inclusive.
    """

    opening: Term
    amendments: tuple[Term, ...]
    last_day: date | None
    opening_value: Decimal | None

    @property
    def first_day(self) -> date:
        return self.opening.first_day


@dataclass(frozen=True, slots=True)
class Creep:
    """Changes inside one term, as money and in percent of the term's opening value.

    `net` lets cuts offset additions, `gross` adds up absolute changes, `largest` is the change
    with the greatest absolute value (0 without changes). `count` counts amendments, those without
    an effect on money included. The percentages are None where the opening value is unknown or
    not positive.
    """

    term: ContractTerm
    count: int
    net: Decimal
    gross: Decimal
    largest: Decimal
    net_percent: Decimal | None
    gross_percent: Decimal | None
    largest_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class PaidAgainstAgreed:
    """What was paid to date beside what was agreed, in one currency.

    Without the original item in the register the agreed value may be incomplete.
    """

    agreed: Decimal
    paid: Decimal
    original_known: bool

    @property
    def excess(self) -> Decimal:
        """Paid less agreed; negative while there is money left."""
        return self.paid - self.agreed

    @property
    def excess_percent(self) -> Decimal:
        """The excess in percent of what was agreed."""
        return self.excess * 100 / self.agreed

    @property
    def is_over(self) -> bool:
        return self.paid > self.agreed


def contract_terms(items: Iterable[Term]) -> tuple[ContractTerm, ...]:
    """Group one contract's items into its terms, earliest first.

    Items are taken by first day, the original before others of the same day, then by number. An
    item that starts after the current term's last day opens a new term; any other amends the
    current one. A term lasts as long as the item that opened it, and longer where an amendment
    without money extends it in time. An amendment with money doesn't extend it: registers restate
    several years in one item beside the item of each year, and those years are terms.
    """
    groups: list[tuple[list[Term], date | None]] = []
    for item in sorted(items, key=_reading_order):
        if groups and _starts_within(item, groups[-1][1]):
            members, last_day = groups[-1]
            members.append(item)
            groups[-1] = (members, _extended(last_day, item))
        else:
            groups.append(([item], item.last_day))
    return tuple(
        _contract_term(members, last_day, is_first=position == 0)
        for position, (members, last_day) in enumerate(groups)
    )


def classify(items: Iterable[Term]) -> dict[Hashable, ItemKind]:
    """The kind of each of one contract's items, by item id.

    Original as the register marks it; renewal for an item that opens a second or later term; the
    rest are amendments. The earliest item of a contract whose original isn't in the register is
    an amendment too: it belongs to a term whose opening nobody has seen.
    """
    kinds: dict[Hashable, ItemKind] = {}
    for position, term in enumerate(contract_terms(items)):
        opens = ItemKind.RENEWAL if position else ItemKind.AMENDMENT
        for item in (term.opening, *term.amendments):
            kind = opens if item is term.opening else ItemKind.AMENDMENT
            kinds[item.id] = ItemKind.ORIGINAL if item.is_original else kind
    return kinds


def overlaps(items: Iterable[Term]) -> tuple[tuple[Term, Term], ...]:
    """Pairs of rows with the same item number that share at least one day.

    In each pair the earlier row stands first; both rows are kept wherever items are summed.
    """
    by_number: dict[str, list[Term]] = {}
    for item in sorted(items, key=_reading_order):
        by_number.setdefault(item.number, []).append(item)
    return tuple(
        (earlier, later)
        for same in by_number.values()
        for earlier, later in combinations(same, 2)
        if _starts_within(later, earlier.last_day)
    )


def creep(items: Iterable[Term], as_of: date, amounts: AmendmentAmounts) -> Creep | None:
    """How far changes have moved the current term of one contract from its opening value.

    Net creep = Σ changes / opening value, gross creep = Σ |change| / opening value, in percent.
    The current term is the latest that has started at `as_of`, whether or not it has ended;
    items that start later aren't counted. None where nothing has started yet. A second row of a
    number already seen in the term is the same amendment and counts once.
    """
    started = contract_terms(item for item in items if item.first_day <= as_of)
    if not started:
        return None
    term = started[-1]
    changes = _changes(term, amounts)
    net, gross = sum(changes, Decimal(0)), sum(map(abs, changes), Decimal(0))
    largest = max(changes, key=abs, default=Decimal(0))
    return Creep(
        term=term,
        count=len(changes),
        net=net,
        gross=gross,
        largest=largest,
        net_percent=_percent(net, term.opening_value),
        gross_percent=_percent(gross, term.opening_value),
        largest_percent=_percent(largest, term.opening_value),
    )


def paid_over_agreed[Key: Hashable](
    agreed_by_item: Mapping[Key, Decimal],
    paid_by_item: Mapping[Key, Decimal],
    original_known: bool,
) -> PaidAgainstAgreed | None:
    """Σ paid to date against Σ agreed over all items of one contract.

    None (no data) where no payment is known, or where the agreed values don't add up to more than
    0: the register then doesn't hold what was agreed. Raises ValueError for a payment to an item
    without an agreed value.
    """
    _refuse_unknown(agreed_by_item, paid_by_item)
    agreed = sum(agreed_by_item.values(), Decimal(0))
    if agreed <= 0 or not paid_by_item:
        return None
    return PaidAgainstAgreed(agreed, sum(paid_by_item.values(), Decimal(0)), original_known)


def items_paid_over_agreed[Key: Hashable](
    agreed_by_item: Mapping[Key, Decimal],
    paid_by_item: Mapping[Key, Decimal],
    original_known: bool,
) -> dict[Key, PaidAgainstAgreed]:
    """The items of one contract with payments above an agreed amount of more than 0.

    A payment may have been posted to the wrong term, so this is information, not lost money.
    Raises ValueError for a payment to an item without an agreed value.
    """
    _refuse_unknown(agreed_by_item, paid_by_item)
    return {
        item: PaidAgainstAgreed(agreed_by_item[item], paid, original_known)
        for item, paid in paid_by_item.items()
        if paid > agreed_by_item[item] > 0
    }


def _reading_order(item: Term) -> tuple[date, bool, str, date]:
    return item.first_day, not item.is_original, item.number, item.last_day or date.max


def _starts_within(item: Term, last_day: date | None) -> bool:
    return last_day is None or item.first_day <= last_day


def _extended(last_day: date | None, item: Term) -> date | None:
    if last_day is None or item.amount:
        return last_day
    return None if item.last_day is None else max(last_day, item.last_day)


def _contract_term(members: list[Term], last_day: date | None, *, is_first: bool) -> ContractTerm:
    opening = next((item for item in members if item.is_original), members[0])
    known = opening.is_original or not is_first
    return ContractTerm(
        opening=opening,
        amendments=tuple(item for item in members if item is not opening),
        last_day=last_day,
        opening_value=opening.amount if known else None,
    )


def _changes(term: ContractTerm, amounts: AmendmentAmounts) -> list[Decimal]:
    seen = {term.opening.number}
    standing = {term.first_day: term.opening.amount}
    changes = []
    for item in term.amendments:
        before = standing.get(item.first_day, Decimal(0))
        restates = amounts is AmendmentAmounts.RESTATED and item.amount != 0
        if item.amount:
            standing[item.first_day] = item.amount
        if item.number not in seen:
            changes.append(item.amount - before if restates else item.amount)
        seen.add(item.number)
    return changes


def _percent(part: Decimal, whole: Decimal | None) -> Decimal | None:
    return part * 100 / whole if whole is not None and whole > 0 else None


def _refuse_unknown[Key: Hashable](
    agreed: Mapping[Key, Decimal], paid: Mapping[Key, Decimal]
) -> None:
    unknown = sorted(map(str, paid.keys() - agreed.keys()))
    if unknown:
        raise ValueError(f"payments to items {', '.join(unknown)}: expected an agreed value each")
