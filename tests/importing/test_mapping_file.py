"""Mapping files that come with the program, and those that people write."""

from pathlib import Path

import pytest

from tests.importing.conftest import Write
from vendors.importing.fields import FIELDS
from vendors.importing.mapping_file import MAPPINGS, load_mapping, mapping_names
from vendors.importing.refusal import FileRefused, MappingRefused

COLUMNS = """
columns:
  number: contract_number
  vendor: vendor_name
  start: first_day
  end: last_day
  amount: amount
constants: {currency: USD}
"""


def refusal(path: str | Path) -> str:
    with pytest.raises(MappingRefused) as caught:
        load_mapping(path)
    assert isinstance(caught.value, FileRefused)
    return caught.value.reason


def test_two_mappings_come_with_the_program() -> None:
    assert mapping_names() == ["longshore", "philadelphia"]
    assert load_mapping("philadelphia").constants == {"currency": "USD"}
    assert load_mapping("philadelphia").days_remaining == "days_remaining"
    assert load_mapping(MAPPINGS / "philadelphia.yaml") == load_mapping("philadelphia")


def test_the_template_shows_every_field_and_every_setting() -> None:
    template = load_mapping("longshore")
    assert set(template.columns.values()) == set(FIELDS)
    text = (MAPPINGS / "longshore.yaml").read_text()
    for setting in (
        *("sheet:", "currency_symbol:", "words_for_blank:", "constants:", "values:"),
        *("required:", "last_day_minus:", "keep:", "ignore:"),
    ):
        assert setting in text


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    assert refusal("philadelfia") == (
        'There is no mapping named "philadelfia" (did you mean "philadelphia"?). Known are '
        "longshore and philadelphia; for another one give the path of its YAML file."
    )
    assert refusal(tmp_path / "mine.yaml") == f"There is no mapping file {tmp_path}/mine.yaml."
    assert refusal("../secrets") == "There is no mapping file ../secrets."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("columns: [", "Mapping mine.yaml, line 1: not YAML:"),
        ("a: 1\na: 2", 'line 2: not YAML: "a" stands twice.'),
        ("? [1, 2]\n: 3", "not YAML"),
        ("[" * 1_200, "not YAML"),
        ("!!python/object/apply:os.system [ls]", "not YAML: could not determine a constructor"),
        ("just words", 'the mapping is a list of names with values, not "just words"'),
        ("- columns", "the mapping is a list of names with values, not a list"),
        ("colums: {}", 'the mapping has no setting "colums" (did you mean "columns"?)'),
        ("format: {dtes: []}", 'format has no setting "dtes" (did you mean "dates"?)'),
        ("", 'no column and no constant fills the field "contract_number"'),
        (COLUMNS.replace("  vendor: vendor_name\n", ""), 'fills the field "vendor_name"'),
        (
            COLUMNS.replace("vendor_name", "vendor_nam"),
            'columns: there is no field "vendor_nam" (did you mean "vendor_name"?)',
        ),
        (COLUMNS.replace("vendor:", "no:"), 'columns: "False" is not text; put it in quotation'),
        (COLUMNS.replace("end: last_day", "end: first_day"), '"first_day" is filled twice'),
        (COLUMNS + "keep: [Vendor]", 'the column "vendor" is named twice or has no name'),
        (COLUMNS + "keep: vendor", 'keep is a list, not "vendor"'),
        (COLUMNS.replace("USD", "Dollar"), 'constants: currency: "Dollar"; expected a three-let'),
        (COLUMNS.replace("USD", "840"), 'constants: currency: "840" is not text'),
        (COLUMNS + "format: {dates: ['%Y/%m']}", '"%Y/%m" is not a date format'),
        (COLUMNS + "format: {dates: ['dd/mm/yyyy']}", '"dd/mm/yyyy" is not a date format'),
        (COLUMNS + "format: {dates: ['%Q']}", '"%Q" is not a date format'),
        (COLUMNS + "format: {dates: '%Y-%m-%d'}", 'dates is a list, not "%Y-%m-%d"'),
        (COLUMNS + "format: {encoding: utf-16}", 'format: encoding: "utf-16"; expected utf-8'),
        (COLUMNS + "format: {encoding: rot13}", 'format: encoding: "rot13"; expected utf-8'),
        (COLUMNS + "format: {delimiter: ':'}", 'format: delimiter: ":"; expected "," or ";"'),
        (COLUMNS + "format: {decimal_mark: ',', thousands_mark: ','}", "can not be the same"),
        (COLUMNS + "format: {words_for_yes: [yes]}", '"True" is not text; put it in quotation'),
        (COLUMNS + "required: [title]", 'fills the field "title"'),
        (COLUMNS + "may_be_missing: [vendor]", '"vendor" fills a required field'),
        (COLUMNS + "may_be_missing: [vendr]", 'no column "vendr" (did you mean "vendor"?)'),
        (COLUMNS + "values: {kind: {SOW: statement_of_work}}", 'fills the field "kind"'),
        (COLUMNS + "figures_as_of: {last_day: x}", 'figures_as_of has no setting "last_day"'),
        (
            COLUMNS.replace("  end: last_day\n", "") + "figures_as_of: {last_day_minus: days}",
            "figures_as_of: last_day_minus needs a column for last_day",
        ),
        (b"\xff\xfe", "mine.yaml: byte 0 is not UTF-8 text."),
        (b"#" * 300_000, "a mapping is smaller than 262,144 bytes"),
    ],
)
def test_a_wrong_mapping_is_explained(write: Write, text: str | bytes, words: str) -> None:
    assert words in refusal(write("mine.yaml", text))


def test_a_mapping_of_one_s_own(write: Write) -> None:
    mapping = load_mapping(write("mine.yaml", "\ufeff" + COLUMNS + "ignore: [remark]"))
    assert mapping.name == "mine"
    assert mapping.headers == ("number", "vendor", "start", "end", "amount", "remark")
    assert mapping.expected_headers == ("number", "vendor", "start", "end", "amount")


def test_deeply_nested_aliases_do_not_multiply(write: Write) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert "the mapping has no setting" in refusal(write("mine.yaml", "\n".join(levels)))
