"""The due-diligence list of a vendor: what stands on it, and how far it has come. Pure.

Items follow what buyers of services customarily ask for before the first order: a search in the
sanctions lists, the tax form, a non-disclosure agreement, proof of insurance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

#: How long before it expires an item is called soon to expire.
SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A standard item; `days` is by when it is due after the list was opened."""

    kind: str
    detail: str
    why: str
    days: int


STANDARD = (
    Requirement(
        "sanctions", "", "Nobody may be paid who stands on a sanctions list that binds you.", 7
    ),
    Requirement("tax_form", "", "Without it tax may have to be withheld from every payment.", 30),
    Requirement("nda", "", "It must be signed before anything confidential is handed over.", 14),
    Requirement("insurance", "Professional liability", "It pays for damage done by errors.", 30),
    Requirement("insurance", "Cyber", "It pays when data of yours is lost or held to ransom.", 30),
)


class Standing(StrEnum):
    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Item:
    state: str
    due_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items that apply are done and still valid; `worst` is what matters most."""

    done: int
    applicable: int
    overdue: int
    expired: int
    worst: Standing | None

    @property
    def is_complete(self) -> bool:
        return self.applicable > 0 and self.done == self.applicable


def standing(item: Item, today: date) -> Standing:
    """Days are inclusive: what expires or is due today is still valid or in time."""
    if item.state == "not_applicable":
        return Standing.NOT_APPLICABLE
    if item.state == "open":
        late = item.due_on is not None and item.due_on < today
        return Standing.OVERDUE if late else Standing.OPEN
    if item.expires_on is None:
        return Standing.DONE
    if item.expires_on < today:
        return Standing.EXPIRED
    return Standing.EXPIRES_SOON if item.expires_on <= today + SOON else Standing.DONE


_WORST_FIRST = (
    Standing.EXPIRED,
    Standing.OVERDUE,
    Standing.OPEN,
    Standing.EXPIRES_SOON,
    Standing.DONE,
    Standing.NOT_APPLICABLE,
)


def progress(items: Iterable[Item], today: date) -> Progress:
    """Items that don't apply count as neither done nor to do."""
    found = [standing(item, today) for item in items]
    return Progress(
        done=sum(each in {Standing.DONE, Standing.EXPIRES_SOON} for each in found),
        applicable=sum(each is not Standing.NOT_APPLICABLE for each in found),
        overdue=found.count(Standing.OVERDUE),
        expired=found.count(Standing.EXPIRED),
        worst=min(found, key=_WORST_FIRST.index, default=None),
    )
