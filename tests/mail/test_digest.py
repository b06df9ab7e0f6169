"""The order of a mail, its subject and its first line."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from risk.conclusions import Severity
from risk.digest import Item, arrange, subject, summary

TODAY = date(2026, 6, 30)  # a Tuesday


def item(
    number: int, party: str = "Acme", severity: Severity = Severity.MEDIUM, **more: object
) -> Item:
    return Item(
        finding_id=UUID(int=number),
        party=party,
        severity=severity,
        title=f"Finding {number}",
        explanation="Why.",
        what_to_do="What.",
        **more,  # type: ignore[arg-type]
    )


def test_the_worst_vendor_comes_first_and_within_it_the_worst_finding() -> None:
    items = [
        item(1, "Acme", Severity.MEDIUM, money=Decimal(900), currency="USD"),
        item(2, "Borel", Severity.LOW),
        item(3, "Cobalt", Severity.HIGH, due_on=date(2026, 8, 1)),
        item(4, "Acme", Severity.HIGH, due_on=date(2026, 7, 3)),
        item(5, "Acme", Severity.MEDIUM, money=Decimal(5000), currency="USD"),
    ]
    digest = arrange(items)
    assert [(group.party, [i.title for i in group.items]) for group in digest.groups] == [
        ("Acme", ["Finding 4", "Finding 5", "Finding 1"]),
        ("Cobalt", ["Finding 3"]),
        ("Borel", ["Finding 2"]),
    ]
    assert digest.left_out == ()


def test_money_is_compared_within_a_currency_only() -> None:
    """Unconverted, five million yen would lead over a hundred thousand dollars."""
    items = [
        item(1, money=None, currency=""),
        item(2, money=Decimal(900), currency="USD"),
        item(3, money=Decimal(5_000_000), currency="JPY"),
        item(4, money=Decimal(100_000), currency="USD"),
        item(5, money=Decimal(10), currency="EUR"),
    ]
    [group] = arrange(items).groups
    assert [i.title for i in group.items] == [
        "Finding 5",
        "Finding 3",
        "Finding 4",
        "Finding 2",
        "Finding 1",
    ]


def test_the_worst_are_shown_and_the_rest_is_counted() -> None:
    items = [item(n, f"Vendor {n % 7}", Severity.LOW) for n in range(150)]
    items += [item(1000 + n, "Acme", Severity.HIGH) for n in range(30)]
    items += [item(2000 + n, "Borel", Severity.MEDIUM) for n in range(20)]
    digest = arrange(items)
    assert [(group.party, len(group.items)) for group in digest.groups] == [("Acme", 25)]
    assert digest.left_out == ((Severity.HIGH, 5), (Severity.MEDIUM, 20), (Severity.LOW, 150))
    assert digest.left_out_count == 175


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            [item(1, severity=Severity.CRITICAL), item(2, severity=Severity.CRITICAL)]
            + [item(n, due_on=date(2026, 7, 3)) for n in range(3, 8)],
            "2 critical, 5 to decide by Friday: City of Philadelphia",
        ),
        (
            [item(1, severity=Severity.HIGH), item(2, due_on=date(2026, 6, 29))],
            "1 high, 1 overdue: City of Philadelphia",
        ),
        (
            [item(1, due_on=date(2026, 6, 30)), item(2, due_on=date(2026, 7, 1))],
            "2 to decide by tomorrow: City of Philadelphia",
        ),
        (
            [item(1, due_on=date(2026, 7, 7)), item(2, due_on=date(2026, 7, 8))],
            "1 to decide by 7 Jul: City of Philadelphia",
        ),
        ([item(1), item(2)], "2 to look at: City of Philadelphia"),
        ([item(1, severity=Severity.HIGH)], "High: Finding 1: City of Philadelphia"),
    ],
)
def test_the_subject_carries_the_one_thing(items: list[Item], expected: str) -> None:
    assert subject(items, "City of Philadelphia", TODAY) == expected


def test_a_long_title_leaves_room_for_the_organization() -> None:
    only = Item(UUID(int=1), "Acme", Severity.HIGH, "x" * 300, "", "")
    line = subject([only], "City of Philadelphia", TODAY)
    assert len(line) == 140
    assert line.endswith("x…: City of Philadelphia")


def test_the_first_line_is_the_worst_finding_with_its_date() -> None:
    worst = item(1, severity=Severity.HIGH, due_on=date(2026, 12, 14))
    assert summary([item(2), worst], TODAY) == "Finding 1. Act by 14 Dec 2026. And 1 more."
    assert summary([item(2)], TODAY) == "Finding 2."
    late = item(3, due_on=date(2026, 6, 1))
    assert summary([late], TODAY) == "Finding 3. Was due on 1 Jun 2026."
