"""The board's rows: state, figure, budget, forecast and trend; exact values."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import tenant
from sourcing.selectors.standings import board
from sourcing.service_levels.board_state import BoardState
from sourcing.services.judging import judge_levels
from tests.cast import Cast, make_cast
from tests.risk.records import make_engagement, make_vendor
from tests.service_levels.judged import APRIL, MAY, make_level, measure

# Midnight in London after the first half of June's 43,200 minutes.
MID_JUNE = datetime(2026, 6, 15, 23, tzinfo=UTC)


def test_the_board_has_the_worst_first_with_budget_and_forecast(db: None) -> None:
    cast = make_cast(date(2026, 6, 15))
    with tenant(cast.harbor):
        engagement = make_engagement("HELP", make_vendor())
        fine = make_level("fine", engagement)
        risky = make_level("risky", engagement)
        make_level("silent", engagement)
        for level in (fine, risky):
            measure(level, date(2026, 4, 10), 10_000)
            measure(level, date(2026, 5, 10), 10_000)
        measure(fine, date(2026, 6, 10), 21_600, 21_600)
        # 54 bad minutes of the 216 that the minimum of 99.5 % allows in 30 days; 99.75 % misses
        # the expected 99.9 %.
        measure(risky, date(2026, 6, 10), 21_546, 21_600)
    judge_levels(organization=cast.harbor, now=MID_JUNE)
    with tenant(cast.harbor):
        rows = board(cast.harbor, MID_JUNE)
    assert [(row.facts.level.key, row.standing.state) for row in rows] == [
        ("risky", BoardState.AT_RISK),
        ("silent", BoardState.NO_DATA),
        ("fine", BoardState.MET),
    ]
    worst = rows[0]
    assert worst.attained_words == "99.75 %"
    assert worst.budget is not None
    assert (worst.budget.allowed, worst.budget.used) == (Decimal(216), Decimal(54))
    assert worst.budget.burn_rate == Decimal("0.5")
    assert worst.standing.reasons == (
        "At this rate the period ends at 99.75 %, which misses the expected target.",
    )
    assert [row.first_day for row in worst.results] == [APRIL, MAY]
    assert not worst.credit_likely
    assert rows[1].attained_words == "No data"


def test_a_credit_is_likely_where_the_budget_of_the_minimum_runs_out(db: None) -> None:
    cast = make_cast(date(2026, 6, 15))
    with tenant(cast.harbor):
        level = make_level()
        measure(level, date(2026, 6, 10), 21_400, 21_600)
    with tenant(cast.harbor):
        (row,) = board(cast.harbor, MID_JUNE)
    assert row.credit_likely
    assert row.forecast is not None
    assert not row.forecast.certain
    assert row.budget is not None
    assert (row.budget.left, row.budget.is_used_up) == (Decimal(16), False)


def test_the_board_asks_as_many_questions_for_one_level_as_for_many(cast: Cast) -> None:
    with tenant(cast.harbor):
        engagement = make_engagement("HELP", make_vendor())
        make_level("one", engagement)
        with CaptureQueriesContext(connection) as few:
            board(cast.harbor, MID_JUNE)
        for number in range(20):
            make_level(f"level-{number}", engagement)
        with CaptureQueriesContext(connection) as many:
            assert len(board(cast.harbor, MID_JUNE)) == 21
    assert len(many) == len(few)
    with tenant(cast.rival):
        assert board(cast.rival, MID_JUNE) == []
