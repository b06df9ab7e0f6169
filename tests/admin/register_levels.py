"""One record of every kind about service levels, for the register of an organization."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from accounts.models import Membership
from sourcing.models import (
    ClockEvent,
    CreditMove,
    CreditScheme,
    Exclusion,
    InboundWebhook,
    IncidentLink,
    ItemReading,
    LevelDefinition,
    PeriodResult,
    ReviewPack,
    ServiceCredit,
    ServiceLevel,
    VendorReport,
    WebhookMessage,
    WorkItem,
)
from teams.models import CalendarDay, CalendarHours, CalendarYear, ServiceCalendar, ServiceWindow
from vendors.models import MonthlyCharge

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
MAY = date(2026, 5, 1)


def fill_calendar(rows: dict[str, Any], word: str) -> None:
    """A calendar of Hyderabad's desk with a holiday and a day off of its own."""
    rows["servicecalendar"] = calendar = ServiceCalendar.objects.create(
        name=f"{word} desk hours", time_zone="Asia/Kolkata", holiday_country="IN"
    )
    rows["calendarhours"] = hours = CalendarHours.objects.create(
        calendar=calendar, valid_from=date(2026, 1, 1)
    )
    rows["servicewindow"] = ServiceWindow.objects.create(
        hours=hours, weekday=1, starts=time(9), ends=time(18)
    )
    rows["calendaryear"] = CalendarYear.objects.create(
        calendar=calendar,
        year=2026,
        days=[{"date": "2026-08-15", "name": f"{word} Independence Day"}],
        taken_at=NOW,
        source=f"{word} library",
    )
    rows["calendarday"] = CalendarDay.objects.create(
        calendar=calendar, day=date(2026, 7, 6), reason=f"{word} move"
    )


def fill_levels(rows: dict[str, Any], word: str, owner: Membership) -> None:
    """A level in default in May 2026, reported by the vendor, credited and packed for review."""
    _definition(rows, word, owner)
    _facts(rows, word)
    _result(rows, word, owner)
    rows["reviewpack"] = ReviewPack.objects.create(
        vendor=rows["vendor"],
        first_day=MAY,
        last_day=date(2026, 5, 31),
        contents={
            "party": f"{word} Data-Core",
            "period": "May 2026",
            "sentence": f"{word} has one service level.",
        },
        made_by=owner,
        made_at=NOW,
        counterpart=f"{word} delivery head",
        counterpart_agreed_on=date(2026, 6, 20),
    )


def _definition(rows: dict[str, Any], word: str, owner: Membership) -> None:
    rows["monthlycharge"] = MonthlyCharge.objects.create(
        contract=rows["contract"],
        service=f"{word} desk",
        first_month=date(2026, 1, 1),
        amount=Decimal(12000),
    )
    rows["creditscheme"] = CreditScheme.objects.create(
        contract=rows["contract"],
        name=f"{word} credits",
        kind="flat",
        terms={"kind": "flat", "percent": "3", "cap_percent": "6"},
        clause=f"{word} schedule 3",
    )
    rows["servicelevel"] = ServiceLevel.objects.create(
        engagement=rows["engagement"],
        key=f"{word}-availability",
        name=f"{word} availability",
        contract=rows["contract"],
        charged_service=f"{word} desk",
        owner=owner,
    )
    rows["leveldefinition"] = LevelDefinition.objects.create(
        service_level=rows["servicelevel"],
        valid_from=date(2026, 1, 1),
        indicator="availability",
        expected=Decimal("99.9"),
        minimum=Decimal("99.5"),
        time_zone="Asia/Kolkata",
        calendar=rows["servicecalendar"],
        credit_scheme=rows["creditscheme"],
        item_kind=f"{word} incident",
        item_priority=f"{word} priority",
        pool_category=f"{word} pool",
    )


def _facts(rows: dict[str, Any], word: str) -> None:
    level = rows["servicelevel"]
    rows["exclusion"] = Exclusion.objects.create(
        service_level=level,
        starts_at=datetime(2026, 5, 3, 2, tzinfo=UTC),
        ends_at=datetime(2026, 5, 3, 4, tzinfo=UTC),
        reference=f"{word}-CHG",
        cause="maintenance",
        reason=f"{word} patches",
        claimed_on=date(2026, 5, 4),
    )
    rows["incidentlink"] = IncidentLink.objects.create(
        service_level=level, day=date(2026, 5, 9), incident=f"{word}-INC"
    )
    rows["workitem"] = item = WorkItem.objects.create(
        engagement=rows["engagement"],
        reference=f"{word}-INC",
        kind=f"{word} incident",
        priority=f"{word} P1",
        opened_at=datetime(2026, 5, 9, 8, tzinfo=UTC),
        received_at=NOW,
    )
    rows["clockevent"] = ClockEvent.objects.create(
        item=item, at=item.opened_at, kind="started", label=f"{word} new"
    )
    rows["itemreading"] = ItemReading.objects.create(
        service_level=level, item=item, wall_minutes=Decimal(90), service_minutes=Decimal(60)
    )
    rows["inboundwebhook"] = webhook = InboundWebhook.objects.create(
        name=f"{word} desk", engagement=rows["engagement"], secret=f"{word} sealed", created_at=NOW
    )
    rows["webhookmessage"] = WebhookMessage.objects.create(
        webhook=webhook, message_id=f"{word}-1", received_at=NOW, answer={"accepted": word}
    )


def _result(rows: dict[str, Any], word: str, owner: Membership) -> None:
    rows["vendorreport"] = VendorReport.objects.create(
        service_level=rows["servicelevel"],
        first_day=MAY,
        attained=Decimal("99.4"),
        document=rows["document"],
        reported_on=date(2026, 6, 3),
        entered_by=owner,
        entered_at=NOW,
        decision="disputed",
        decision_reason=f"{word} differs",
        decided_by=owner,
        decided_at=NOW,
    )
    rows["periodresult"] = PeriodResult.objects.create(
        service_level=rows["servicelevel"],
        definition=rows["leveldefinition"],
        first_day=MAY,
        last_day=date(2026, 5, 31),
        state="final",
        outcome="missed_minimum",
        is_default=True,
        default_reason="minimum",
        attained=Decimal("99.2"),
        steps=[f"{word} was available 99.20 % of the time."],
        computed_at=NOW,
        final_at=NOW,
        final_from=date(2026, 6, 12),
        revision_reason=f"{word} late data",
    )
    rows["servicecredit"] = credit = ServiceCredit.objects.create(
        result=rows["periodresult"],
        scheme=rows["creditscheme"],
        base=Decimal(12000),
        amount=Decimal(360),
        currency="USD",
        steps=[f"{word}: 3 % of 12,000.00 USD = 360.00 USD"],
        computed_at=NOW,
    )
    rows["creditmove"] = CreditMove.objects.create(
        credit=credit,
        from_state="computed",
        to_state="notified",
        by=owner,
        at=NOW,
        reason=f"{word} told them",
        invoice_reference=f"{word}-INV",
    )
