"""Company names without what doesn't tell companies apart. Pure."""

import re
import unicodedata
from functools import lru_cache

#: Legal forms as they read once punctuation is gone; those of several words come first.
LEGAL_FORMS = tuple(
    tuple(form.split())
    for form in sorted(
        (
            "inc",
            "incorporated",
            "corp",
            "corporation",
            "co",
            "company",
            "llc",
            "l l c",
            "llp",
            "l l p",
            "lp",
            "l p",
            "ltd",
            "limited",
            "plc",
            "p l c",
            "pc",
            "p c",
            "pllc",
            "gmbh",
            "gmbh and co kg",
            "gmbh co kg",
            "mbh",
            "ag",
            "kg",
            "ohg",
            "ug",
            "se",
            "sa",
            "s a",
            "sas",
            "s a s",
            "sarl",
            "s a r l",
            "srl",
            "s r l",
            "spa",
            "s p a",
            "sl",
            "s l",
            "slu",
            "sa de cv",
            "s a de c v",
            "s de rl de cv",
            "s de r l de c v",
            "ltda",
            "bv",
            "b v",
            "nv",
            "n v",
            "ab",
            "as",
            "a s",
            "aps",
            "oy",
            "oyj",
            "kk",
            "k k",
            "kabushiki kaisha",
            "gk",
            "pte",
            "pte ltd",
            "pty",
            "pty ltd",
            "pvt",
            "pvt ltd",
            "private limited",
            "pvt limited",
            "co ltd",
            "sp z o o",
            "spzoo",
            "sp zoo",
            "s r o",
            "sro",
            "kft",
            "zrt",
            "doo",
            "d o o",
            "ood",
            "eood",
            "jsc",
            "ooo",
            "oao",
            "bhd",
            "sdn bhd",
            "tbk",
            "pt",
            "sc",
        ),
        key=lambda form: (-len(form.split()), form),
    )
)
_WORD = re.compile(r"[^\W_]+")
#: Letters that Unicode doesn't take apart.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})


@lru_cache(maxsize=65_536)
def words(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without accents, punctuation and legal form.

    “The” in front goes, “&” reads “and”. A name that is nothing but a legal form keeps it.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    found = _WORD.findall(plain.replace("&", " and ").replace("'", "").replace("’", ""))
    if len(found) > 1 and found[0] == "the":
        found = found[1:]
    return tuple(_without_form(found)) or tuple(found)


def normalized(name: str) -> str:
    """The words in alphabetical order, so that “Smith, John” is “John Smith”."""
    return " ".join(sorted(words(name)))


def _without_form(found: list[str]) -> list[str]:
    kept = list(found)
    while kept:
        form = next(
            (f for f in LEGAL_FORMS if len(f) < len(kept) and tuple(kept[-len(f) :]) == f), None
        )
        if form is None:
            return kept
        kept = kept[: -len(form)]
    return kept


def bare_domain(domain: str) -> str:
    """example.com for https://www.Example.com/about; empty stays empty."""
    bare = domain.strip().casefold().removeprefix("https://").removeprefix("http://")
    return bare.split("/")[0].removeprefix("www.").rstrip(".")


def bare_tax_id(tax_id: str) -> str:
    """Letters and digits only: “DE 129.273.398” and “DE129273398” are one."""
    return "".join(letter for letter in tax_id.upper() if letter.isalnum())
