"""Programs ask what a scheme would pay; the answer shows every step and nothing is stored."""

from typing import Any

import pytest

from sourcing.models import ServiceCredit
from tests.api.conftest import Program, Programs, program
from tests.cast import Cast

__all__ = ["program"]

AWS = [(None, "95", "100"), ("95", "99.0", "30"), ("99.0", "99.99", "10")]
AZURE = [(None, "95", "100"), ("95", "99", "25"), ("99", "99.99", "10")]
LAMBDA = [(None, "95", "100"), ("95", "99.0", "25"), ("99.0", "99.95", "10")]
ATLASSIAN = [
    (None, "95", "50"), ("95", "99", "25"), ("99", "99.9", "10"), ("99.9", "99.95", "5"),
]  # fmt: skip


@pytest.fixture
def vera(cast: Cast, program: Programs) -> Program:
    return program(cast.vera)


def tiered(rows: list[Any]) -> dict[str, Any]:
    tiers = [{"lower": low, "upper": up, "percent": percent} for low, up, percent in rows]
    return {"kind": "tiered", "tiers": tiers}


def pool(pool_percent: str, **shares: str) -> dict[str, Any]:
    parts = [{"level": key, "percent": percent} for key, percent in shares.items()]
    return {
        "kind": "at_risk_pool",
        "at_risk_percent": "10",
        "pool_total_percent": "300",
        "dialect": "category",
        "categories": [{"name": "Critical", "pool_percent": pool_percent, "shares": parts}],
    }


def months(count: int) -> list[dict[str, str]]:
    days = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return [
        {
            "key": f"2026-{number:02}",
            "first_day": f"2026-{number:02}-01",
            "last_day": f"2026-{number:02}-{days[number - 1]}",
        }
        for number in range(1, count + 1)
    ]


def ask(
    vera: Program, scheme: Any, *figures: tuple[str, int, Any], base: Any = "100000", **more: Any
) -> Any:
    """Each figure is a level's in a month of 2026; 99.99 is expected."""
    keys = sorted({level for level, _, _ in figures})
    body = {
        "scheme": scheme,
        "currency": "USD",
        "base": base,
        "levels": [{"key": key, "name": key.title(), "expected": "99.99"} for key in keys],
        "periods": months(max(month for _, month, _ in figures)),
        "figures": [
            {"level": level, "period": f"2026-{month:02}", "attained": attained}
            for level, month, attained in figures
        ],
        **more,
    }
    return vera.post("service-credits/calculate/", body)


def finals(answer: Any) -> list[str | None]:
    assert answer.status_code == 200, answer.content
    return [line["final"] for line in answer.json()["credits"]]


@pytest.mark.parametrize(
    ("tiers", "attained", "credit"),
    [
        (AWS, "99.9899", "10000.00"),
        (AWS, "99.0", "10000.00"),
        (AWS, "98.9999", "30000.00"),
        (AWS, "95", "30000.00"),
        (AWS, "94.9999", "100000.00"),
        (AZURE, "99.9899", "10000.00"),
        (AZURE, "98.9999", "25000.00"),
        (AZURE, "94.9999", "100000.00"),
        (LAMBDA, "99.9499", "10000.00"),
        (LAMBDA, "98.9999", "25000.00"),
        (LAMBDA, "94.9999", "100000.00"),
        (ATLASSIAN, "99.9499", "5000.00"),
        (ATLASSIAN, "99.8999", "10000.00"),
        (ATLASSIAN, "98.9999", "25000.00"),
        (ATLASSIAN, "94.9999", "50000.00"),
        (AWS, "99.99", "0"),
    ],
)
def test_published_tables(vera: Program, tiers: Any, attained: str, credit: str) -> None:
    assert finals(ask(vera, tiered(tiers), ("a", 1, attained))) == [credit]


