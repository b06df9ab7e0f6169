"""How a file of work items is laid out: which column says what, and what its states mean.

Pure. A mapping is read from YAML by `sourcing.work_item_mapping_file`;
`sourcing/mappings/longshore.yaml` documents every setting.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from sourcing.item_events import EventKind, PauseReason
from vendors.importing.cells import CellRefused

EARLIEST_YEAR = 1950
LATEST_YEAR = 2100
ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", re.ASCII)
EXAMPLE = datetime(2020, 12, 31, 17, 45, tzinfo=UTC)

FIELDS = (
    "reference",
    "at",
    "state",
    "sequence",
    "reason",
    "priority",
    "opened_at",
    "resolved_at",
    "closed_at",
)
REQUIRED_FIELDS = frozenset({"reference", "at", "state"})


class RowsTell(StrEnum):
    """EVENTS: a row says what happened. STATES: a row says in which state an item now is."""

    EVENTS = "events"
    STATES = "states"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a state or event of a file means; `kind` is None for a state in which work goes on."""

    kind: EventKind | None
    reason: PauseReason | None = None


@dataclass(frozen=True)
class WorkItemMapping:
    """How one desk's files are laid out.

    `columns` leads from headers to `FIELDS`; `states` from casefolded words to their meaning,
    `any_other` is the meaning of all other words, which without it are refused. Moments without
    an offset are local times in `zone`. `moments` are `strptime` formats in the order in which
    they are tried; ISO 8601 always works. `same_item` says that a reopened item stays the same
    one, however late. `ignores_others` passes over columns that the mapping doesn't name.
    """

    name: str
    columns: dict[str, str]
    states: dict[str, Meaning]
    rows_tell: RowsTell = RowsTell.EVENTS
    any_other: Meaning | None = None
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    moments: tuple[str, ...] = ()
    blanks: frozenset[str] = frozenset()
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    may_be_missing: frozenset[str] = frozenset()
    ignore: tuple[str, ...] = ()
    ignores_others: bool = False
    same_item: bool = False

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header the mapping knows, in the mapping's order and spelling."""
        return tuple(dict.fromkeys([*self.columns, *self.ignore]))

    @property
    def expected_headers(self) -> tuple[str, ...]:
        """The headers without which a file is refused."""
        return tuple(header for header in self.columns if header not in self.may_be_missing)

    def meaning(self, word: str) -> Meaning:
        """What a state or event means; raises CellRefused for one that the mapping doesn't know."""
        found = self.states.get(word.casefold(), self.any_other)
        if found is None:
            raise CellRefused(f"one of {', '.join(self.states)}")
        return found

    def moment(self, text: str) -> datetime:
        """The moment that a cell names, in UTC; raises CellRefused."""
        return parse_moment(text, self.moments, self.zone)


@lru_cache(maxsize=4096)
def parse_moment(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> datetime:
    """The moment in a cell, in UTC: ISO 8601, or the first format that fits.

    A local time that happens twice in autumn is the first of the two; one that the clocks skip
    in spring is refused, as are years before 1950 and after 2100. Raises CellRefused.
    """
    read = _read(text, formats)
    if not EARLIEST_YEAR <= read.year <= LATEST_YEAR:
        raise CellRefused(f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    moment = read.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != read:
        raise CellRefused(f"a time that exists; the clocks of {zone.key} skip this one")
    return moment


def _read(text: str, formats: tuple[str, ...]) -> datetime:
    if ISO_MOMENT.match(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # A declared format may read it.
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the mapping names the zone
        except ValueError:
            continue
    examples = [EXAMPLE.strftime(pattern) for pattern in formats] or ["2020-12-31 17:45"]
    raise CellRefused(f"a date and time like {' or '.join(examples)}")
