"""Rows in Longshore's own layout: what they mean, and everything that is wrong with them."""

from datetime import date
from decimal import Decimal

from tests.importing.conftest import LONGSHORE_HEADER, Read, Write
from vendors.importing.contract_file import ContractFile
from vendors.importing.mapping_file import load_mapping

FULL_HEADER = ",".join(load_mapping("longshore").headers)


def errors(file: ContractFile) -> list[str]:
    return [str(error) for error in file.check().errors]


def test_the_smallest_row_has_no_end_and_is_the_original(longshore: Read) -> None:
    [row] = longshore("C-1,Kestrel Ltd,2026-01-01,,1000,USD").rows()
    assert (row.contract_number, row.item_number, row.is_original) == ("C-1", "C-1", True)
    assert (row.first_day, row.last_day) == (date(2026, 1, 1), None)
    assert str(row.amount) == "1000.00"
    assert (row.paid_to_date, row.figures_as_of, row.title) == (None, None, None)
    assert row.extra == {}


def test_a_row_with_every_term(longshore: Read) -> None:
    [row] = longshore(
        "C-1,Kestrel  Ltd,2026-01-01,1000,usd,2,Old Kestrel,IN,HWUPKR0MPOU8FGXBT394,Payroll run,"
        "order,M-1,Finance,Payroll,2026-12-31,250.5,2026-06-30,3,months,5,yes,12,3.5 %,180,"
        "olga@example.com",
        header=FULL_HEADER,
    ).rows()
    assert row.vendor_name == "Kestrel  Ltd"
    assert (row.item_number, row.is_original) == ("2", False)
    assert (row.original_vendor_name, row.vendor_country) == ("Old Kestrel", "IN")
    assert row.vendor_lei == "HWUPKR0MPOU8FGXBT394"
    assert (row.title, row.kind, row.parent_contract_number) == ("Payroll run", "order", "M-1")
    assert (row.business_unit, row.function) == ("Finance", "Payroll")
    assert row.last_day == date(2026, 12, 31)
    assert (str(row.paid_to_date), row.figures_as_of) == ("250.50", date(2026, 6, 30))
    assert (row.notice_period, row.notice_unit, row.delivery_days) == (3, "months", 5)
    assert (row.auto_renewal, row.renewal_months) == (True, 12)
    assert row.renewal_uplift_percent == Decimal("3.5")
    assert (row.replacement_lead_days, row.owner_email) == (180, "olga@example.com")


def test_every_error_of_every_row_is_listed(longshore: Read) -> None:
    assert errors(
        longshore(
            "C-1,Kestrel Ltd,2026-01-01,,1000,USD",
            ",Kestrel Ltd,soon,,1e400,DOLLAR",
            "C-3,Kestrel Ltd,2026-02-01,2026-01-31,9.999,USD",
            "C-4,Kestrel Ltd,2026-02-01,2026-01-31",
            "C-5,Kestrel Ltd,2026-02-01,,1,USD,surplus",
        )
    ) == [
        'line 3, column "contract_number": blank; expected a value for contract_number',
        'line 3, column "first_day": "soon"; expected a date like 2020-12-31',
        'line 3, column "amount": "1e400"; expected an amount like 20,000.50',
        'line 3, column "currency": "DOLLAR"; expected a three-letter ISO 4217 currency code '
        "such as USD",
        'line 4, column "last_day": "2026-01-31"; expected a day not before the first day, '
        "2026-02-01",
        'line 4, column "amount": "9.999"; expected at most 2 decimals',
        "line 5: 4 cells; expected 6 cells, as many as there are headers",
        "line 6: 7 filled cells; expected 6 cells, as many as there are headers",
    ]


def test_the_refusal_lists_them_all_and_says_that_nothing_was_imported(longshore: Read) -> None:
    refusal = longshore("C-1,,,,,", "C-2,Kestrel Ltd,2026-01-01,,1,USD").check().refusal()
    assert refusal.reason == "contracts.csv: 4 errors in 1 row; nothing was imported."
    assert len(refusal.errors) == 4
    assert str(refusal).count("\n") == 4


def test_a_day_of_notice_needs_its_unit_and_a_unit_its_number(longshore: Read) -> None:
    header = LONGSHORE_HEADER + ",notice_period,notice_unit"
    assert errors(
        longshore(
            "C-1,Kestrel Ltd,2026-01-01,,1,USD,90,",
            "C-2,Kestrel Ltd,2026-01-01,,1,USD,,months",
            header=header,
        )
    ) == [
        'line 2, column "notice_unit": blank; expected a unit for the notice period',
        'line 3, column "notice_period": blank; expected a notice period for the unit',
    ]


def test_only_statements_of_work_and_orders_stand_under_a_master(longshore: Read) -> None:
    header = LONGSHORE_HEADER + ",kind,parent_contract_number"
    assert errors(
        longshore(
            "C-1,Kestrel Ltd,2026-01-01,,1,USD,order,M-1",
            "C-2,Kestrel Ltd,2026-01-01,,1,USD,master,M-1",
            "C-3,Kestrel Ltd,2026-01-01,,1,USD,order,C-3",
            header=header,
        )
    ) == [
        'line 3, column "kind": "master"; expected statement_of_work or order, since a parent '
        "contract is named",
        'line 4, column "parent_contract_number": "C-3"; expected another contract than the '
        "row's own",
    ]


