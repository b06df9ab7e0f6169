"""One credit per incident: levels hit by the same incident pay only the largest credit."""

from collections.abc import Mapping, Set
from decimal import Decimal


def not_paid(
    quantities: Mapping[str, Decimal], incidents: Mapping[str, Set[str]]
) -> dict[str, tuple[str, str]]:
    """The levels of a period that pay nothing: each with the incident and the level that pays it.

    The largest credit is taken first, among equal ones that of the level whose key comes first;
    a level pays unless one of its incidents is paid already. So each incident is paid once at
    most, and a level without incidents always pays. Quantities are amounts or points above 0.
    """
    payer: dict[str, str] = {}
    refused: dict[str, tuple[str, str]] = {}
    for level in sorted(quantities, key=lambda level: (-quantities[level], level)):
        hit_by = sorted(incidents.get(level, frozenset()))
        paid = next((incident for incident in hit_by if incident in payer), None)
        if paid is None:
            payer.update(dict.fromkeys(hit_by, level))
        else:
            refused[level] = (paid, payer[paid])
    return refused
