"""What the rules on engagements have in common. Pure."""

from decimal import Decimal

from risk.conclusions import Row
from risk.portfolio import EngagementFacts, Portfolio
from sourcing.quadrants import OperatingModel

OPERATING_MODEL_WORDS = {
    OperatingModel.OWN_ENTITY: "your own entity",
    OperatingModel.EMPLOYER_OF_RECORD: "an employer of record",
    OperatingModel.VENDOR: "a vendor",
    OperatingModel.ODC: "an offshore development center",
    OperatingModel.BOT: "a build-operate-transfer arrangement before its transfer",
}


def named(engagement: EngagementFacts) -> str:
    """Key and name, once where they are the same."""
    return (
        f"{engagement.key} {engagement.name}"
        if engagement.name != engagement.key
        else (engagement.key)
    )


def rows(portfolio: Portfolio, engagement: EngagementFacts) -> tuple[Row, ...]:
    """The engagement and its contracts."""
    return (
        Row("sourcing.engagement", engagement.id, engagement.key),
        *(
            Row("vendors.contract", contract.id, contract.number)
            for contract in portfolio.contracts_of(engagement.id)
        ),
    )


def yearly_cost(portfolio: Portfolio, engagement: EngagementFacts) -> tuple[Decimal | None, str]:
    """What its running contracts cost a year, and the currency.

    Costs in several currencies are converted to the reporting currency at the rates of the as-of
    date. None where nothing is known, or where a rate is missing.
    """
    known = _costs(portfolio, engagement)
    currencies = {currency for _, currency in known}
    if not known:
        return None, ""
    if len(currencies) == 1:
        return round(sum((cost for cost, _ in known), Decimal(0)), 2), currencies.pop()
    converted = [portfolio.reported(cost, currency) for cost, currency in known]
    if None in converted:
        return None, ""
    total = sum((cost for cost in converted if cost is not None), Decimal(0))
    return round(total, 2), portfolio.reporting_currency


def rates_of_cost(portfolio: Portfolio, engagement: EngagementFacts) -> str:
    """The rates by which `yearly_cost` converted, empty where it didn't."""
    currencies = {currency for _, currency in _costs(portfolio, engagement)}
    if len(currencies) < 2:
        return ""
    others = sorted(currencies - {portfolio.reporting_currency})
    return "; ".join(portfolio.rate_of(currency).text for currency in others)


def _costs(portfolio: Portfolio, engagement: EngagementFacts) -> list[tuple[Decimal, str]]:
    """What each of its contracts costs a year, in its own currency."""
    rates = [
        (contract.annual_run_rate(portfolio.as_of), contract.currency)
        for contract in portfolio.contracts_of(engagement.id)
    ]
    return [(cost, currency) for cost, currency in rates if cost is not None]
