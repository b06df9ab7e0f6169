"""Finds, reads and checks the YAML file of a mapping for work items."""

import codecs
from datetime import datetime
from pathlib import Path
from typing import Any

from sourcing.item_events import EventKind, PauseReason
from sourcing.work_item_mapping import (
    EXAMPLE,
    FIELDS,
    REQUIRED_FIELDS,
    Meaning,
    RowsTell,
    WorkItemMapping,
)
from teams.calendar_text import CalendarRefused, parse_zone
from vendors.importing.limits import MAX_MAPPING_BYTES
from vendors.importing.nearest import nearest
from vendors.importing.refusal import MappingRefused, quoted
from vendors.importing.strict_yaml import load_strictly

MAPPINGS = Path(__file__).resolve().parent / "mappings"
DELIMITERS = (",", ";", "\t", "|")
RUNNING = "running"
EVENT_WORDS = tuple(EventKind)
STATE_WORDS = (RUNNING, EventKind.PAUSED, EventKind.STOPPED, EventKind.CANCELLED)
SECTIONS = (
    "description",
    "format",
    "columns",
    "may_be_missing",
    "other_columns",
    "ignore",
    "rows_tell",
    "states",
    "any_other_state",
    "reopened",
)
FORMAT = ("encoding", "delimiter", "sheet", "moments", "zone", "words_for_blank")


def work_item_mapping_names() -> list[str]:
    """The names of the mappings that come with the program."""
    return sorted(path.stem for path in MAPPINGS.glob("*.yaml"))


def load_work_item_mapping(name_or_path: str | Path) -> WorkItemMapping:
    """A mapping by its name (`servicenow`) or by the path of a YAML file.

    Raises MappingRefused when there is none, or when the file doesn't make sense.
    """
    path = _find(str(name_or_path))
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MAPPING_BYTES + 1)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MappingRefused(f"{path.name}: byte {error.start:,} is not UTF-8 text.") from error
    except OSError as error:
        raise MappingRefused(f"{path}: can not be read ({error.strerror}).") from error
    if len(raw) > MAX_MAPPING_BYTES:
        raise MappingRefused(f"{path.name}: a mapping is smaller than {MAX_MAPPING_BYTES:,} bytes.")
    return _Reader(path.name, load_strictly(text, path.name)).mapping(path.stem)


def _find(name: str) -> Path:
    names = work_item_mapping_names()
    if name in names:
        return MAPPINGS / f"{name}.yaml"
    if Path(name).is_file():
        return Path(name)
    raise MappingRefused(
        f"There is no mapping named {quoted(name)}{nearest(name, names)}. Known are "
        f"{' and '.join(names)}; for another one give the path of its YAML file."
    )