def test_a_share_of_a_pool_and_the_cap_spread_over_three(vera: Program) -> None:
    assert finals(ask(vera, pool("50", a="40"), ("a", 1, "90"))) == ["2000.00"]
    answer = ask(
        vera, pool("300", a="20", b="20", c="20"), ("a", 1, "90"), ("b", 1, "90"), ("c", 1, "90")
    )
    assert finals(answer) == ["3333.33", "3333.33", "3333.34"]
    assert answer.json()["periods"] == [
        {
            "period": "2026-01",
            "currency": "USD",
            "before_cap": "18000.00",
            "cap": "10000.00",
            "credited": "10000.00",
            "final": "10000.00",
            "without_data": 0,
        }
    ]
    assert answer.json()["credits"][2]["steps"][-1] == (
        "The credits of 2026-01 come to 18,000.00 USD, above the cap of 10,000.00 USD: "
        "6,000.00 ÷ 18,000.00 × 10,000.00 USD = 3,333.34 USD."
    )


@pytest.mark.parametrize(
    ("points", "credit"),
    [
        ("9", "0.00"),
        ("10", "2000.00"),
        ("14", "2000.00"),
        ("15", "4000.00"),
        ("20", "6000.00"),
        ("25", "8000.00"),
        ("29", "8000.00"),
        ("30", "10000.00"),
    ],
)
def test_points(vera: Program, points: str, credit: str) -> None:
    scheme = {"kind": "points", "points": [{"level": "a", "points": points}]}
    assert finals(ask(vera, scheme, ("a", 1, "90"))) == [credit]


def test_flat_with_its_cap_and_repeat_step(vera: Program) -> None:
    flat = {"kind": "flat", "percent": "3", "cap_percent": "6"}
    three = [(key, 1, "90") for key in "abc"]
    assert finals(ask(vera, flat, *three)) == ["2000.00"] * 3
    repeat = {**flat, "cap_percent": "8", "repeat": {"step_percent": "2", "periods": 6}}
    misses = [("a", month, "90") for month in (1, 2, 3, 4)]
    assert finals(ask(vera, repeat, *misses)) == ["3000.00", "5000.00", "7000.00", "8000.00"]


def test_the_third_default_in_a_row_is_doubled_also_from_history(vera: Program) -> None:
    flat = {
        "kind": "flat",
        "percent": "3",
        "cap_percent": "20",
        "options": {"multiplier": {"factor": "2", "from_nth": 3}},
    }
    history = [{"level": "a", "period": f"2026-0{month}", "attained": "90"} for month in (1, 2)]
    (line,) = ask(vera, flat, ("a", 3, "90"), history=history).json()["credits"]
    assert (line["raw"], line["multiplier"], line["final"]) == ("3000.00", "2", "6000.00")


def test_an_incident_is_paid_once(vera: Program) -> None:
    scheme = pool("100", a="40", b="20") | {"options": {"one_credit_per_incident": True}}
    figures = [
        {"level": key, "period": "2026-01", "attained": "90", "incidents": ["INC-7"]}
        for key in "ab"
    ]
    answer = ask(vera, scheme, ("a", 1, "90"), ("b", 1, "90"), figures=figures)
    assert finals(answer) == ["4000.00", "0"]


@pytest.mark.parametrize(
    ("after", "applied", "came_to"),
    [
        (["99.99", "100"], "0", ("earned", "0", "0")),
        (["99.99", "100"], "3000.00", ("earned", "0", "3000.00")),
        (["99.99", None], "0", ("not_earned", "3000.00", "0")),
        (["99.99", "99.98"], "0", ("not_earned", "3000.00", "0")),
        (["99.99"], "0", ("waiting", "3000.00", "0")),
    ],
)
def test_earn_back(
    vera: Program, after: list[Any], applied: str, came_to: tuple[str, str, str]
) -> None:
    flat = {
        "kind": "flat",
        "percent": "3",
        "cap_percent": "6",
        "options": {"earn_back": {"periods": 2, "judging": "each_period"}},
    }
    figures = [("a", 1, "90"), *(("a", number, each) for number, each in enumerate(after, 2))]
    paid = [{"level": "a", "period": "2026-01", "amount": applied}]
    line = ask(vera, flat, *figures, applied=paid).json()["credits"][0]
    back = line["earn_back"]
    assert (back["state"], line["final"], back["debit"]) == came_to


