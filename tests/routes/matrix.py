"""Reads and writes `matrix.tsv`: for each route and method the status everyone gets.

One line holds a route's methods that answer alike.
"""

from pathlib import Path

from tests.routes.visit import COLUMNS

FILE = Path(__file__).with_name("matrix.tsv")
type Matrix = dict[tuple[str, str], tuple[int, ...]]


def read() -> Matrix:
    """The expected statuses by pattern and method, in the order of `COLUMNS`."""
    matrix: Matrix = {}
    for line in FILE.read_text().splitlines()[1:]:
        pattern, methods, *statuses = line.split("\t")
        for method in methods.split("+"):
            matrix[pattern, method] = tuple(int(status) for status in statuses)
    return matrix


def write(matrix: Matrix) -> None:
    """Replaces the file, methods with the same statuses on one line."""
    alike: dict[tuple[str, tuple[int, ...]], list[str]] = {}
    for (pattern, method), statuses in matrix.items():
        alike.setdefault((pattern, statuses), []).append(method)
    lines = ["\t".join(("route", "methods", *COLUMNS))]
    lines += [
        "\t".join((pattern, "+".join(methods), *map(str, statuses)))
        for (pattern, statuses), methods in sorted(alike.items())
    ]
    FILE.write_text("\n".join(lines) + "\n")
