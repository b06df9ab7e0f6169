"""Figures are shown so that nobody reads a miss as a hit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.service_levels.definition import RoundingMode, RoundingRule, Unit
from sourcing.service_levels.rounding import number, rounded, words

D = Decimal
NUMBERS = st.decimals(D(0), D(100_000), allow_nan=False, allow_infinity=False, places=12)


@pytest.mark.parametrize(
    ("value", "targets", "text"),
    [
        ("99.988", ("99.99", "99.9"), "99.988 %"),
        ("99.99", ("99.99", "99.9"), "99.99 %"),
        ("99.9949", ("99.99",), "99.995 %"),
        ("99.9899999", ("99.99",), "99.9899999 %"),
        ("99.95", ("99.95", "99.9"), "99.95 %"),
        ("99.9499", ("99.95", "99.9"), "99.9499 %"),
        ("97.33333333333", ("95", "90"), "97.33 %"),
        ("100", ("99.9",), "100 %"),
        ("99.99999", ("100",), "99.99999 %"),
        ("0", ("5",), "0 %"),
        ("0.001", ("0",), "0.001 %"),
        ("4.9999", ("5",), "4.9999 %"),
        ("90.0000000001", ("95", "90"), "90.0000000001 %"),
    ],
)
def test_a_percentage_stays_on_its_side_of_the_targets(
    value: str, targets: tuple[str, ...], text: str
) -> None:
    assert words(D(value), Unit.PERCENT, [D(target) for target in targets]) == text


@pytest.mark.parametrize(
    ("minutes", "targets", "text"),
    [
        ("200", (), "3 h 20 m"),
        ("15", (), "15 m"),
        ("60", (), "1 h"),
        ("0", (), "0 m"),
        ("0.5", (), "30 s"),
        ("21801.30", (), "363 h 21 m"),
        ("200.2", ("240",), "3 h 20 m"),
        ("200.2", ("200",), "3 h 20 m 12 s"),
        ("14.999", ("15",), "14 m 59.9 s"),
        ("15.0001", ("15",), "15 m 0.01 s"),
        ("3599999", (), "59,999 h 59 m"),
    ],
)
def test_durations_are_said_in_hours_minutes_and_seconds(
    minutes: str, targets: tuple[str, ...], text: str
) -> None:
    assert words(D(minutes), Unit.MINUTES, [D(target) for target in targets]) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1", Unit.SERVICE_DAYS, "1 service day"),
        ("1.00", Unit.SERVICE_DAYS, "1 service day"),
        ("2.5", Unit.SERVICE_DAYS, "2.5 service days"),
        ("0", Unit.SERVICE_DAYS, "0 service days"),
        ("12", Unit.COUNT, "12"),
        ("1234", Unit.COUNT, "1,234"),
        ("4.2", Unit.SCORE, "4.2"),
        ("4.1666666", Unit.SCORE, "4.17"),
        ("-12.5", Unit.SCORE, "-12.5"),
    ],
)
def test_other_units_have_their_words(value: str, unit: Unit, text: str) -> None:
    assert words(D(value), unit) == text


def test_a_service_day_short_of_the_target_is_never_one_whole_day() -> None:
    assert words(D("0.9996"), Unit.SERVICE_DAYS, [D(1)]) == "0.9996 service days"


@pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.COUNT, Unit.SCORE])
@given(value=NUMBERS, targets=st.lists(NUMBERS, max_size=2))
def test_showing_never_moves_a_figure_to_the_other_side(
    unit: Unit, value: Decimal, targets: list[Decimal]
) -> None:
    text = words(value, unit, targets)
    printed = D(text.removesuffix(" %").replace(",", ""))
    assert [printed.compare(each) for each in targets] == [value.compare(each) for each in targets]


@given(value=NUMBERS, targets=st.lists(NUMBERS, max_size=2))
def test_a_duration_read_back_is_on_the_same_side(value: Decimal, targets: list[Decimal]) -> None:
    seconds = {"h": 3600, "m": 60, "s": 1}
    parts = words(value, Unit.MINUTES, targets).replace(",", "").split()
    read = sum(
        (D(size) * seconds[name] for size, name in zip(parts[::2], parts[1::2], strict=True)), D(0)
    )
    assert [read.compare(each * 60) for each in targets] == [
        value.compare(each) for each in targets
    ]


@given(target=st.decimals(D(1), D(100), places=2), steps=st.integers(-5, 5))
def test_a_figure_next_to_its_target_is_told_apart_from_it(target: Decimal, steps: int) -> None:
    value = target + D(steps).scaleb(-20)
    same = words(value, Unit.PERCENT, [target]) == words(target, Unit.PERCENT)
    assert same == (steps == 0)


@pytest.mark.parametrize(
    ("mode", "decimals", "value", "result"),
    [
        (RoundingMode.NONE, 2, "99.945", "99.945"),
        (RoundingMode.HALF_UP, 2, "99.945", "99.95"),
        (RoundingMode.HALF_EVEN, 2, "99.945", "99.94"),
        (RoundingMode.HALF_EVEN, 2, "99.955", "99.96"),
        (RoundingMode.DOWN, 2, "99.949999", "99.94"),
        (RoundingMode.HALF_UP, 0, "99.5", "100"),
    ],
)
def test_the_contract_rounds_in_its_own_way(
    mode: RoundingMode, decimals: int, value: str, result: str
) -> None:
    assert rounded(D(value), RoundingRule(mode, decimals)) == D(result)


def test_plain_numbers_have_at_most_two_decimals() -> None:
    assert number(D("43200")) == "43,200"
    assert number(D("43.20")) == "43.2"
    assert number(D("0.333")) == "0.33"
