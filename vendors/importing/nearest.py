"""The known word that somebody probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The insertion ` (did you mean "x"?)` for a sentence, or nothing when no word is near."""
    by_key = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_key, n=1, cutoff=0.6)
    return f' (did you mean "{by_key[close[0]]}"?)' if close else ""