class _Reader:
    """Checks the parsed YAML part by part; the first thing that is wrong is reported."""

    def __init__(self, file_name: str, document: Any) -> None:
        self.file_name = file_name
        self.document = self._table(document, "the mapping", SECTIONS)

    def mapping(self, name: str) -> WorkItemMapping:
        """The checked mapping."""
        layout = self._table(self.document.get("format"), "format", FORMAT)
        rows_tell = RowsTell(self._one_of(self.document, "rows_tell", tuple(RowsTell), "events"))
        mapping = WorkItemMapping(
            name=name,
            columns=self._columns(),
            states=self._states(rows_tell),
            rows_tell=rows_tell,
            any_other=self._any_other(rows_tell),
            zone=self._zone(layout),
            moments=self._moments(layout),
            blanks=frozenset(w.casefold() for w in self._texts(layout, "words_for_blank")),
            encoding=self._encoding(layout),
            delimiter=self._one_of(layout, "delimiter", DELIMITERS, ","),
            sheet=self._text(layout["sheet"], "format: sheet") if "sheet" in layout else None,
            may_be_missing=frozenset(self._texts(self.document, "may_be_missing")),
            ignore=self._texts(self.document, "ignore"),
            ignores_others=self._one_of(
                self.document, "other_columns", ("refuse", "ignore"), "refuse"
            )
            == "ignore",
            same_item=self._one_of(
                self.document, "reopened", ("by_window", "same_item"), "by_window"
            )
            == "same_item",
        )
        self._check(mapping)
        return mapping

    def _refuse(self, reason: str) -> MappingRefused:
        return MappingRefused(f"Mapping {self.file_name}: {reason}.")

    def _table(self, raw: Any, place: str, keys: tuple[str, ...] = ()) -> dict[str, Any]:
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            raise self._refuse(f"{place} is a list of names with values, not {_shown(raw)}")
        for key in raw:
            self._text(key, place)
            if keys and key not in keys:
                raise self._refuse(
                    f"{place} has no setting {quoted(key)}{nearest(key, keys)}; "
                    f"there are {', '.join(keys)}"
                )
        return raw

    def _text(self, raw: Any, place: str) -> str:
        if isinstance(raw, str):
            return raw
        raise self._refuse(f"{place}: {_shown(raw)} is not text; put it in quotation marks")

    def _texts(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        return self._list(table.get(key), key)

    def _list(self, raw: Any, place: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if not isinstance(raw, list):
            raise self._refuse(f"{place} is a list, not {_shown(raw)}")
        return tuple(self._text(entry, place).strip() for entry in raw)

    def _one_of(
        self, table: dict[str, Any], key: str, choices: tuple[str, ...], default: str
    ) -> str:
        choice = self._text(table.get(key, default), key)
        if choice in choices:
            return choice
        known = " or ".join(map(quoted, choices))
        raise self._refuse(f"{key}: {quoted(choice)}{nearest(choice, choices)}; expected {known}")

    def _columns(self) -> dict[str, str]:
        columns = {}
        for header, raw in self._table(self.document.get("columns"), "columns").items():
            name = self._text(raw, "columns")
            if name not in FIELDS:
                raise self._refuse(
                    f"columns: there is no field {quoted(name)}{nearest(name, FIELDS)}; "
                    f"the fields are {', '.join(FIELDS)}"
                )
            columns[header.strip()] = name
        return columns

    def _states(self, rows_tell: RowsTell) -> dict[str, Meaning]:
        allowed = STATE_WORDS if rows_tell is RowsTell.STATES else EVENT_WORDS
        meanings: dict[str, Meaning] = {}
        for kind, raw in self._table(self.document.get("states"), "states", allowed).items():
            for word, meaning in self._words(kind, raw):
                if word in meanings:
                    raise self._refuse(f"states: {quoted(word)} stands twice")
                meanings[word] = meaning
        return meanings

    def _words(self, kind: str, raw: Any) -> list[tuple[str, Meaning]]:
        place = f"states: {kind}"
        by_reason: dict[str, Any] = {"": raw}
        if kind == EventKind.PAUSED and isinstance(raw, dict):
            by_reason = self._table(raw, place, tuple(PauseReason))
        return [
            (word.casefold(), _meaning(kind, reason))
            for reason, words in by_reason.items()
            for word in self._list(words, place)
        ]

    def _any_other(self, rows_tell: RowsTell) -> Meaning | None:
        if "any_other_state" not in self.document:
            return None
        allowed = STATE_WORDS if rows_tell is RowsTell.STATES else EVENT_WORDS
        return _meaning(self._one_of(self.document, "any_other_state", allowed, ""), "")

    def _zone(self, layout: dict[str, Any]) -> Any:
        try:
            return parse_zone(self._text(layout.get("zone", "UTC"), "format: zone"))
        except CalendarRefused as error:
            raise self._refuse(f"format: zone: {str(error).removesuffix('.')}") from error

    def _moments(self, layout: dict[str, Any]) -> tuple[str, ...]:
        patterns = self._texts(layout, "moments")
        for pattern in patterns:
            if not _is_moment_format(pattern):
                raise self._refuse(
                    f"format: moments: {quoted(pattern)}; expected a format with year, month, "
                    "day, hour and minute such as %d.%m.%Y %H:%M"
                )
        return patterns

    def _encoding(self, layout: dict[str, Any]) -> str:
        name = self._text(layout.get("encoding", "utf-8"), "format: encoding")
        try:
            codec = codecs.lookup(name)
            # Lines are cut before they are decoded, so a line end has to be the byte 10.
            plain = "a,;|\t\"'\r\n".encode(codec.name) == b"a,;|\t\"'\r\n"
        except (LookupError, TypeError, UnicodeError):
            plain = False
        if not plain:
            raise self._refuse(
                f"format: encoding: {quoted(name)}; expected utf-8, windows-1252 or another "
                "encoding in which plain letters are single bytes"
            )
        return "utf-8" if codec.name == "utf-8-sig" else codec.name

    def _check(self, mapping: WorkItemMapping) -> None:
        filled = list(mapping.columns.values())
        for name in FIELDS:
            if filled.count(name) > 1:
                raise self._refuse(f"columns: two columns fill {name}")
        if missing := sorted(REQUIRED_FIELDS - set(filled)):
            raise self._refuse(f"columns: no column fills {' and '.join(missing)}")
        if not mapping.states and mapping.any_other is None:
            raise self._refuse("states: expected the words of your file for each of ours")
        folded = [header.casefold() for header in (*mapping.columns, *mapping.ignore)]
        for header in folded:
            if folded.count(header) > 1 or not header:
                raise self._refuse(f"the column {quoted(header)} is named twice or has no name")
        for header in mapping.may_be_missing:
            if mapping.columns.get(header) in {None, *REQUIRED_FIELDS}:
                raise self._refuse(
                    f"may_be_missing: {quoted(header)}; expected a column that fills a field "
                    f"other than {', '.join(sorted(REQUIRED_FIELDS))}"
                )


def _meaning(kind: str, reason: str) -> Meaning:
    if kind == RUNNING:
        return Meaning(None)
    return Meaning(EventKind(kind), PauseReason(reason) if reason else None)


def _shown(raw: Any) -> str:
    return f"a {type(raw).__name__}" if isinstance(raw, list | dict) else quoted(str(raw))


def _is_moment_format(pattern: str) -> bool:
    try:
        read = datetime.strptime(EXAMPLE.strftime(pattern), pattern)  # noqa: DTZ007
    except (ValueError, UnicodeError):
        return False
    return read.replace(tzinfo=EXAMPLE.tzinfo) == EXAMPLE
