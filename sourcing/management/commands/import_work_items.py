"""`import_work_items`: a file of work items onto the clocks of an engagement's service levels."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from accounts.commands import LongshoreCommand
from accounts.tenancy import tenant
from sourcing.item_clock import Clock, Elapsed, elapsed
from sourcing.item_events import DEFAULT_REOPEN_SERVICE_DAYS, ReopenWindow, histories
from sourcing.models import ServiceLevel
from sourcing.models.service_level import Source
from sourcing.selectors.definitions import timetable_of
from sourcing.service_levels.figures import percentile
from sourcing.services.work_items import ItemFacts, take_work_items
from sourcing.work_item_file import read_work_items
from sourcing.work_item_mapping import WorkItemMapping
from sourcing.work_item_mapping_file import load_work_item_mapping, work_item_mapping_names
from sourcing.work_item_rows import WorkItemRecord, WorkItemRecords
from teams.calendar_text import CalendarRefused, parse_calendar
from teams.clock import Timetable
from teams.service_calendar import service_day
from vendors.importing.refusal import FileRefused

MICROSECOND = timedelta(microseconds=1)
MINUTE = 60_000_000
LISTED = 100


class Command(LongshoreCommand):
    help = (
        "Imports work items from a CSV (also compressed with gzip) or XLSX file and reads the "
        "clocks of service levels. One bad row refuses the file; the same file twice changes "
        "nothing."
    )
    has_organization = True

    def add_own_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--service-level",
            required=True,
            nargs="+",
            metavar="KEY",
            help="Levels that are read from work items, all of one engagement.",
        )
        parser.add_argument(
            "--mapping",
            required=True,
            metavar="NAME|FILE",
            help=f"One of {', '.join(work_item_mapping_names())}, or a mapping file of your own.",
        )
        parser.add_argument(
            "--calendar",
            metavar="TEXT",
            help='Business hours of the summary, such as "Mon-Fri 09:00-18:00 UTC"; without it '
            "those of the first service level.",
        )

    def perform(self, **options: Any) -> Mapping[str, object]:
        now = timezone.now()
        try:
            mapping = load_work_item_mapping(options["mapping"])
            records = read_work_items(options["file"], mapping, not_after=now)
            if records.error_count:
                raise CommandError(_refused(records))
            with tenant(options["organization"]):
                levels = _levels(options["service_level"])
                timetable = _timetable(options["calendar"], levels[0])
                take_work_items(
                    engagement=levels[0].engagement, items=_facts(records, mapping), now=now
                )
        except (FileRefused, CalendarRefused) as refused:
            raise CommandError(str(refused)) from refused
        window = None if mapping.same_item else _window(timetable, now)
        return _summary(records, timetable, window, now)

    def as_text(self, result: Mapping[str, Any]) -> str:
        lines = [
            f"{result['rows']:,} rows: {result['incidents']:,} items, of which "
            f"{result['measured']:,} have a clock. {result['total_net_minutes']:,} minutes net, "
            f"{result['total_business_minutes']:,} of them in business hours."
        ]
        lines += [
            f"{priority}: {each['n']:,} items, half within {each['p50_net']:,} and nine in ten "
            f"within {each['p90_net']:,} minutes net, {each['p90_business']:,} in business hours."
            for priority, each in result["by_priority"].items()
        ]
        return "\n".join(lines)


def _refused(records: WorkItemRecords) -> str:
    listed = "\n".join(map(str, records.errors[:LISTED]))
    return f"{records.error_count:,} cells can't be taken; nothing was stored.\n{listed}"


def _facts(records: WorkItemRecords, mapping: WorkItemMapping) -> list[ItemFacts]:
    return [
        ItemFacts(item.reference, item.events, "", item.priority or "", mapping.same_item)
        for item in records.items
    ]


def _levels(keys: Iterable[str]) -> list[ServiceLevel]:
    levels = []
    for key in keys:
        found = list(ServiceLevel.objects.filter(key=key).select_related("engagement"))
        if len(found) != 1:
            raise CommandError(
                f"Service level “{key}”: expected one of this key, not {len(found)}."
            )
        if found[0].source != Source.WORK_ITEMS:
            raise CommandError(f"Service level “{key}”: expected one read from work items.")
        levels += found
    if len({level.engagement_id for level in levels}) > 1:
        raise CommandError("The service levels belong to several engagements; import for each.")
    return levels


def _timetable(text: str | None, level: ServiceLevel) -> Timetable:
    if text:
        return Timetable(parse_calendar(text))
    row = level.definitions.order_by("-valid_from").first()
    if row is None:
        raise CommandError(f"Service level “{level.key}” has no definition; pass --calendar.")
    return timetable_of(row)


def _window(timetable: Timetable, now: datetime) -> ReopenWindow:
    length = service_day(timetable.calendar, now.date()) or timedelta(days=1)
    return ReopenWindow(timetable, DEFAULT_REOPEN_SERVICE_DAYS * length)


def _summary(
    records: WorkItemRecords, timetable: Timetable, window: ReopenWindow | None, now: datetime
) -> dict[str, object]:
    by_priority: defaultdict[str, list[Elapsed]] = defaultdict(list)
    measured = 0
    for item in records.items:
        found = _measured(item, timetable, window, now)
        measured += bool(found)
        by_priority[item.priority or ""] += found
    everything = [each for found in by_priority.values() for each in found]
    return {
        "incidents": len(records.items),
        "rows": records.rows,
        "measured": measured,
        "total_net_minutes": _total(each.wall for each in everything),
        "total_business_minutes": _total(each.service for each in everything),
        "by_priority": {
            priority: {
                "n": len(found),
                "p50_net": _rank([each.wall for each in found], 50),
                "p90_net": _rank([each.wall for each in found], 90),
                "p90_business": _rank([each.service for each in found], 90),
            }
            for priority, found in sorted(by_priority.items())
            if found
        },
    }


def _measured(
    item: WorkItemRecord, timetable: Timetable, window: ReopenWindow | None, now: datetime
) -> list[Elapsed]:
    return [
        elapsed(history, Clock.RESOLUTION, timetable, now)
        for history in histories(item.events, window)
    ]


def _total(spans: Iterable[timedelta]) -> float:
    total = Decimal(sum(spans, timedelta()) // MICROSECOND) / MINUTE
    return int(total) if total == int(total) else round(float(total), 2)


def _rank(spans: Iterable[timedelta], percent: int) -> float:
    ordered = sorted(span // MICROSECOND for span in spans)
    return round(float(percentile(ordered, Decimal(percent)) / MINUTE), 2)
