"""Text from records made fit for headers, mails and markup: one line, nothing invisible."""

import unicodedata

# Control characters break headers and XML; the bidirectional overrides make text read as
# something else than it is (Unicode Standard Annex 9, explicit directional formatting).
_UNWANTED = frozenset("\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """The text on one line, each run of white space and control characters as one space."""
    spaced = (" " if unicodedata.category(c) == "Cc" else c for c in text if c not in _UNWANTED)
    return " ".join("".join(spaced).split())
