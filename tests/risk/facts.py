"""Short ways to build a portfolio for a rule to look at."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from risk.conclusions import Conclusion
from risk.portfolio import (
    ContractFacts,
    DecisionFacts,
    EngagementFacts,
    Home,
    ItemFacts,
    Portfolio,
    VendorFacts,
    WaiverFacts,
)
from risk.rules.registry import RULES, values_of
from sourcing.quadrants import OperatingModel

TODAY = date(2026, 6, 30)
ACME = VendorFacts(uuid4(), "Acme Harbor Services")


def vendor(name: str, parent: VendorFacts | None = None, **facts: Any) -> VendorFacts:
    return VendorFacts(uuid4(), name, parent.id if parent else None, **facts)


def decision(choice: str, notice_sent_on: date | None = None) -> DecisionFacts:
    """What Vera decided on 15 June 2026."""
    return DecisionFacts(uuid4(), choice, "Vera", date(2026, 6, 15), notice_sent_on)


def item(
    amount: int | str,
    first_day: date = date(2026, 1, 1),
    last_day: date | None = date(2026, 12, 31),
    *,
    number: str = "C-1",
    of: VendorFacts = ACME,
    **facts: Any,
) -> ItemFacts:
    return ItemFacts(uuid4(), of.id, number, first_day, last_day, Decimal(amount), **facts)


def contract(
    *items: ItemFacts, number: str = "C-1", of: VendorFacts = ACME, **facts: Any
) -> ContractFacts:
    """A contract in USD whose days are those of its items, unless `facts` say otherwise."""
    if items:
        ends = [one.last_day for one in items]
        facts.setdefault("first_day", min(one.first_day for one in items))
        facts.setdefault("last_day", None if None in ends else max(end for end in ends if end))
    facts.setdefault("currency", "USD")
    return ContractFacts(uuid4(), number, of.id, items=items, **facts)


def engagement(**facts: Any) -> EngagementFacts:
    """A vendor's engagement E-1 Payroll."""
    given = {
        "key": "E-1",
        "name": "Payroll",
        "party": ACME.legal_name,
        "operating_model": OperatingModel.VENDOR,
        "vendor_id": ACME.id,
        **facts,
    }
    return EngagementFacts(id=uuid4(), **given)


def waiver(until: date, since: date = date(2026, 1, 1), **facts: Any) -> WaiverFacts:
    given = {
        "rule": "core-outsourced",
        "granted_by": "Olga",
        "reason": "Hiring until autumn.",
        **facts,
    }
    return WaiverFacts(id=uuid4(), granted_on=since, valid_until=until, **given)


def portfolio(
    *contracts: ContractFacts,
    vendors: Iterable[VendorFacts] = (),
    engagements: Iterable[EngagementFacts] = (),
    as_of: date = TODAY,
    **facts: Any,
) -> Portfolio:
    """What Harbor Works of Boston holds."""
    facts.setdefault("home", Home("US", "America/New_York"))
    facts.setdefault("reporting_currency", "USD")
    return Portfolio(
        as_of=as_of,
        vendors={one.id: one for one in (ACME, *vendors)},
        contracts=contracts,
        engagements={one.id: one for one in engagements},
        **facts,
    )


def conclude(rule: str, held: Portfolio, **parameters: object) -> list[Conclusion]:
    """What a rule concludes with some parameters changed."""
    return list(RULES[rule].evaluate(held, values_of(rule, {rule: parameters})))


def only(conclusions: list[Conclusion]) -> Conclusion:
    assert len(conclusions) == 1, [conclusion.title for conclusion in conclusions]
    return conclusions[0]
