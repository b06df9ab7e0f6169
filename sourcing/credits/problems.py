"""What is wrong with something typed or sent, said so that it can be mended."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what stands there, and what was expected instead."""

    place: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.place}: {self.value}. Expected {self.expected}."


class Refused(ValueError):
    """What was given can't be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(str(problem) for problem in self.problems))
