"""The known word that somebody probably meant. Pure."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str], count: int = 3) -> str:
    """The sentence ` Did you mean A or B?` with a leading space, or nothing if no word is near.

    Upper and lower case don't matter. `count` is how many words are named at most.
    """
    by_key = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), by_key, n=count, cutoff=0.6)
    if not close:
        return ""
    *first, last = [by_key[key] for key in close]
    return f" Did you mean {', '.join(first)} or {last}?" if first else f" Did you mean {last}?"
