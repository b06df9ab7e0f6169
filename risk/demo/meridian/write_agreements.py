"""Writes Meridian's amendments, obligations and decision into the entered organization."""

from collections.abc import Mapping

from accounts.models import Membership, Role
from risk.demo.meridian.agreements import AMENDMENTS, DECISIONS, OBLIGATIONS
from risk.demo.meridian.contracts import CONTRACTS
from risk.demo.meridian.facts import AmendmentFact
from vendors.models import (
    AgreedTerm,
    Amendment,
    Contract,
    ContractItem,
    Obligation,
    ObligationDone,
    RenewalDecision,
)


def write_agreements(contracts: Mapping[str, Contract], members: Mapping[Role, Membership]) -> None:
    """Expects contracts and items to be there already."""
    _write_terms(contracts)
    _write_obligations(contracts, members)
    for fact in DECISIONS:
        contract = contracts[fact.contract]
        contract.refresh_from_db(fields=["last_day"])
        RenewalDecision.objects.create(
            contract=contract,
            term_end=contract.last_day,
            choice=fact.choice,
            reason=fact.reason,
            decided_by=members[fact.decided_by],
            decided_at=fact.decided_at,
        )


def _write_terms(contracts: Mapping[str, Contract]) -> None:
    amendments = {fact: _amendment(fact, contracts) for fact in AMENDMENTS}
    Amendment.objects.bulk_create(amendments.values())
    AgreedTerm.objects.bulk_create(
        [
            *(
                AgreedTerm(contract=contracts[fact.number], subject=subject, value=value)
                for fact in CONTRACTS
                for subject, value in fact.terms
            ),
            *(
                AgreedTerm(amendment=amendment, subject=subject, value=value)
                for fact, amendment in amendments.items()
                for subject, value in fact.terms
            ),
        ]
    )


def _amendment(fact: AmendmentFact, contracts: Mapping[str, Contract]) -> Amendment:
    notice_period, notice_unit = fact.notice or (None, "")
    item = None
    if fact.item is not None:
        item = ContractItem.objects.get(number=f"{fact.contract}{fact.item}")
    return Amendment(
        contract=contracts[fact.contract],
        number=fact.number,
        title=fact.title,
        signed_on=fact.signed_on,
        effective_on=fact.effective_on,
        summary=fact.summary,
        item=item,
        notice_period=notice_period,
        notice_unit=notice_unit,
    )


def _write_obligations(
    contracts: Mapping[str, Contract], members: Mapping[Role, Membership]
) -> None:
    obligations = {
        fact: Obligation(
            contract=contracts[fact.contract],
            title=fact.title,
            owed_by=fact.owed_by,
            recurrence=fact.recurrence,
            first_due=fact.first_due,
            owner=members[fact.owner],
        )
        for fact in OBLIGATIONS
    }
    Obligation.objects.bulk_create(obligations.values())
    ObligationDone.objects.bulk_create(
        ObligationDone(obligation=obligation, due_on=day, done_on=day, done_by=members[fact.owner])
        for fact, obligation in obligations.items()
        for day in fact.met
    )
