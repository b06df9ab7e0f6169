"""What a mail says, in which order: pure functions over plain values.

Worst first: by severity, then by the earliest date, then by the most money, then by title.
Amounts are compared within a currency only: 5,000,000 JPY aren't more than 100,000 USD.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from risk.conclusions import Severity

SHOWN_IN_FULL = 25
SOON = timedelta(days=7)
LONGEST_SUBJECT = 140


@dataclass(frozen=True)
class Item:
    """One finding in a mail.

    `party` is the vendor or the captive team it is about. `money` is in `currency`, None where
    none is at stake. `due_on` is the last day to act. `note` says what happened to it since it
    was last mailed, or is empty. Texts are free of line breaks.
    """

    finding_id: UUID
    party: str
    severity: Severity
    title: str
    explanation: str
    what_to_do: str
    money: Decimal | None = None
    currency: str = ""
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class MentionLine:
    """One comment that names the reader: who wrote it, about what, its first words, its page."""

    author: str
    about: str
    words: str
    url: str


@dataclass(frozen=True)
class OverdueLine:
    """One action of the reader that should have been done by `due_on`."""

    title: str
    due_on: date
    url: str


@dataclass(frozen=True)
class News:
    """What a mail tells beside findings."""

    mentions: tuple[MentionLine, ...] = ()
    overdue: tuple[OverdueLine, ...] = ()


NO_NEWS = News()


@dataclass(frozen=True)
class Group:
    """The items of one vendor or captive team, worst first."""

    party: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Digest:
    """The worst items in full, by party, and how many more there are of each severity."""

    groups: tuple[Group, ...]
    left_out: tuple[tuple[Severity, int], ...]

    @property
    def left_out_count(self) -> int:
        return sum(count for _, count in self.left_out)


def worst_first(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=_badness)


def arrange(items: Iterable[Item], limit: int = SHOWN_IN_FULL) -> Digest:
    """The `limit` worst items grouped by party, the party with the worst item first."""
    ordered = worst_first(items)
    groups: dict[str, list[Item]] = {}
    for item in ordered[:limit]:
        groups.setdefault(item.party, []).append(item)
    left_out = Counter(item.severity for item in ordered[limit:])
    return Digest(
        tuple(Group(party, tuple(group)) for party, group in groups.items()),
        tuple(sorted(left_out.items(), reverse=True)),
    )


def subject(items: Sequence[Item], organization: str, today: date, news: News = NO_NEWS) -> str:
    """The one thing to know: `2 critical, 5 to decide by Friday: City of Philadelphia`."""
    if not items:
        return _shortened(news_words(news), organization)
    if len(items) == 1:
        item = items[0]
        return _shortened(f"{item.severity.name.capitalize()}: {item.title}", organization)
    parts = [*_severities(items), *_dates(items, today)] or [f"{len(items)} to look at"]
    return _shortened(", ".join(parts), organization)


def news_words(news: News) -> str:
    """Mentions and overdue actions as part of a sentence; empty without any."""
    parts = []
    if len(news.mentions) == 1:
        parts.append(f"{news.mentions[0].author} mentioned you in {news.mentions[0].about}")
    elif news.mentions:
        parts.append(f"{len(news.mentions)} comments mention you")
    if news.overdue:
        parts.append(overdue_words(len(news.overdue)))
    return ", ".join(parts)


def overdue_words(count: int) -> str:
    """`3 of your actions are overdue`"""
    return "1 of your actions is overdue" if count == 1 else f"{count} of your actions are overdue"


def summary(items: Sequence[Item], today: date, news: News = NO_NEWS) -> str:
    """The first line, made for a phone's preview: the worst item, its date, how many more."""
    if not items:
        return f"{news_words(news)}."
    worst = worst_first(items)[0]
    sentences = [worst.title.rstrip(".")]
    if worst.due_on:
        sentences.append(due(worst.due_on, today))
    if len(items) > 1:
        sentences.append(f"And {len(items) - 1} more")
    return " ".join(f"{sentence}." for sentence in sentences)


def due(due_on: date, today: date) -> str:
    """What a date asks for: act by it, or it has passed."""
    return f"{'Was due on' if due_on < today else 'Act by'} {day(due_on)}"


def day(value: date) -> str:
    """A date as people write it: 14 Dec 2026."""
    return f"{value.day} {value:%b %Y}"


def _badness(item: Item) -> tuple[int, date, bool, str, Decimal, str, UUID]:
    return (
        -item.severity,
        item.due_on or date.max,
        item.money is None,
        item.currency,
        -(item.money or Decimal(0)),
        item.title,
        item.finding_id,
    )


def _severities(items: Sequence[Item]) -> list[str]:
    for severity in (Severity.CRITICAL, Severity.HIGH):
        count = sum(item.severity == severity for item in items)
        if count:
            return [f"{count} {severity.name.lower()}"]
    return []


def _dates(items: Sequence[Item], today: date) -> list[str]:
    dates = [item.due_on for item in items if item.due_on]
    overdue = sum(due_on < today for due_on in dates)
    soon = [due_on for due_on in dates if today <= due_on <= today + SOON]
    parts = [f"{overdue} overdue"] if overdue else []
    if soon:
        parts.append(f"{len(soon)} to decide by {_day_ahead(max(soon), today)}")
    return parts


def _day_ahead(due_on: date, today: date) -> str:
    days = (due_on - today).days
    if days < 2:
        return ("today", "tomorrow")[days]
    return f"{due_on:%A}" if days < SOON.days else f"{due_on.day} {due_on:%b}"


def _shortened(what: str, organization: str) -> str:
    room = LONGEST_SUBJECT - len(organization) - 2
    if len(what) > room:
        what = what[: max(room - 1, 20)].rstrip() + "…"
    return f"{what}: {organization}"
