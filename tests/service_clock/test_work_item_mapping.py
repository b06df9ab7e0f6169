"""Files of tickets and the mappings that read them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sourcing.item_events import EventKind, PauseReason, StateEvent
from sourcing.work_item_file import read_work_items
from sourcing.work_item_mapping import WorkItemMapping
from sourcing.work_item_mapping_file import load_work_item_mapping, work_item_mapping_names
from sourcing.work_item_rows import WorkItemRecord, WorkItemRecords
from vendors.importing.refusal import FileRefused, MappingRefused

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HEADERS = (
    "number,incident_state,sys_updated_at,sys_mod_count,priority,opened_at,resolved_at,closed_at"
)


def read(tmp_path: Path, text: str, mapping: str | Path) -> WorkItemRecords:
    path = tmp_path / "tickets.csv"
    path.write_text(text, encoding="utf-8")
    return read_work_items(path, load_work_item_mapping(mapping), not_after=NOW)


def servicenow(tmp_path: Path, *rows: str) -> WorkItemRecords:
    return read(tmp_path, "\n".join([HEADERS, *rows]) + "\n", "servicenow")


def own(tmp_path: Path, *lines: str) -> WorkItemRecords:
    return read(tmp_path, "\n".join(lines) + "\n", "longshore")


def told(record: WorkItemRecord) -> list[tuple[str, str]]:
    return [(f"{event.at:%d %H:%M}", event.kind.value) for event in record.events]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_mappings_that_come_with_the_program_make_sense() -> None:
    assert work_item_mapping_names() == ["longshore", "servicenow"]
    assert load_work_item_mapping("servicenow").same_item
    assert not load_work_item_mapping("longshore").same_item


def test_states_become_what_happened_between_them(tmp_path: Path) -> None:
    rest = "29-02-2016 06:38,03-03-2016 12:00,?"
    records = servicenow(
        tmp_path,
        f"INC1,New,29-02-2016 06:42,0,4 - Low,{rest}",
        f"INC1,Awaiting User Info,29-02-2016 08:00,1,4 - Low,{rest}",
        f"INC1,Awaiting Vendor,29-02-2016 09:00,2,4 - Low,{rest}",
        f"INC1,Active,29-02-2016 10:00,3,4 - Low,{rest}",
        f"INC1,Resolved,01-03-2016 11:00,4,4 - Low,{rest}",
        f"INC1,Awaiting Evidence,02-03-2016 09:00,5,2 - High,{rest}",
        f"INC1,In Progress,02-03-2016 10:00,6,2 - High,{rest}",
        f"INC1,Closed,08-03-2016 12:00,7,3 - Moderate,{rest}",
    )
    (record,) = records.items
    assert (record.reference, record.priority, record.rows) == ("INC1", "3 - Moderate", 8)
    assert told(record) == [
        ("29 06:38", "started"),
        ("29 08:00", "paused"),
        ("29 09:00", "paused"),
        ("29 10:00", "resumed"),
        ("01 11:00", "stopped"),
        ("02 09:00", "reopened"),
        ("02 09:00", "paused"),
        ("02 10:00", "resumed"),
        ("03 12:00", "stopped"),
    ]
    reasons = [event.reason for event in record.events if event.kind is EventKind.PAUSED]
    assert reasons == [PauseReason.CUSTOMER, PauseReason.THIRD_PARTY, PauseReason.CUSTOMER]


def test_updates_of_one_minute_follow_their_count(tmp_path: Path) -> None:
    rest = "3 - Moderate,29-02-2016 06:38,?,?"
    (record,) = servicenow(
        tmp_path,
        f"INC1,Active,29-02-2016 08:00,10,{rest}",
        f"INC1,Awaiting Problem,29-02-2016 08:00,9,{rest}",
    ).items
    assert told(record) == [
        ("29 06:38", "started"),
        ("29 08:00", "paused"),
        ("29 08:00", "resumed"),
    ]


def test_a_cancellation_is_told_also_after_the_end(tmp_path: Path) -> None:
    (record,) = servicenow(
        tmp_path,
        "INC1,New,29-02-2016 08:00,0,4 - Low,29-02-2016 06:38,?,29-02-2016 09:00",
        "INC1,Canceled,29-02-2016 09:00,1,4 - Low,29-02-2016 06:38,?,29-02-2016 09:00",
    ).items
    assert record.events[-2].kind is EventKind.CANCELLED


def test_events_are_taken_as_they_are_told(tmp_path: Path) -> None:
    records = own(
        tmp_path,
        "reference,at,state,reason",
        "T-2,2026-11-20 10:00,Started,",
        "T-1,2026-11-20 09:00,started,",
        "T-1,2026-11-20T11:00:30+02:00,paused,Force majeure",
        "T-1,2026-11-20 12:00,resolved,",
    )
    assert [record.reference for record in records.items] == ["T-2", "T-1"]
    start = datetime(2026, 11, 20, 9, tzinfo=UTC)
    pause, stop = start + timedelta(seconds=30), start + timedelta(hours=3)
    assert records.items[1].events == (
        StateEvent(start, EventKind.STARTED, sequence=1),
        StateEvent(pause, EventKind.PAUSED, PauseReason.FORCE_MAJEURE, sequence=2),
        StateEvent(stop, EventKind.STOPPED, sequence=3),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "INC1,New,2016-13-40,0,1,29-02-2016 06:38,?,?",
            'column "sys_updated_at": "2016-13-40"; expected a date and time like 31-12-2020 17:45',
        ),
        (
            "INC1,New,02-29-2016 06:38,0,1,29-02-2016 06:38,?,?",
            'column "sys_updated_at": "02-29-2016 06:38"; expected a date and time like',
        ),
        ("INC1,New,?,0,1,29-02-2016 06:38,?,?", 'column "sys_updated_at": "?"; expected a value'),
        (",New,29-02-2016 06:38,0,1,29-02-2016 06:38,?,?", 'column "number": blank; expected a'),
        (
            "INC1,New,29-02-0001 06:38,0,1,29-02-2016 06:38,?,?",
            'column "sys_updated_at": "29-02-0001 06:38"; expected',
        ),
        (
            "INC1,New,01-02-0001 06:38,0,1,29-02-2016 06:38,?,?",
            'column "sys_updated_at": "01-02-0001 06:38"; expected a year from 1950 to 2100',
        ),
        (
            "INC1,New,24-11-2026 06:38,0,1,29-02-2016 06:38,?,?",
            'column "sys_updated_at": "24-11-2026 06:38"; expected a moment not after 2026-11-23 '
            "12:00 UTC",
        ),
        (
            "INC1,New,29-02-2016 06:38,minus,1,29-02-2016 06:38,?,?",
            'column "sys_mod_count": "minus"; expected a whole number',
        ),
        (
            "INC1,New,29-02-2016 06:38,0,1,29-02-2016 06:38,28-02-2016 06:38,?",
            'column "resolved_at": "28-02-2016 06:38"; expected a moment not before it was opened, '
            "2016-02-29 06:38 UTC",
        ),
    ],
)
def test_a_bad_cell_is_named_and_only_its_item_is_left_out(
    tmp_path: Path, row: str, said: str
) -> None:
    records = servicenow(tmp_path, "INC2,New,29-02-2016 08:00,0,1,29-02-2016 06:38,?,?", row)
    (error,) = records.errors
    assert str(error).startswith(f"line 3, {said}")
    assert [record.reference for record in records.items] == ["INC2"]
    assert (records.rows, records.error_count) == (2, 1)


def test_an_item_with_one_bad_row_is_left_out_whole(tmp_path: Path) -> None:
    records = own(
        tmp_path,
        "reference,at,state,reason",
        "T-1,2026-11-20 09:00,started,",
        "T-1,2026-11-20 10:00,stoped,",
        "T-1,2026-11-20 11:00,resolved,customer",
        "T-1,2026-11-20 12:00,paused,lunch",
        "T-1,2026-11-20",
    )
    assert (records.items, records.refused_items, records.rows) == ((), 1, 5)
    assert [str(error) for error in records.errors] == [
        'line 3, column "state": "stoped"; expected one of started, opened, responded, paused, '
        "resumed, stopped, resolved, reopened, cancelled, canceled",
        'line 4, column "reason": "customer"; expected no reason, except for a pause',
        'line 5, column "reason": "lunch"; expected one of customer, maintenance, force_majeure, '
        "third_party, other",
        "line 6: 2 cells; expected 4 cells, as many as there are headers",
    ]


def test_other_columns_are_refused_unless_the_mapping_ignores_them(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match='Unknown column "stat"'):
        own(tmp_path, "reference,at,stat", "T-1,2026-11-20 09:00,started")
    with pytest.raises(FileRefused, match='Missing column "sys_updated_at"'):
        read(tmp_path, "number,incident_state,extra\nINC1,New,1\n", "servicenow")


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="there is a header, but no row under it"):
        own(tmp_path, "reference,at,state")


def test_local_times_are_read_in_the_zone_of_the_mapping() -> None:
    paris = WorkItemMapping(
        "mine", {}, {}, zone=ZoneInfo("Europe/Paris"), moments=("%d.%m.%y %H:%M",)
    )
    assert paris.moment("01.07.26 09:00") == datetime(2026, 7, 1, 7, tzinfo=UTC)
    # 02:00 to 03:00 happens twice when the clocks go back, and never when they go forward.
    assert paris.moment("25.10.26 02:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="the clocks of Europe/Paris skip this one"):
        paris.moment("2026-03-29 02:30")


STATES = ("open", "PENDING", "done")
MINE = """
format: {{zone: {zone}, moments: [{moments}]}}
columns: {{id: reference, when: {when}, what: state}}
rows_tell: {rows}
states: {{{states}}}
"""
GOOD = {
    "zone": "Europe/Paris",
    "moments": '"%d.%m.%Y %H:%M"',
    "when": "at",
    "rows": "states",
    "states": "paused: {customer: [Pending]}, stopped: [Done], running: [Open]",
}


def test_a_mapping_of_ones_own(tmp_path: Path) -> None:
    mapping = written(tmp_path, MINE.format(**GOOD))
    text = (
        "ID,When,What\n7,20.11.2026 10:00,open\n7,20.11.2026 11:00,PENDING\n7,20.11.2026 12:00,done"
    )
    (record,) = read(tmp_path, text, mapping).items
    assert told(record) == [
        ("20 09:00", "started"),
        ("20 10:00", "paused"),
        ("20 11:00", "stopped"),
    ]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("zone", "Europe/Pari", 'format: zone: Time zone "Europe/Pari": expected an IANA name'),
        ("moments", '"%d.%m.%Y"', 'format: moments: "%d.%m.%Y"; expected a format with year'),
        ("when", "att", 'columns: there is no field "att" (did you mean "at"?)'),
        ("when", "priority", "columns: no column fills at."),
        ("when", "state", "columns: two columns fill state."),
        ("rows", "state", 'rows_tell: "state" (did you mean "states"?); expected "events" or "st'),
        ("states", "", "states: expected the words of your file for each of ours."),
        ("states", "resumed: [Open]", 'states has no setting "resumed"'),
        ("states", "paused: {lunch: [Pending]}", 'states: paused has no setting "lunch"'),
        ("states", "running: [Open], stopped: [open]", 'states: "open" stands twice.'),
        ("states", "running: Open", 'states: running is a list, not "Open".'),
        ("states", "running: [yes]", 'states: running: "True" is not text; put it in quotation'),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_with_its_place(
    tmp_path: Path, setting: str, value: str, said: str
) -> None:
    path = written(tmp_path, MINE.format(**GOOD | {setting: value}))
    with pytest.raises(MappingRefused) as refusal:
        load_work_item_mapping(path)
    assert str(refusal.value).startswith(f"Mapping mine.yaml: {said}")


def test_a_misspelled_mapping_name_is_helped() -> None:
    with pytest.raises(MappingRefused) as refusal:
        load_work_item_mapping("servicenov")
    assert str(refusal.value) == (
        'There is no mapping named "servicenov" (did you mean "servicenow"?). Known are longshore '
        "and servicenow; for another one give the path of its YAML file."
    )
