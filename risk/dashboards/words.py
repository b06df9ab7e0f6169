"""The words in which the portfolio pages name bases, scopes, quadrants and holders."""

from dataclasses import dataclass

from django_countries import countries

from accounts.display import Tone
from risk.conclusions import Severity
from risk.models import State
from risk.positions import By
from sourcing.quadrants import Quadrant
from vendors.concentration import UNKNOWN, Basis, Scope, Verdict

BASES = {
    Basis.SPEND: "Spend",
    Basis.ANNUALISED: "Annualised",
    Basis.VALUE: "Agreed value",
    Basis.PAID: "Paid to date",
}
#: What an amount is, as it follows a sum of money in a sentence.
BASES_IN_SENTENCE = {
    Basis.SPEND: "spent in the last twelve months",
    Basis.ANNUALISED: "a year",
    Basis.VALUE: "agreed",
    Basis.PAID: "paid to date",
}
#: What dependence is measured on.
BASES_AS_NOUN = {
    Basis.SPEND: "the spend of the last twelve months",
    Basis.ANNUALISED: "the annualised value of contract items",
    Basis.VALUE: "agreed value",
    Basis.PAID: "payments to date",
}
BASIS_FORMULAS = {
    Basis.SPEND: "paid to date on the as-of date less paid to date twelve months before",
    Basis.ANNUALISED: "agreed amount × 365 / days of the term, first and last day included",
    Basis.VALUE: "agreed amount",
    Basis.PAID: "latest figure paid to date, up to the as-of date",
}
SCOPES = {Scope.ACTIVE: "Running", Scope.ALL: "All"}

QUADRANTS = {
    Quadrant.ONSHORE_INSOURCING: "Onshore insourcing",
    Quadrant.ONSHORE_OUTSOURCING: "Onshore outsourcing",
    Quadrant.OFFSHORE_INSOURCING: "Offshore captive",
    Quadrant.OFFSHORE_OUTSOURCING: "Offshore outsourcing",
    Quadrant.MIXED: "Mixed: home and abroad",
    Quadrant.UNKNOWN: "Delivery country unknown",
}
#: The colour of a quadrant's bar says who runs the people; grey where no single answer holds.
SERIES = {
    Quadrant.ONSHORE_INSOURCING: "two",
    Quadrant.ONSHORE_OUTSOURCING: "one",
    Quadrant.OFFSHORE_INSOURCING: "two",
    Quadrant.OFFSHORE_OUTSOURCING: "one",
    Quadrant.MIXED: "rest",
    Quadrant.UNKNOWN: "rest",
}


@dataclass(frozen=True)
class Noun:
    one: str
    many: str

    def counted(self, number: int) -> str:
        return f"{number:,} {self.one if number == 1 else self.many}"


HOLDERS = {
    By.VENDOR: Noun("vendor", "vendors"),
    By.PARENT: Noun("ultimate parent", "ultimate parents"),
    By.COUNTRY: Noun("delivery country", "delivery countries"),
    By.FUNCTION: Noun("function", "functions"),
}
CONTRACTS = Noun("contract", "contracts")
ITEMS = Noun("contract item", "contract items")

VERDICTS = {
    Verdict.LOW: ("Low", Tone.GOOD, "check_circle"),
    Verdict.MODERATE: ("Moderate", Tone.WARNING, "error"),
    Verdict.HIGH: ("High", Tone.DANGER, "warning"),
}
SEVERITIES = {
    Severity.CRITICAL: (Tone.DANGER, "emergency_home"),
    Severity.HIGH: (Tone.DANGER, "warning"),
    Severity.MEDIUM: (Tone.WARNING, "error"),
    Severity.LOW: (Tone.INFO, "flag"),
    Severity.INFO: (Tone.NEUTRAL, "info"),
}
STATES = {State.OPEN: "Open", State.ACKNOWLEDGED: "Acknowledged", State.SNOOZED: "Snoozed"}

WHY_UNDETERMINED = {
    Basis.SPEND: "no payment figure is dated at one end of the twelve months",
    Basis.ANNUALISED: "their term has no last day",
    Basis.VALUE: "they have no agreed amount",
    Basis.PAID: "no payment figure is recorded up to the as-of date",
}


def holder(by: By, label: str) -> str:
    """A holder's name as people read it: a country by its name, what isn't known in words."""
    if label == UNKNOWN and by in {By.COUNTRY, By.FUNCTION}:
        return f"{HOLDERS[by].one.capitalize()} not recorded"
    return str(countries.name(label) or label) if by is By.COUNTRY else label
