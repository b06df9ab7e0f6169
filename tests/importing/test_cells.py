"""What cells of each kind may hold."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendors.importing.cell_format import CellFormat
from vendors.importing.cells import CellRefused, CellValue, currency_decimals, parser_for
from vendors.importing.fields import FIELDS, NOTICE_UNITS
from vendors.importing.text_marker import with_marker, without_marker

AMERICAN = CellFormat(dates=("%m/%d/%Y",), currency_symbol="$")
GERMAN = CellFormat(dates=("%d.%m.%Y", "%d.%m.%y"), decimal_mark=",", thousands_mark=".")
FRENCH = CellFormat(decimal_mark=",", thousands_mark=" ")


def read(field: str, text: str, cell_format: CellFormat = AMERICAN) -> CellValue:
    return parser_for(FIELDS[field], cell_format)(text)


def refusal(field: str, text: str, cell_format: CellFormat = AMERICAN) -> str:
    with pytest.raises(CellRefused) as caught:
        read(field, text, cell_format)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "cell_format", "day"),
    [
        ("9/18/2019", AMERICAN, date(2019, 9, 18)),
        ("09/18/2019", AMERICAN, date(2019, 9, 18)),
        ("2019-09-18", AMERICAN, date(2019, 9, 18)),
        ("18.9.2019", GERMAN, date(2019, 9, 18)),
        ("18.9.19", GERMAN, date(2019, 9, 18)),
    ],
)
def test_dates_are_read_in_the_declared_formats(
    text: str, cell_format: CellFormat, day: date
) -> None:
    assert read("first_day", text, cell_format) == day


def test_a_date_that_can_not_be_is_refused_with_an_example() -> None:
    assert refusal("first_day", "02/30/2020") == "a date like 12/31/2020"
    assert refusal("first_day", "18.9.2019") == "a date like 12/31/2020"
    assert refusal("last_day", "31/12/2020", GERMAN) == "a date like 31.12.2020 or 31.12.20"


@pytest.mark.parametrize("text", ["1/1/1949", "12/31/9999", "1/1/0001"])
def test_a_year_no_living_contract_has_is_refused(text: str) -> None:
    assert refusal("last_day", text) == "a year from 1950 to 2100"


@pytest.mark.parametrize(
    ("text", "cell_format", "amount"),
    [
        ("20,000.00", AMERICAN, "20000.00"),
        ("20000", AMERICAN, "20000"),
        ("-1,234.5", AMERICAN, "-1234.5"),
        ("− 12", AMERICAN, "-12"),
        ("(1,234.50)", AMERICAN, "-1234.50"),
        ("1,234.50-", AMERICAN, "-1234.50"),
        ("$34,000.00", AMERICAN, "34000.00"),
        ("-$5.00", AMERICAN, "-5.00"),
        ("12,34,567.00", AMERICAN, "1234567.00"),
        ("0.00", AMERICAN, "0.00"),
        ("20.000,50", GERMAN, "20000.50"),
        ("1 234 567,89", FRENCH, "1234567.89"),
        ("1\u202f234\u00a0567,89", FRENCH, "1234567.89"),
    ],
)
def test_amounts_are_read_exactly(text: str, cell_format: CellFormat, amount: str) -> None:
    value = read("amount", text, cell_format)
    assert isinstance(value, Decimal)
    assert str(value) == amount


@pytest.mark.parametrize(
    "text",
    [
        *("NaN", "inf", "-Infinity", "1e400", "1E5", "0x10", "٣", "1_000", "abc", "--5", "(-5)"),
        *("20,00", "2,0000.00", "20.000,50", "1.2.3", "5.", ".5", "20'000", "1 000", "€5", "5 %"),
    ],
)
def test_what_is_not_an_amount_in_this_format_is_refused(text: str) -> None:
    assert refusal("amount", text) == "an amount like 20,000.50"


def test_an_amount_that_can_not_be_money_is_refused() -> None:
    assert refusal("amount", "1" + "0" * 13) == "an amount below 10,000,000,000,000"
    assert read("amount", "9999999999999.99") == Decimal("9999999999999.99")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_whatever_is_written_with_marks_is_read_back(amount: Decimal) -> None:
    assert read("amount", f"{amount:,}") == amount
    swapped = f"{amount:,}".translate({ord(","): ".", ord("."): ","})
    assert read("amount", swapped, GERMAN) == amount


def test_yen_and_dong_have_no_decimals_and_dinars_as_many_as_are_stored() -> None:
    assert [currency_decimals(code) for code in ("JPY", "USD", "VND", "KWD", "MGA")] == [
        *(0, 2, 0, 2, 2)
    ]


@pytest.mark.parametrize(("text", "rate"), [("3", "3.00"), ("3.5%", "3.50"), ("-2 %", "-2.00")])
def test_percent_may_carry_its_sign(text: str, rate: str) -> None:
    assert str(read("renewal_uplift_percent", text)) == rate


@pytest.mark.parametrize("text", ["1001", "3.125", "three", "%"])
def test_a_rate_out_of_bounds_is_refused(text: str) -> None:
    assert refusal("renewal_uplift_percent", text).startswith("percent like 3.5, between -1,000")


def test_whole_numbers_keep_to_the_bounds_of_their_field() -> None:
    assert read("notice_period", "90") == 90
    assert refusal("notice_period", "90 days") == "a whole number from 0 to 3,660"
    assert refusal("notice_period", "-1") == "a whole number from 0 to 3,660"
    assert refusal("notice_period", "٩") == "a whole number from 0 to 3,660"
    assert refusal("renewal_months", "0") == "a whole number from 1 to 1,200"


def test_yes_and_no_are_the_declared_words() -> None:
    ja_nein = CellFormat(yes=frozenset({"ja"}), no=frozenset({"nein"}))
    assert read("auto_renewal", "TRUE") is True
    assert read("auto_renewal", "No") is False
    assert read("auto_renewal", "Ja", ja_nein) is True
    assert refusal("auto_renewal", "yes", ja_nein) == "one of ja or nein"


def test_choices_may_be_written_with_blanks_and_hyphens() -> None:
    assert read("kind", "Statement of Work") == "statement_of_work"
    assert read("notice_unit", "Business-Days") == "business_days"
    assert refusal("notice_unit", "weeks") == "one of " + ", ".join(NOTICE_UNITS)


def test_codes_are_checked_against_their_registers() -> None:
    assert read("currency", "usd") == "USD"
    assert read("vendor_country", "in") == "IN"
    assert read("vendor_country", "Poland") == "PL"
    assert read("vendor_lei", "HWUPKR0MPOU8FGXBT394") == "HWUPKR0MPOU8FGXBT394"
    assert read("owner_email", "Olga@example.com") == "Olga@example.com"
    for field, text in [
        ("currency", "DOLLAR"),
        ("currency", "XXX"),
        ("vendor_country", "XX"),
        ("vendor_lei", "DUMMYLEI123456789012"),
        ("owner_email", "olga"),
        ("owner_email", "olga@example.com, omar@example.com"),
        ("owner_email", "olga@localhost"),
    ]:
        refusal(field, text)


def test_text_keeps_its_inner_blanks_and_refuses_control_characters() -> None:
    assert read("vendor_name", "A  B\u00a0C") == "A  B\u00a0C"
    assert refusal("vendor_name", "A\nB") == "text on one line"
    assert refusal("vendor_name", "A\x85B") == "text on one line"
    assert read("title", "first\nsecond") == "first\nsecond"
    assert refusal("title", "bell\x07") == "text without control characters"
    assert refusal("contract_number", "9" * 81) == "at most 80 characters, not 81"


@given(st.text())
def test_the_mark_for_text_survives_a_round_trip_and_hides_formulas(text: str) -> None:
    assert without_marker(with_marker(text)) == without_marker(text)
    if text[:1] in {"=", "@", "+", "\t", "\r"}:
        assert with_marker(text) == "'" + text


def test_negative_numbers_are_not_marked_as_text() -> None:
    assert with_marker("-1,234.50") == "-1,234.50"
    assert with_marker("-cmd()") == "'-cmd()"
