"""The apostrophe with which spreadsheet programs mark a cell as text.

A CSV file written by us is opened in such programs, and text that begins like a formula would be
run there. It is written with the mark, and read without it, so that it survives the round trip.
"""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"-[\d.,' ]+")


def with_marker(text: str) -> str:
    """The text as it is safe to write; negative numbers stay as they are."""
    if text.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text):
        return "'" + text
    return text


def without_marker(text: str) -> str:
    """The text that `with_marker` was given."""
    if text.startswith("'") and text[1:].startswith(FORMULA_STARTS):
        return text[1:]
    return text
