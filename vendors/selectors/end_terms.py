"""How contracts end: notice and renewal as their papers have them on a day."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from vendors.deadlines import Notice
from vendors.models import Amendment, Contract
from vendors.precedence import AgreedOn, InForce, Paper, in_force
from vendors.selectors.agreements import (
    DEEPEST,
    Renewal,
    Said,
    amendment_paper,
    explicit_orders,
    own_terms,
)

_NONE: Mapping[AgreedOn, Said] = {}


@dataclass(frozen=True, slots=True)
class EndTerms:
    """Notice and renewal in force, and the papers they come from (empty: the contract itself)."""

    notice: Notice | None = None
    notice_from: str = ""
    renews: bool | None = None
    renewal_months: int | None = None
    renewal_uplift_percent: Decimal | None = None
    renewal_from: str = ""


def end_terms(contracts: Sequence[Contract], as_of: date) -> dict[UUID, EndTerms]:
    """By contract, for all contracts of the entered organization; two queries.

    Only contracts with papers beside them are weighed: most registers hold none.
    """
    by_id = {contract.pk: contract for contract in contracts}
    amendments: dict[UUID, list[Amendment]] = defaultdict(list)
    for amendment in Amendment.objects.order_by():
        amendments[amendment.contract_id].append(amendment)
    orders = explicit_orders()
    found = {}
    for contract in contracts:
        line = list(_line_up(contract, by_id))
        if len(line) == 1 and contract.pk not in amendments:
            found[contract.pk] = _own(contract)
        else:
            papers = list(_papers(line, amendments))
            order = orders.get(contract.pk, ())
            found[contract.pk] = _weighed(contract, in_force(papers, as_of, order))
    return found


def _line_up(contract: Contract, by_id: Mapping[UUID, Contract]) -> Iterator[Contract]:
    """The contract and those above it."""
    here: Contract | None = contract
    for _ in range(DEEPEST):
        if here is None:
            return
        yield here
        here = by_id.get(here.parent_id) if here.parent_id else None


def _papers(
    line: Sequence[Contract], amendments: Mapping[UUID, list[Amendment]]
) -> Iterator[Paper[Said]]:
    for depth, contract in enumerate(line):
        yield Paper(contract.pk, contract.number, depth, says=own_terms(contract))
        for amendment in amendments.get(contract.pk, ()):
            yield amendment_paper(amendment, depth, _NONE, delivery_days=contract.delivery_days)


def _own(contract: Contract) -> EndTerms:
    """A contract without other papers. What renewal costs counts even where nobody knows whether
    it renews by itself."""
    notice = own_terms(contract).get(AgreedOn.NOTICE)
    return EndTerms(
        notice=notice if isinstance(notice, Notice) else None,
        renews=contract.auto_renewal,
        renewal_months=contract.renewal_months,
        renewal_uplift_percent=contract.renewal_uplift_percent,
    )


def _weighed(contract: Contract, terms: Mapping[AgreedOn, InForce[Said]]) -> EndTerms:
    own = _own(contract)
    notice, renewal = terms.get(AgreedOn.NOTICE), terms.get(AgreedOn.RENEWAL)
    said = renewal.value if renewal else None
    if not isinstance(said, Renewal):
        said = Renewal(own.renews, own.renewal_months, own.renewal_uplift_percent)
    return EndTerms(
        notice=notice.value if notice and isinstance(notice.value, Notice) else None,
        notice_from=_other(notice, contract),
        renews=said.renews,
        renewal_months=said.months,
        renewal_uplift_percent=said.uplift_percent,
        renewal_from=_other(renewal, contract),
    )


def _other(found: InForce[Said] | None, contract: Contract) -> str:
    return "" if found is None or found.paper.id == contract.pk else found.paper.name
