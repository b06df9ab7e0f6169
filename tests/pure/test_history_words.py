"""Structured values of history: counted, with what is new or gone by name."""

from accounts.history_words import structured_texts

NEW_YEAR = {"date": "2026-01-01", "name": "New Year's Day"}
GOOD_FRIDAY = {"date": "2026-04-03", "name": "Good Friday"}
LABOUR_DAY = {"date": "2026-05-01", "name": "Labour Day"}
CHRISTMAS = {"date": "2026-12-25", "name": "Christmas Day"}


def test_a_first_list_is_counted_and_its_first_entries_are_named() -> None:
    assert structured_texts(None, [NEW_YEAR, GOOD_FRIDAY, LABOUR_DAY, CHRISTMAS]) == (
        "–",
        "4 entries: 2026-01-01 New Year's Day, 2026-04-03 Good Friday, 2026-05-01 Labour Day "
        "and 1 more",
    )


def test_a_changed_list_names_what_the_other_lacks() -> None:
    assert structured_texts([NEW_YEAR, GOOD_FRIDAY], [NEW_YEAR, LABOUR_DAY, CHRISTMAS]) == (
        "2 entries: among them 2026-04-03 Good Friday",
        "3 entries: among them 2026-05-01 Labour Day, 2026-12-25 Christmas Day",
    )


def test_an_entry_that_goes_is_named_on_the_old_side() -> None:
    assert structured_texts([NEW_YEAR, CHRISTMAS], [NEW_YEAR]) == (
        "2 entries: among them 2026-12-25 Christmas Day",
        "1 entry",
    )


def test_a_mapping_tells_only_what_differs() -> None:
    old = {"warning_percent": 10, "basis": "spend", "is_strict": False}
    new = {"warning_percent": 15, "basis": "spend", "scope": "active", "is_strict": True}
    assert structured_texts(old, new) == (
        "warning percent: 10; is strict: no",
        "warning percent: 15; is strict: yes; scope: active",
    )


def test_what_changed_deep_within_is_still_told() -> None:
    assert structured_texts({"rows": [1, 2]}, {"rows": [1, 3]}) == (
        "rows: 2 entries",
        "rows: 2 entries, changed within",
    )
    assert structured_texts([1, 2], [2, 1]) == ("2 entries", "2 entries, changed within")


def test_nothing_and_the_same_are_equal() -> None:
    for old, new in ((None, {}), ({}, None), ([], None), ([1], [1]), ({"a": 1}, {"a": 1})):
        texts = structured_texts(old, new)
        assert texts[0] == texts[1]
