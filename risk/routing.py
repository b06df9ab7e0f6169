"""Who is told about which finding, as data.

Pure: no database, no clock. A role gets findings from its own severity up, some only for
certain rules; who owns the contract or engagement a finding is about gets more of them. Nobody is
mailed information.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from risk.conclusions import Severity

MONEY_AND_CONTRACT_RULES = frozenset(
    {
        "vendor-concentration",
        "paid-over-agreed",
        "change-creep",
        "decide-by",
        "renewal-undecided",
        "obligation-overdue",
        "exit-readiness",
        "sole-source-critical",
    }
)


@dataclass(frozen=True)
class Route:
    """From which severity a role is told, of which rules (None: all), and why, in words."""

    from_severity: Severity
    reason: str
    rules: frozenset[str] | None = None


# A role that isn't named here gets no mail: integrators have no pages, and site heads may not
# open findings.
ROUTES: Mapping[str, Route] = MappingProxyType(
    {
        "owner": Route(Severity.HIGH, "as owner you are told about high and critical findings"),
        "operations_lead": Route(
            Severity.MEDIUM, "as operations lead you are told about findings from medium up"
        ),
        "vendor_manager": Route(
            Severity.MEDIUM,
            "as vendor manager you are told about money and contracts from medium up",
            MONEY_AND_CONTRACT_RULES,
        ),
        "finance": Route(
            Severity.MEDIUM,
            "as finance you are told about money and contracts from medium up",
            MONEY_AND_CONTRACT_RULES,
        ),
        "security_reviewer": Route(
            Severity.CRITICAL, "as security reviewer you are told about critical findings"
        ),
        "executive": Route(
            Severity.HIGH, "as executive you are told about high and critical findings"
        ),
    }
)
OWN_RECORDS_FROM = Severity.LOW

# A finding nobody acknowledges for so long goes to the owners once more: a working week for high
# ones, two days for critical ones, which were mailed at once.
ESCALATED_TO = "owner"
ESCALATED_AFTER: Mapping[Severity, timedelta] = MappingProxyType(
    {Severity.CRITICAL: timedelta(days=2), Severity.HIGH: timedelta(days=7)}
)


def is_told(*, role: str, rule: str, severity: Severity, owns_record: bool) -> bool:
    """Whether someone of that role is mailed a finding of that rule and severity.

    `owns_record`: the person is the owner of the contract or engagement that it is about.
    """
    route = ROUTES.get(role)
    if route is None:
        return False
    if owns_record and severity >= OWN_RECORDS_FROM:
        return True
    return severity >= route.from_severity and (route.rules is None or rule in route.rules)


def reason(role: str) -> str:
    """Why someone of that role gets mail, as a part of a sentence."""
    route = ROUTES.get(role)
    own = "about every contract and engagement you own from low up"
    return f"{route.reason}, and {own}" if route else f"you are told {own}"