def test_yen_have_no_decimals(longshore: Read) -> None:
    yen = longshore(
        "C-1,Kestrel KK,2026-01-01,,1000.00,JPY", "C-2,Kestrel KK,2026-01-01,,1000.5,JPY"
    )
    assert [str(row.amount) for row in yen.rows()] == ["1000"]
    assert errors(yen) == [
        'line 3, column "amount": "1000.5"; expected no decimals in JPY',
    ]


def test_one_contract_is_in_one_currency(longshore: Read) -> None:
    mixed = longshore("C-1,Kestrel Ltd,2026-01-01,,1,USD", "C-1,Kestrel Ltd,2026-02-01,,1,EUR")
    assert errors(mixed) == ["line 3: contract C-1 in EUR; expected USD as in line 2"]


def test_several_currencies_have_no_total(longshore: Read) -> None:
    figures = (
        longshore("C-1,Kestrel Ltd,2026-01-01,,1,USD", "C-2,Kestrel Ltd,2026-02-01,,2,EUR")
        .check()
        .summary
    )
    assert figures["total_amount"] is None
    assert figures["totals"] == {"USD": Decimal("1.00"), "EUR": Decimal("2.00")}


def test_item_numbers_count_within_their_contract(longshore: Read) -> None:
    rows = list(
        longshore(
            "C-1,Kestrel Ltd,2026-01-01,,1,USD,original",
            "C-1,Kestrel Ltd,2026-01-01,,1,USD,1",
            "C-2,Kestrel Ltd,2026-01-01,,1,USD,0",
            "C-2,Kestrel Ltd,2026-01-01,,1,USD,1",
            "C-3,Kestrel Ltd,2026-01-01,,1,USD,",
            header=LONGSHORE_HEADER + ",item_number",
        ).rows()
    )
    assert [(row.item_number, row.is_original) for row in rows] == [
        *(("C-1", True), ("1", False), ("C-2", True), ("1", False), ("C-3", True))
    ]


def test_spreadsheet_leftovers_are_not_taken_for_names(longshore: Read) -> None:
    assert errors(
        longshore(
            "C-1,#N/A,2026-01-01,,1,USD",
            "C-2,=A1,2026-01-01,,1,USD",
        )
    ) == [
        'line 2, column "vendor": "#N/A"; expected a value, not the error of a spreadsheet formula',
        'line 3, column "vendor": "=A1"; expected a value; the result of this formula is not '
        "stored in the file",
    ]
    [row] = longshore("C-1,'=Kestrel,2026-01-01,,1,USD").rows()
    assert row.vendor_name == "=Kestrel"


def test_long_cells_are_shown_by_their_beginning(longshore: Read) -> None:
    [shown] = errors(longshore(f"C-1,Kestrel Ltd,{'x' * 5_000},,1,USD"))
    assert len(shown) < 200
    assert 'x…"; expected a date' in shown


def test_lines_count_the_file_s_own_lines(longshore: Read) -> None:
    file = longshore(
        "",
        'C-1,Kestrel Ltd,2026-01-01,,1,USD,"two',
        'lines"',
        ",,,,,,",
        "C-2,Kestrel Ltd,2026-01-01,,1,USD,",
        header=LONGSHORE_HEADER + ",title",
    )
    assert [row.line for row in file.rows()] == [3, 6]


def test_an_own_layout(write: Write) -> None:
    mapping = write(
        "mine.yaml",
        """
        format:
          encoding: windows-1252
          delimiter: ";"
          dates: ["%d.%m.%Y"]
          decimal_mark: ","
          words_for_blank: ["unbefristet"]
          words_for_yes: [ja]
          words_for_no: [nein]
        columns:
          Vertrag: contract_number
          Anbieter: vendor_name
          Beginn: first_day
          Ende: last_day
          Betrag: amount
          Art: kind
          Verlängerung: auto_renewal
        constants: {currency: EUR, business_unit: Einkauf}
        values:
          kind: {Rahmenvertrag: master, Auftrag: order}
        keep: [Kostenstelle]
        ignore: [Bemerkung]
        """,
    )
    path = write(
        "verträge.csv",
        (
            "VERTRAG;Anbieter;Beginn;Ende;Betrag;Art;Verlängerung;Kostenstelle\r\n"
            "1;Müller & Söhne;01.02.2026;unbefristet;1.000,50;Rahmenvertrag;Ja; 0042 \r\n"
        ).encode("windows-1252"),
    )
    [row] = ContractFile(path, load_mapping(mapping)).rows()
    assert row.vendor_name == "Müller & Söhne"
    assert (row.first_day, row.last_day) == (date(2026, 2, 1), None)
    assert (str(row.amount), row.currency, row.business_unit) == ("1000.50", "EUR", "Einkauf")
    assert (row.kind, row.auto_renewal, row.extra) == ("master", True, {"Kostenstelle": "0042"})
