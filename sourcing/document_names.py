"""What a file's own name becomes before it is kept: one line, visible, of bounded length.

Pure: no database, no storage. The name is shown and offered for downloads; it never becomes a
path, which is random.
"""

import unicodedata

LONGEST = 150
WITHOUT_NAME = "document"

# The bidirectional controls (Unicode Standard Annex 9) make a name read as another one, such as
# a program whose name seems to end in “.pdf”. Joiners (200C, 200D) stay: scripts need them.
_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Characters that some file system refuses in a name, or reads as a path.
_NOT_IN_NAMES = frozenset('<>:"/\\|?*\ufeff\ufffe\uffff')


def kept_name(given: str) -> str:
    """The name under which an uploaded file is kept: at most 150 characters, ending included.

    Only the last part of a path counts. Emoji and letters of any script stay as they are.
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(_readable(character) for character in unicodedata.normalize("NFC", last))
    name = " ".join(visible.split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:LONGEST].strip() or WITHOUT_NAME
    return f"{stem[: LONGEST - len(ending) - 1].strip() or WITHOUT_NAME}.{ending}"


def ending_of(name: str) -> str:
    """What follows the last dot, in lower case: `pdf`. Empty where there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _readable(character: str) -> str:
    if character in _BIDIRECTIONAL or character in _NOT_IN_NAMES:
        return ""
    if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
        return " "
    return character
