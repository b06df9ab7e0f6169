"""The known word that somebody probably meant, inside a sentence about a file."""

from collections.abc import Iterable

from accounts.nearest import closest


def nearest(word: str, known: Iterable[str]) -> str:
    """The insertion ` (did you mean "x"?)` for a sentence, or nothing when no word is near."""
    close = closest(word, known, count=1)
    return f' (did you mean "{close[0]}"?)' if close else ""
