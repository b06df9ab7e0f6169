"""Availability of which only the outages are sent: the rest of the service time was good."""

from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.tenancy import tenant
from sourcing.models import DailyTally, Exclusion
from sourcing.services.judging import judge_levels
from tests.cast import Cast
from tests.service_levels.judged import MAY, NOW, make_level, result_of


def test_outages_are_held_against_the_service_time_less_what_is_excluded(cast: Cast) -> None:
    with tenant(cast.harbor):
        level = make_level(valid_from=MAY, final_after_days=60)
        DailyTally.objects.create(
            service_level=level,
            day=date(2026, 5, 10),
            count=1,
            good=0,
            total=0,
            value=0,
            outage_minutes=90,
        )
    judge_levels(organization=cast.harbor, now=NOW)
    with tenant(cast.harbor):
        may = result_of(level, MAY)
        # 31 days of 1,440 minutes.
        assert (may.numerator, may.denominator) == (Decimal(44_550), Decimal(44_640))
        assert (may.attained, may.outcome) == (Decimal("99.798387"), "missed_expected")
        for hour in (10, 12):
            Exclusion.objects.create(
                service_level=level,
                starts_at=datetime(2026, 5, 20, hour, tzinfo=UTC),
                ends_at=datetime(2026, 5, 20, 14, tzinfo=UTC),
                cause="maintenance",
                reason="Agreed window.",
                claimed_on=date(2026, 5, 21),
                state="approved",
                decided_by=cast.omar,
                decided_at=NOW,
            )
    judge_levels(organization=cast.harbor, now=NOW)
    with tenant(cast.harbor):
        may = result_of(level, MAY)
    # Four hours less on either side, though two exclusions share two of them.
    assert (may.numerator, may.denominator) == (Decimal(44_310), Decimal(44_400))


def test_an_outage_outside_service_hours_leaves_all_the_time_good(cast: Cast) -> None:
    with tenant(cast.harbor):
        level = make_level(valid_from=MAY)
        DailyTally.objects.create(
            service_level=level,
            day=date(2026, 5, 10),
            count=1,
            good=0,
            total=0,
            value=0,
            outage_minutes=0,
        )
    judge_levels(organization=cast.harbor, now=NOW)
    with tenant(cast.harbor):
        assert result_of(level, MAY).attained == 100
