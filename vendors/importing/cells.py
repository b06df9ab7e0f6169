"""From the text of one cell to a value. Every function takes stripped, non-empty text."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from importlib.resources import files
from unicodedata import category

from moneyed import CURRENCIES
from stdnum import lei

from vendors.importing.cell_format import CellFormat
from vendors.importing.fields import Field, Kind

EARLIEST_YEAR = 1950
LATEST_YEAR = 2100
MONEY_LIMIT = Decimal(10) ** 13
PERCENT_LIMIT = Decimal(1_000)
PERCENT_DECIMALS = 2
NO_MONEY_CODES = frozenset({"XXX", "XTS"})
EMAIL = re.compile(r"[^@\s\"'<>(),;:]+@[^@\s\"'<>(),;:.]+(\.[^@\s\"'<>(),;:.]+)+")
# Groups of two as well as three digits, because 12,34,567 is how India writes it.
PLAIN_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{2,3})*,\d{3})(\.\d+)?", re.ASCII)

type CellValue = str | date | Decimal | int | bool
type CellParser = Callable[[str], CellValue]


class CellRefused(ValueError):
    """The text is not what the field holds; the message completes "expected ..."."""


def parser_for(field: Field, cell_format: CellFormat) -> CellParser:
    """The function that reads the cells of a field written in the given format."""
    parsers: dict[Kind, CellParser] = {
        Kind.LINE: partial(parse_text, maximum=field.maximum, one_line=True),
        Kind.TEXT: partial(parse_text, maximum=field.maximum, one_line=False),
        Kind.DATE: partial(parse_date, formats=cell_format.dates),
        Kind.MONEY: partial(parse_money, cell_format=cell_format),
        Kind.PERCENT: partial(parse_percent, cell_format=cell_format),
        Kind.INTEGER: partial(parse_integer, minimum=field.minimum, maximum=field.maximum),
        Kind.BOOLEAN: partial(parse_boolean, yes=cell_format.yes, no=cell_format.no),
        Kind.CHOICE: partial(parse_choice, choices=field.choices),
        Kind.CURRENCY: parse_currency,
        Kind.COUNTRY: parse_country,
        Kind.LEI: parse_lei,
        Kind.EMAIL: partial(parse_email, maximum=field.maximum),
    }
    return parsers[field.kind]


def parse_text(text: str, *, maximum: int, one_line: bool) -> str:
    """The text itself; blanks inside it are kept, since names are compared letter by letter."""
    allowed = "" if one_line else "\t\n\r"
    if not text.isprintable() and any(_is_control(c) for c in text if c not in allowed):
        raise CellRefused("text on one line" if one_line else "text without control characters")
    if len(text) > maximum:
        raise CellRefused(f"at most {maximum} characters, not {len(text):,}")
    return text


def _is_control(character: str) -> bool:
    return category(character) == "Cc"


@lru_cache(maxsize=50_000)
def parse_date(text: str, *, formats: tuple[str, ...]) -> date:
    """The first declared format that fits; year-month-day (ISO 8601) always does."""
    for pattern in ("%Y-%m-%d", *formats):
        try:
            # The zone is irrelevant: only the calendar date that stands in the cell is kept.
            day = datetime.strptime(text, pattern).date()  # noqa: DTZ007
        except ValueError:
            continue
        if EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return day
        raise CellRefused(f"a year from {EARLIEST_YEAR} to {LATEST_YEAR}")
    examples = " or ".join(example_date(pattern) for pattern in formats or ("%Y-%m-%d",))
    raise CellRefused(f"a date like {examples}")


def example_date(pattern: str) -> str:
    """The last day of 2020 in a format; its day can't be taken for a month."""
    return date(2020, 12, 31).strftime(pattern)


def parse_money(text: str, *, cell_format: CellFormat) -> Decimal:
    """An amount as written; parentheses or a minus on either side make it negative."""
    symbol = cell_format.currency_symbol
    amount = _number(text.replace(symbol, "", 1) if symbol else text, cell_format)
    if amount is None:
        raise CellRefused(f"an amount like {cell_format.example_amount()}")
    if abs(amount) >= MONEY_LIMIT:
        raise CellRefused(f"an amount below {MONEY_LIMIT:,}")
    return amount


