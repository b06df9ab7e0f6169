"""Reads JSON bodies, and nothing else."""

import codecs
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import IO, Any, ClassVar

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

#: Deeper than any body that an endpoint takes; Python's own limit would be an internal error.
MAX_DEPTH = 32
#: Digits, signs and exponent of the longest number that is read exactly.
LONGEST_NUMBER = 40


class StrictJSONParser(JSONParser):
    """JSON in UTF-8 whose names are unique and whose depth is bounded."""

    #: What becomes of a number with a fraction; without it a binary one.
    parse_float: ClassVar[Callable[[str], Any] | None] = None

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            text = codecs.decode(stream.read(), "utf-8")
            body = json.loads(
                text,
                parse_constant=_no_constant,
                parse_float=type(self).parse_float,
                object_pairs_hook=_unique,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(f"The body is not JSON: {error}.") from error
        if _depth(body) > MAX_DEPTH:
            raise ParseError(f"The body is nested deeper than {MAX_DEPTH} levels.")
        return body


def exact(number: str) -> Decimal | str:
    """The number as it was written; one of absurd length stays text and is refused as such."""
    return Decimal(number) if len(number) <= LONGEST_NUMBER else number


class ExactJSONParser(StrictJSONParser):
    """Reads 99.99 as exactly that, for endpoints that calculate with what they are sent."""

    parse_float: ClassVar[Callable[[str], Any] | None] = staticmethod(exact)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("a name is given twice in one object")
    return named


def _depth(value: Any) -> int:
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        if isinstance(current, dict | list):
            inner = current.values() if isinstance(current, dict) else current
            waiting += [(item, level + 1) for item in inner]
    return deepest