def test_without_a_base_or_data_there_is_no_amount(vera: Program) -> None:
    flat = {"kind": "flat", "percent": "3", "cap_percent": "6"}
    (line,) = ask(vera, flat, ("a", 1, "90"), base=None).json()["credits"]
    assert (line["status"], line["final"]) == ("no_data", None)
    (line,) = ask(vera, flat, ("a", 1, None)).json()["credits"]
    assert line["steps"] == ["A has no data for 2026-01: neither a miss nor met."]


def test_a_json_number_keeps_every_digit(vera: Program) -> None:
    raw = b"""{"scheme": {"kind": "tiered", "tiers": [
        {"upper": 99.99, "percent": 10}]}, "currency": "USD", "base": 1000.10,
        "levels": [{"key": "a", "expected": 99.99}],
        "periods": [{"key": "p", "first_day": "2026-01-01", "last_day": "2026-01-31"}],
        "figures": [{"level": "a", "period": "p", "attained": 99.98999999999999999}]}"""
    answer = vera.post("service-credits/calculate/", raw)
    assert finals(answer) == ["100.01"]
    assert "99.98999999999999999 %" in answer.json()["credits"][0]["steps"][0]


def test_everything_wrong_is_told_at_once(vera: Program) -> None:
    body = {
        "scheme": {"kind": "flat", "percent": "a lot"},
        "currency": "Dollars",
        "levels": [{"key": "a", "expect": "99"}],
        "periods": [{"key": "p", "first_day": "2026-02-30", "last_day": "2026-02-28"}],
        "figures": [{"level": "a", "period": "p", "attained": True}],
    }
    answer = vera.post("service-credits/calculate/", body)
    assert answer.status_code == 400
    told = {error["attr"]: error["detail"] for error in answer.json()["errors"]}
    assert told == {
        "scheme.percent": "Found 'a lot'. Expected a number, written as text such as \"99.99\" "
        "where it has a fraction.",
        "scheme.cap_percent": 'Found missing. Expected a number, written as text such as "99.99" '
        "where it has a fraction.",
        "currency": "Found 'Dollars'. Expected an ISO 4217 code such as USD.",
        "levels[0].expect": "Found isn't a field here. Expected only fields that the scheme has.",
        "periods[0].first_day": "Found '2026-02-30'. Expected a day as YYYY-MM-DD, from 1900 to "
        "2200.",
        "figures[0].attained": 'Found True. Expected a number, written as text such as "99.99" '
        "where it has a fraction.",
        "figures[0].outcome": "Found missing. Expected an outcome, or an expected target of the "
        "level.",
    }


@pytest.mark.parametrize(
    "body", [b"[]", b"null", b'{"scheme": 1}', b'{"base": NaN}', b'{"base": 1e999999999}', b"{"]
)
def test_nonsense_is_refused(vera: Program, body: bytes) -> None:
    assert vera.post("service-credits/calculate/", body).status_code == 400


def test_sizes_are_bounded(vera: Program) -> None:
    flat = {"kind": "flat", "percent": "3", "cap_percent": "6"}
    answer = ask(vera, flat, ("a", 1, "90"), figures=[{"level": "a", "period": "p"}] * 1001)
    (error,) = answer.json()["errors"]
    assert (error["attr"], error["detail"]) == (
        "figures",
        "Found 1001 entries. Expected a list of at most 1000 objects.",
    )


def test_only_readers_ask_and_nothing_is_stored(cast: Cast, program: Programs) -> None:
    flat = {"kind": "flat", "percent": "3", "cap_percent": "6"}
    assert finals(ask(program(cast.eve, ["sourcing:read"]), flat, ("a", 1, "90"))) == ["3000.00"]
    assert ask(program(cast.eve, ["risk:read"]), flat, ("a", 1, "90")).status_code == 403
    assert not ServiceCredit.objects.exists()
