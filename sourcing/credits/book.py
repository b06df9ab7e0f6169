"""What a calculation was given, looked up by level and by a period's place in time."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from sourcing.credits.inputs import Charge, JudgedPeriod, Level, Period
from sourcing.credits.schemes import Scheme
from sourcing.service_levels.outcome import Outcome


class Book:
    """Everything given, looked up by level and by a period's place in time."""

    def __init__(
        self,
        scheme: Scheme,
        *,
        levels: Sequence[Level],
        periods: Sequence[Period],
        charges: Mapping[str, Charge],
        figures: Sequence[JudgedPeriod],
        applied: Mapping[tuple[str, str], Decimal],
    ) -> None:
        self.scheme = scheme
        self.levels = {level.key: level for level in sorted(levels, key=lambda level: level.key)}
        self.periods = sorted(periods, key=lambda period: period.first_day)
        self.charges, self.applied = charges, applied
        given = {(figure.level, figure.period): figure for figure in figures}
        self.figures = {
            level: [
                given.get((level, period.key)) or _blank(level, period) for period in self.periods
            ]
            for level in self.levels
        }
        known = {figure.period for figure in figures}
        self.judged = [period.key in known for period in self.periods]

    def charge(self, period: Period) -> Charge:
        """The base; where none is given, an unknown one in the currency of all others."""
        currencies = {charge.currency for charge in self.charges.values()}
        currency = currencies.pop() if len(currencies) == 1 else ""
        return self.charges.get(period.key) or Charge(None, currency)

    def up_to(self, level: str, index: int) -> list[JudgedPeriod]:
        """A level's periods up to and including one, in order of time."""
        return self.figures[level][: index + 1]

    def after(self, level: str, index: int) -> list[JudgedPeriod]:
        """The periods after one, up to the last of which something was judged."""
        end = len(self.periods)
        while end and not self.judged[end - 1]:
            end -= 1
        return self.figures[level][index + 1 : end]


def _blank(level: str, period: Period) -> JudgedPeriod:
    return JudgedPeriod(level, period.key, None, Outcome.NO_DATA)
