"""The known words that somebody probably meant. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, known: Iterable[str], count: int, cutoff: float = 0.6) -> list[str]:
    """At most `count` known words, the nearest first; upper and lower case don't matter."""
    by_key = {name.casefold(): name for name in known}
    return [
        by_key[key] for key in get_close_matches(word.casefold(), by_key, n=count, cutoff=cutoff)
    ]


def nearest(word: str, known: Iterable[str], count: int = 3) -> str:
    """The sentence ` Did you mean A or B?` with a leading space, or nothing if no word is near."""
    close = closest(word, known, count)
    if not close:
        return ""
    *first, last = close
    return f" Did you mean {', '.join(first)} or {last}?" if first else f" Did you mean {last}?"
