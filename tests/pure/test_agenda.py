"""Worst first: overdue leads, then the most pressing, then the earliest."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from risk.agenda import Line, LineKind, is_overdue, worst_first

TODAY = date(2026, 6, 30)


def line(number: int, due: int | None, priority: int = 2, is_open: bool = True) -> Line:
    due_on = None if due is None else TODAY + timedelta(days=due)
    return Line(LineKind.ACTION, UUID(int=number), f"T{number}", None, due_on, priority, is_open)


def test_the_order() -> None:
    lines = [line(1, None), line(2, 5), line(3, -1, 1), line(4, 9, 4), line(5, -3, 1), line(6, 0)]
    assert [each.id.int for each in worst_first(lines, TODAY)] == [5, 3, 4, 6, 2, 1]


def test_the_day_itself_is_in_time() -> None:
    assert not is_overdue(line(1, 0), TODAY)
    assert is_overdue(line(1, -1), TODAY)
    assert not is_overdue(line(1, -1, is_open=False), TODAY)
    assert not is_overdue(line(1, None), TODAY)


@given(st.lists(st.tuples(st.none() | st.integers(-50, 50), st.integers(1, 4)), max_size=30))
def test_overdue_lines_always_lead_and_none_is_lost(drawn: list[tuple[int | None, int]]) -> None:
    lines = [line(number, due, priority) for number, (due, priority) in enumerate(drawn)]
    ordered = worst_first(lines, TODAY)
    late = [is_overdue(each, TODAY) for each in ordered]
    assert late == sorted(late, reverse=True)
    assert set(ordered) == set(lines)
    calm = [each.priority for each in ordered if not is_overdue(each, TODAY)]
    assert calm == sorted(calm, reverse=True)
