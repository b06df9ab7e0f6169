"""What the address of a portfolio page asks for: what is summed, over which items, as of when.

A value that means nothing is named in `problems` and the default stands in for it, so that a
mistyped address still shows a page and says what it shows instead.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from django.http import QueryDict

from vendors.concentration import Basis, Scope

SHARED = ("basis", "scope", "as_of")
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Options:
    """`basis` is None where the address leaves the choice to the data; `as_of` is inclusive."""

    basis: Basis | None
    scope: Scope
    as_of: date
    today: date
    problems: tuple[str, ...] = ()

    def query(self, **changes: str) -> str:
        """The query string of a link that keeps these options, `changes` put over them."""
        kept = {"scope": str(self.scope)} if self.scope is not Scope.ACTIVE else {}
        if self.basis is not None:
            kept["basis"] = str(self.basis)
        if self.as_of != self.today:
            kept["as_of"] = self.as_of.isoformat()
        merged = {name: value for name, value in {**kept, **changes}.items() if value}
        return f"?{urlencode(merged)}" if merged else "?"

    @property
    def status(self) -> int:
        """The HTTP status of the page: 400 where the address asked for something unknown."""
        return 400 if self.problems else 200


def read_options(query: QueryDict, today: date, also: Collection[str] = ()) -> Options:
    """Reads an address; `also` names further parameters that the page reads itself."""
    problems: list[str] = []
    basis = _choice(query, "basis", Basis, problems)
    scope = _choice(query, "scope", Scope, problems)
    as_of = _date(query, "as_of", problems)
    known = [*SHARED, *also]
    problems += [
        f"“{name}” isn't known here. This page understands {', '.join(known)}."
        for name in query
        if name not in known
    ]
    return Options(basis, scope or Scope.ACTIVE, as_of or today, today, tuple(problems))


def _choice[Choice: StrEnum](
    query: QueryDict, name: str, choices: type[Choice], problems: list[str]
) -> Choice | None:
    value = query.get(name, "")
    if not value:
        return None
    try:
        return choices(value)
    except ValueError:
        known = ", ".join(choices)
        problems.append(f"{name} is “{value}”, but must be one of {known}. The default is shown.")
        return None


def _date(query: QueryDict, name: str, problems: list[str]) -> date | None:
    value = query.get(name, "")
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        problems.append(
            f"{name} is “{value}”, but must be a date such as 2026-06-30, from {EARLIEST.year} "
            f"to {LATEST.year}. Today is shown."
        )
        return None
    return day
