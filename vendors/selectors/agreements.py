"""The papers of contracts, read for `vendors.precedence`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from vendors.deadlines import Notice, NoticeUnit
from vendors.models import AgreedTerm, Amendment, Contract, PrecedenceRank
from vendors.precedence import AgreedOn, InForce, Paper, in_force, in_order

#: A master, a statement of work and an order; deeper trees are read this far up.
DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a paper says about renewal; None where it doesn't."""

    renews: bool | None
    months: int | None = None
    uplift_percent: Decimal | None = None


type Said = Notice | Renewal | str


@dataclass(frozen=True)
class Agreement:
    """The papers of one contract in their order, and what is in force on the as-of date."""

    contract: Contract
    papers: tuple[Paper[Said], ...]
    in_force: Mapping[AgreedOn, InForce[Said]]
    is_explicit: bool


def read_agreement(contract: Contract, as_of: date) -> Agreement:
    """A contract with all papers above it; a fixed number of queries for each level."""
    line = _line_up(contract)
    amendments = list(Amendment.objects.filter(contract__in=line))
    said = _stated(line, amendments)
    depth = {paper.pk: level for level, paper in enumerate(line)}
    papers: list[Paper[Said]] = [
        Paper(
            id=each.pk,
            name=each.number,
            depth=depth[each.pk],
            says={**own_terms(each), **said[each.pk]},
        )
        for each in line
    ]
    of = {each.pk: each for each in line}
    papers += [
        amendment_paper(
            each,
            depth[each.contract_id],
            said[each.pk],
            delivery_days=of[each.contract_id].delivery_days,
        )
        for each in amendments
    ]
    explicit = explicit_orders([contract.pk]).get(contract.pk, ())
    return Agreement(
        contract, in_order(papers, explicit), in_force(papers, as_of, explicit), bool(explicit)
    )


def own_terms(contract: Contract) -> dict[AgreedOn, Said]:
    """Notice and renewal as the contract's own fields have them."""
    notice = _notice(contract.notice_period, contract.notice_unit, contract.delivery_days)
    found: dict[AgreedOn, Said] = {} if notice is None else {AgreedOn.NOTICE: notice}
    if contract.auto_renewal is not None:
        found[AgreedOn.RENEWAL] = Renewal(
            contract.auto_renewal, contract.renewal_months, contract.renewal_uplift_percent
        )
    return found


def amendment_paper(
    amendment: Amendment, depth: int, said: Mapping[AgreedOn, Said], *, delivery_days: int
) -> Paper[Said]:
    """An amendment with what it says; one that isn't signed never comes into force.

    A notice that it changes still needs its contract's `delivery_days` to arrive.
    """
    own: dict[AgreedOn, Said] = dict(said)
    notice = _notice(amendment.notice_period, amendment.notice_unit, delivery_days)
    if notice is not None:
        own[AgreedOn.NOTICE] = notice
    if amendment.auto_renewal is not None:
        own[AgreedOn.RENEWAL] = Renewal(
            amendment.auto_renewal, amendment.renewal_months, amendment.renewal_uplift_percent
        )
    return Paper(
        id=amendment.pk,
        name=amendment.number,
        depth=depth,
        amends=amendment.contract_id,
        effective_on=amendment.effective_on if amendment.signed_on else None,
        says=own,
    )


def explicit_orders(contract_ids: Iterable[UUID] | None = None) -> dict[UUID, tuple[UUID, ...]]:
    """The papers that contracts rank themselves, by contract; None reads all contracts."""
    ranks = PrecedenceRank.objects.order_by("contract_id", "rank")
    if contract_ids is not None:
        ranks = ranks.filter(contract__in=list(contract_ids))
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for contract, paper, amendment in ranks.values_list(
        "contract_id", "paper_contract_id", "paper_amendment_id"
    ):
        ranked = paper or amendment
        if ranked is not None:
            found[contract].append(ranked)
    return {contract: tuple(papers) for contract, papers in found.items()}


def _line_up(contract: Contract) -> list[Contract]:
    line = [contract]
    while line[-1].parent is not None and len(line) < DEEPEST:
        line.append(line[-1].parent)
    return line


def _stated(
    contracts: Iterable[Contract], amendments: Iterable[Amendment]
) -> Mapping[UUID, dict[AgreedOn, Said]]:
    """What the papers say in words, by paper."""
    found: dict[UUID, dict[AgreedOn, Said]] = defaultdict(dict)
    rows = AgreedTerm.objects.order_by()
    for term in [
        *rows.filter(contract__in=list(contracts)),
        *rows.filter(amendment__in=list(amendments)),
    ]:
        paper = term.contract_id or term.amendment_id
        if paper is not None:
            clause = f" ({term.clause})" if term.clause else ""
            found[paper][AgreedOn(term.subject)] = f"{term.value}{clause}"
    return found


def _notice(length: int | None, unit: str, delivery_days: int) -> Notice | None:
    return None if length is None else Notice(length, NoticeUnit(unit), delivery_days)
