"""Reading plain JSON strictly: everything wrong is gathered, with the place where it stands.

Numbers may be text or whole numbers. A JSON number with a fraction has already lost what was
typed when it arrives (99.99 is stored as 99.98999…), so it is refused with a word how to write it.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import cast

from sourcing.credits.problems import Problem

#: No contract needs longer figures, and a longer one could make a calculation very slow.
LONGEST_NUMBER = 30
LARGEST_EXPONENT = 15
LONGEST_TEXT = 200
MOST_ENTRIES = 1000

type Read[Value] = Callable[[object, str, list[Problem]], Value]


class Node:
    """One JSON object, of which each field is asked for once by name.

    What is wrong goes to `problems`, and a stand-in is answered so that reading goes on.
    """

    def __init__(self, value: object, place: str, problems: list[Problem]) -> None:
        self.place, self.problems = place, problems
        self.left: dict[str, object] = {}
        if isinstance(value, Mapping):
            self.left = {
                str(key): each for key, each in cast("Mapping[str, object]", value).items()
            }
        else:
            problems.append(Problem(place or "scheme", _shown(value), "an object with fields"))

    def required[Value](self, name: str, read: Read[Value]) -> Value:
        return read(self.left.pop(name, None), self._at(name), self.problems)

    def optional[Value](self, name: str, read: Read[Value]) -> Value | None:
        """None where the field is missing or null."""
        value = self.left.pop(name, None)
        return None if value is None else read(value, self._at(name), self.problems)

    def several[Value](self, name: str, read: Callable[["Node"], Value]) -> tuple[Value, ...]:
        """A list of objects; a missing one is empty."""
        value = self.left.pop(name, None)
        if value is None:
            return ()
        if not isinstance(value, list | tuple) or len(value) > MOST_ENTRIES:
            shown = f"{len(value)} entries" if isinstance(value, list | tuple) else _shown(value)
            expected = f"a list of at most {MOST_ENTRIES} objects"
            self.problems.append(Problem(self._at(name), shown, expected))
            return ()
        places = ((f"{self._at(name)}[{index}]", each) for index, each in enumerate(value))
        return tuple(read_object(each, place, self.problems, read) for place, each in places)

    def one[Value](self, name: str, read: Callable[["Node"], Value]) -> Value | None:
        """An object, None where it is missing or null."""
        value = self.left.pop(name, None)
        return None if value is None else read_object(value, self._at(name), self.problems, read)

    def unknown(self) -> Iterator[Problem]:
        """Fields that nobody asked for: most likely slips of the pen."""
        for name in self.left:
            yield Problem(self._at(name), "isn't a field here", "only fields that the scheme has")

    def _at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name


def read_object[Value](
    value: object, place: str, problems: list[Problem], read: Callable[[Node], Value]
) -> Value:
    """Read one object and complain about fields that are left over."""
    node = Node(value, place, problems)
    found = read(node)
    problems.extend(node.unknown())
    return found


def decimal(value: object, place: str, problems: list[Problem]) -> Decimal:
    """A number given as text ("99.99") or as a whole number."""
    found = _decimal(value)
    if found is None:
        expected = 'a number, written as text such as "99.99" where it has a fraction'
        problems.append(Problem(place, _shown(value), expected))
    return Decimal(0) if found is None else found


def whole(value: object, place: str, problems: list[Problem]) -> int:
    """A whole number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    problems.append(Problem(place, _shown(value), "a whole number"))
    return 0


def text(value: object, place: str, problems: list[Problem]) -> str:
    """Text that isn't empty."""
    if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT:
        return value
    problems.append(Problem(place, _shown(value), f"text of 1 to {LONGEST_TEXT} characters"))
    return "?"


def yes_or_no(value: object, place: str, problems: list[Problem]) -> bool:
    if isinstance(value, bool):
        return value
    problems.append(Problem(place, _shown(value), "true or false"))
    return False


def choice[Choice: StrEnum](choices: type[Choice]) -> Read[Choice]:
    """One of an enumeration's values."""

    def read(value: object, place: str, problems: list[Problem]) -> Choice:
        for each in choices:
            if value == each.value:
                return each
        expected = "one of " + ", ".join(each.value for each in choices)
        problems.append(Problem(place, _shown(value), expected))
        return next(iter(choices))

    return read


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    if isinstance(value, int) and abs(value) >= 10**LARGEST_EXPONENT:
        return None
    if isinstance(value, str) and len(value) > LONGEST_NUMBER:
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found.adjusted()) > LARGEST_EXPONENT:
        return None
    return found


def _shown(value: object) -> str:
    if value is None:
        return "missing"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**LONGEST_NUMBER:
        return "a very long number"
    shown = repr(value)
    return shown if len(shown) <= LONGEST_TEXT else shown[:LONGEST_TEXT] + "…"
