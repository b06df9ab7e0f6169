"""`sole-source-critical`: whose failure alone would stop something critical?"""

from collections.abc import Iterator
from uuid import UUID

from risk.conclusions import Conclusion, Evidence, Parameter, Row, Severity
from risk.portfolio import EngagementFacts, Portfolio, VendorFacts
from risk.rules.critical_work import CRITICAL, running
from risk.rules.engagement_words import named
from risk.rules.rule import Rule, Values, shown

PARAMETERS = (
    Parameter(
        "shared_vendors",
        2,
        "vendors",
        "Two critical vendors that lean on the same company fail together.",
    ),
)
#: How hard a vendor is to replace, by severity; easy ones and those nobody assessed are left out.
SEVERITIES = {
    "not": Severity.HIGH,
    "highly_complex": Severity.HIGH,
    "medium": Severity.MEDIUM,
}
WORDS = {
    "not": "can't be replaced",
    "highly_complex": "is highly complex to replace",
    "medium": "isn't easily replaced",
}


def evaluate(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """Sole sources of critical functions, then subcontractors that critical vendors share."""
    for function, engagements in _by_function(portfolio).items():
        yield from _sole_source(portfolio, values, function, engagements)
    yield from _shared(portfolio, values)


def _by_function(portfolio: Portfolio) -> dict[str, list[EngagementFacts]]:
    """Running work by function; work without one stands for itself."""
    found: dict[str, list[EngagementFacts]] = {}
    for engagement in running(portfolio):
        function = engagement.function.strip().casefold() or f"engagement {engagement.key}"
        found.setdefault(function, []).append(engagement)
    return found


def _sole_source(
    portfolio: Portfolio, values: Values, function: str, engagements: list[EngagementFacts]
) -> Iterator[Conclusion]:
    """Nothing where an own team or another group of companies does such work too."""
    outside = [
        each
        for each in engagements
        if each.vendor_id is not None and each.is_outsourced_on(portfolio.as_of)
    ]
    groups = {portfolio.ultimate_parent(each.vendor_id).id for each in outside if each.vendor_id}
    if len(outside) < len(engagements) or len(groups) != 1:
        return
    critical: dict[UUID, list[EngagementFacts]] = {}
    for each in outside:
        if each.criticality == CRITICAL and each.vendor_id is not None:
            critical.setdefault(each.vendor_id, []).append(each)
    for vendor_id, its_work in critical.items():
        vendor = portfolio.vendors[vendor_id]
        if vendor.substitutability in SEVERITIES:
            yield _of_vendor(portfolio, values, vendor, function, its_work)


def _of_vendor(
    portfolio: Portfolio,
    values: Values,
    vendor: VendorFacts,
    function: str,
    engagements: list[EngagementFacts],
) -> Conclusion:
    name, hard = vendor.legal_name, WORDS[vendor.substitutability]
    what = engagements[0].function.strip() or named(engagements[0])
    plan = {True: "yes", False: "no", None: "not recorded"}[vendor.has_exit_plan]
    return Conclusion(
        rule=RULE.code,
        subject_kind="vendor",
        subject_id=vendor.id,
        period=function,
        severity=SEVERITIES[vendor.substitutability],
        title=f"{name} is the only source of {what}, which is critical, and {hard}",
        explanation=(
            f"{what} is critical ({', '.join(named(each) for each in engagements)}), only {name} "
            f"does it, and it {hard}. No other vendor and no own team could go on while a "
            "replacement is found."
        ),
        what_to_do=(
            "Give a part of the work to a second vendor or to your own people, or keep an exit "
            "plan that has been tested; decide which before the next renewal."
        ),
        evidence=Evidence(
            formula="Critical: yes; vendors and own teams that do such work: 1; substitutability: "
            f"{vendor.substitutability.replace('_', ' ')}",
            figures={"Function": what, "Vendor": name, "Exit plan": plan},
            rows=(
                Row("vendors.vendor", vendor.id, name),
                *(Row("sourcing.engagement", each.id, each.key) for each in engagements),
            ),
            parameters=shown(PARAMETERS, values),
            as_of=portfolio.as_of,
        ),
    )


def _shared(portfolio: Portfolio, values: Values) -> Iterator[Conclusion]:
    """Subcontractors behind several vendors of critical work; a group of companies counts once."""
    critical = {
        each.vendor_id
        for each in running(portfolio)
        if each.vendor_id is not None and each.criticality == CRITICAL
    }
    primes: dict[UUID, list[VendorFacts]] = {}
    for prime_id, subcontractors in portfolio.subcontractors.items():
        if prime_id in critical:
            for subcontractor_id in subcontractors:
                primes.setdefault(subcontractor_id, []).append(portfolio.vendors[prime_id])
    for subcontractor_id, behind in primes.items():
        groups = {portfolio.ultimate_parent(prime.id).id for prime in behind}
        if len(groups) >= max(int(values["shared_vendors"]), 2):
            yield _of_subcontractor(portfolio, values, portfolio.vendors[subcontractor_id], behind)


def _of_subcontractor(
    portfolio: Portfolio, values: Values, subcontractor: VendorFacts, primes: list[VendorFacts]
) -> Conclusion:
    name = subcontractor.legal_name
    ordered = sorted(primes, key=lambda prime: prime.legal_name)
    names = " and ".join(prime.legal_name for prime in ordered)
    return Conclusion(
        rule=RULE.code,
        subject_kind="vendor",
        subject_id=subcontractor.id,
        period="subcontractor",
        severity=Severity.MEDIUM,
        title=f"{len(ordered)} vendors of critical work depend on {name}",
        explanation=(
            f"{names} do critical work and pass some of it on to {name}. If {name} fails, they "
            "fail together, though they look like separate sources."
        ),
        what_to_do=(
            f"Ask each of them how it goes on without {name}, and have at least one name another "
            "subcontractor before its next renewal."
        ),
        evidence=Evidence(
            formula=f"Vendors of critical work behind {name}: {len(ordered)}; opened from "
            f"{max(int(values['shared_vendors']), 2)} groups of companies on",
            figures={"Vendors": names},
            rows=(
                Row("vendors.vendor", subcontractor.id, name),
                *(Row("vendors.vendor", prime.id, prime.legal_name) for prime in ordered),
            ),
            parameters=shown(PARAMETERS, values),
            as_of=portfolio.as_of,
        ),
    )


RULE = Rule(
    code="sole-source-critical",
    title="Critical work with a sole source",
    question="Whose failure alone would stop something critical?",
    parameters=PARAMETERS,
    subject="vendor",
    is_mailed=True,
    evaluate=evaluate,
)