def parse_percent(text: str, *, cell_format: CellFormat) -> Decimal:
    """A rate in percent: both "3" and "3 %" are three percent."""
    rate = _number(text.removesuffix("%"), cell_format)
    if rate is None or abs(rate) > PERCENT_LIMIT or decimals(rate) > PERCENT_DECIMALS:
        raise CellRefused(
            f"percent like 3.5, between -{PERCENT_LIMIT:,} and {PERCENT_LIMIT:,}, "
            f"with at most {PERCENT_DECIMALS} decimals"
        )
    return rate.quantize(Decimal(1).scaleb(-PERCENT_DECIMALS))


def _number(text: str, cell_format: CellFormat) -> Decimal | None:
    plain = _signed(text.strip().replace("−", "-")).translate(cell_format.number_marks)
    return Decimal(plain.replace(",", "")) if PLAIN_NUMBER.fullmatch(plain) else None


def _signed(text: str) -> str:
    if text.startswith("(") and text.endswith(")"):
        return "-" + text[1:-1].strip()
    if text.endswith("-"):
        return "-" + text[:-1].strip()
    if text.startswith("-"):
        return "-" + text[1:].strip()
    return text.strip()


def decimals(number: Decimal) -> int:
    """How many digits after the decimal mark matter: 1.50 has one."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def parse_integer(text: str, *, minimum: int, maximum: int) -> int:
    """A whole number within the field's bounds, both included."""
    if text.isascii() and text.isdecimal() and len(text) <= 9 and minimum <= int(text) <= maximum:
        return int(text)
    raise CellRefused(f"a whole number from {minimum} to {maximum:,}")


def parse_boolean(text: str, *, yes: frozenset[str], no: frozenset[str]) -> bool:
    """Yes or no in the words that the mapping declares."""
    word = text.casefold()
    if word in yes or word in no:
        return word in yes
    raise CellRefused(f"one of {', '.join(sorted(yes))} or {', '.join(sorted(no))}")


def parse_choice(text: str, *, choices: tuple[str, ...]) -> str:
    """One of the field's words; blanks and hyphens may stand for underscores."""
    word = "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
    if word in choices:
        return word
    raise CellRefused(f"one of {', '.join(choices)}")


def parse_currency(text: str) -> str:
    """An ISO 4217 code."""
    code = text.upper()
    if code in CURRENCIES and code not in NO_MONEY_CODES:
        return code
    raise CellRefused("a three-letter ISO 4217 currency code such as USD")


def currency_decimals(code: str) -> int:
    """How many decimals amounts in this currency may have: none where it has no minor unit, as
    in Japan, otherwise two, which is what the register stores.
    """
    return 0 if CURRENCIES[code].sub_unit == 1 else 2


def parse_country(text: str) -> str:
    """An ISO 3166-1 alpha-2 code, from the code or the English name."""
    code = countries().get(text.casefold())
    if code is None:
        raise CellRefused("a two-letter ISO 3166 country code such as IN or PL")
    return code


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Codes and English names, casefolded, to codes; from the time zone database's table."""
    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    pairs = [line.split("\t") for line in table.splitlines() if line and line[0] != "#"]
    return {key.casefold(): code for code, name in pairs for key in (code, name)}


def parse_lei(text: str) -> str:
    """A legal entity identifier (ISO 17442) whose check digits are right."""
    if not lei.is_valid(text):
        raise CellRefused("a legal entity identifier of 20 characters with right check digits")
    return str(lei.compact(text))


def parse_email(text: str, *, maximum: int) -> str:
    """An address with one @ and a dotted domain; the letters' case is kept."""
    if len(text) > maximum or not EMAIL.fullmatch(text):
        raise CellRefused("an e-mail address such as name@example.com")
    return text
