"""Where an item of the due-diligence list stands, and how far the list has come."""

from datetime import date

import pytest

from vendors.due_diligence import STANDARD, Item, Progress, Standing, progress, standing

TODAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (Item("open"), Standing.OPEN),
        (Item("open", due_on=TODAY), Standing.OPEN),
        (Item("open", due_on=date(2026, 6, 29)), Standing.OVERDUE),
        (Item("done"), Standing.DONE),
        (Item("done", expires_on=date(2026, 8, 30)), Standing.DONE),
        (Item("done", expires_on=date(2026, 8, 29)), Standing.EXPIRES_SOON),
        (Item("done", expires_on=TODAY), Standing.EXPIRES_SOON),
        (Item("done", expires_on=date(2026, 6, 29)), Standing.EXPIRED),
        (Item("not_applicable", due_on=date(2020, 1, 1)), Standing.NOT_APPLICABLE),
    ],
)
def test_standing(item: Item, expected: Standing) -> None:
    assert standing(item, TODAY) is expected


def test_progress_leaves_out_what_does_not_apply_and_what_expired() -> None:
    items = [
        Item("done"),
        Item("done", expires_on=date(2026, 6, 1)),
        Item("open", due_on=date(2026, 6, 1)),
        Item("not_applicable"),
    ]
    assert progress(items, TODAY) == Progress(1, 3, 1, 1, Standing.EXPIRED)
    assert progress([], TODAY) == Progress(0, 0, 0, 0, None)
    assert not progress([], TODAY).is_complete
    assert progress([Item("done"), Item("not_applicable")], TODAY).is_complete


def test_the_standard_list_names_the_four_kinds() -> None:
    assert {each.kind for each in STANDARD} == {"sanctions", "tax_form", "nda", "insurance"}
