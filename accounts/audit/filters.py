"""What the history page's address asks for; a value that makes no sense is told, not guessed."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from accounts.audit.kinds import Kind
from accounts.models import Membership

ORIGINS = {
    "page": "Page",
    "api": "API",
    "import": "Import",
    "job": "Background work",
    "command": "Command",
}


@dataclass(frozen=True)
class Filters:
    """Which events are wanted; None and empty mean any."""

    kinds: tuple[Kind, ...]
    person: Membership | None = None
    origin: str = ""
    object_id: str = ""
    since: datetime | None = None
    until: datetime | None = None
    #: What was entered, to fill the form in again.
    entered: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        return any(self.entered.values())


def read_filters(
    query: QueryDict, readable: tuple[Kind, ...], people: list[Membership], zone: ZoneInfo
) -> Filters:
    """The filters in an address. Days are days in `zone`, both included."""
    names = ("person", "kind", "origin", "object", "from", "to")
    entered = {name: query.get(name, "").strip() for name in names}
    problems: list[str] = []
    person = next((member for member in people if str(member.pk) == entered["person"]), None)
    if entered["person"] and person is None:
        problems.append("Person: nobody here has this id. Choose somebody from the list.")
    chosen = tuple(kind for kind in readable if kind.label == entered["kind"])
    if entered["kind"] and not chosen:
        problems.append(f"Kind: {entered['kind']} is no kind of record. Choose one from the list.")
    if entered["origin"] and entered["origin"] not in ORIGINS:
        problems.append(f"Origin: {entered['origin']} is unknown. Choose one from the list.")
    first = _day("From", entered["from"], problems)
    last = _day("To", entered["to"], problems)
    if first and last and first > last:
        problems.append(f"From: {first} is after {last}. Choose an earlier day.")
    wanted = chosen or readable
    if entered["object"]:
        wanted = tuple(kind for kind in wanted if kind.key(entered["object"]) is not None)
        if not wanted:
            problems.append(f"Object: {entered['object']} is not the id of a record.")
    return Filters(
        kinds=() if problems else wanted,
        person=person,
        origin=entered["origin"],
        object_id=entered["object"],
        since=_midnight(first, zone),
        until=_midnight(last + timedelta(days=1), zone) if last else None,
        entered=entered,
        problems=tuple(problems),
    )


def _day(name: str, text: str, problems: list[str]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(f"{name}: {text} is not a day such as 2026-06-30.")
        return None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime.combine(day, time(), zone) if day else None


def query_of(entered: dict[str, str], **more: Any) -> dict[str, str]:
    """The parts of an address that say the same again."""
    return {name: str(value) for name, value in {**entered, **more}.items() if value}
