"""Structured values of history in words: how many entries, and which of them changed."""

from collections.abc import Sequence
from typing import Any

EMPTY = "–"
#: Entries that are named; of the others only the number is told.
NAMED = 3


def structured_texts(old: Any, new: Any) -> tuple[str, str]:
    """The texts of a list's or mapping's old and new value, each with what the other lacks.

    They are equal where the values are. A mapping tells only the keys whose values differ.
    """
    if old == new:
        return EMPTY, EMPTY
    if isinstance(old, dict) and isinstance(new, dict):
        changed = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        texts = _mapping_text(old, changed), _mapping_text(new, changed)
    else:
        texts = _text(old, new), _text(new, old)
    if texts[0] == texts[1] != EMPTY:
        # What differs lies deeper, or is the order.
        return texts[0], f"{texts[1]}, changed within"
    return texts


def _text(value: Any, other: Any) -> str:
    if isinstance(value, dict):
        return _mapping_text(value, list(value))
    if isinstance(value, list):
        return _list_text(value, other if isinstance(other, list) else [])
    return EMPTY if value in (None, "") else str(value)


def _mapping_text(value: dict[str, Any], keys: Sequence[str]) -> str:
    parts = [f"{key.replace('_', ' ')}: {_entry(value[key])}" for key in keys if key in value]
    return "; ".join(parts) or EMPTY


def _list_text(rows: list[Any], others: list[Any]) -> str:
    if not rows:
        return EMPTY
    count = f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'}"
    own = [row for row in rows if row not in others]
    if not own:
        return count
    named = ", ".join(_entry(row) for row in own[:NAMED])
    more = f" and {len(own) - NAMED} more" if len(own) > NAMED else ""
    among = "among them " if len(own) < len(rows) else ""
    return f"{count}: {among}{named}{more}"


def _entry(value: Any) -> str:
    """A nested value in a few words."""
    if isinstance(value, dict):
        return " ".join(_entry(each) for each in value.values()) or EMPTY
    if isinstance(value, list):
        return f"{len(value)} {'entry' if len(value) == 1 else 'entries'}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return EMPTY if value in (None, "") else str(value)
