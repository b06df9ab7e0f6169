"""How long a document is still valid.

Pure: no database, and the day is an argument. The last day still counts.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: From how many days before its end a document is shown as ending.
SOON_DAYS = 60


class Validity(StrEnum):
    NO_END = "no_end"
    NOT_YET = "not_yet"
    VALID = "valid"
    ENDING = "ending"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Expiry:
    """`days` counts to the next change: to the first day, to the last, or since the last."""

    state: Validity
    days: int | None = None

    @property
    def words(self) -> str:
        """“Expires in 12 days”, as a person would say it."""
        match self.state:
            case Validity.NO_END:
                return "No end"
            case Validity.NOT_YET:
                return f"Valid {_ahead(self.days)}"
            case Validity.EXPIRED:
                return f"Expired {_ago(self.days)}"
            case _:
                return f"Expires {_ahead(self.days)}"


def expiry(valid_from: date | None, valid_until: date | None, today: date) -> Expiry:
    """Whether something valid from one day until another, both counted, is valid `today`."""
    if valid_from is not None and today < valid_from:
        return Expiry(Validity.NOT_YET, (valid_from - today).days)
    if valid_until is None:
        return Expiry(Validity.NO_END)
    days = (valid_until - today).days
    if days < 0:
        return Expiry(Validity.EXPIRED, -days)
    return Expiry(Validity.ENDING if days <= SOON_DAYS else Validity.VALID, days)


def _ahead(days: int | None) -> str:
    if days == 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days:,} days"


def _ago(days: int | None) -> str:
    return "yesterday" if days == 1 else f"{days:,} days ago"
