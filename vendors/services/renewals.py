"""Deciding what happens at the end of a contract's term, and taking that back.

Each use case takes the person's membership, enters its organization and locks the contract, so
that of two people who decide at the same time the second is told. Another organization's contract
answers as a missing one: `Contract.DoesNotExist`.
"""

from datetime import date, datetime
from uuid import UUID

from accounts.models import Membership
from accounts.tenancy import tenant
from vendors.models import Contract, RenewalDecision
from vendors.models.renewal import Choice
from vendors.services.refusals import Refused, refuse_unless_allowed

REASON_LENGTH = 500


def decide_renewal(
    *,
    contract_id: UUID,
    term_end: date | None,
    choice: Choice,
    reason: str,
    actor: Membership,
    now: datetime,
) -> RenewalDecision:
    """Records what was decided about the term that ends on `term_end` (None: no agreed end).

    The same choice and reason by the same person again changes nothing. Raises `Refused` where a
    decision about this term already stands, where the contract's term doesn't end on that day
    (any more), or without a reason, and `NotPermitted` where the role doesn't decide.
    """
    reason = _said(reason, "Say why: the reason is empty.")
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "vendors.add_renewaldecision", "decide about renewals")
        contract = _locked(contract_id)
        _refuse_another_term(contract, term_end)
        standing = _standing(contract, term_end)
        if standing is not None:
            if (standing.choice, standing.reason, standing.decided_by_id) == (
                choice,
                reason,
                actor.pk,
            ):
                return standing
            raise Refused(
                f"{standing.decided_by.user.full_name} has already decided: "
                f"{standing.get_choice_display().lower()}. Take that back first."
            )
        return RenewalDecision.objects.create(
            contract=contract,
            term_end=term_end,
            choice=choice,
            reason=reason,
            decided_by=actor,
            decided_at=now,
        )


def take_back_decision(
    *, decision_id: UUID, reason: str, actor: Membership, now: datetime
) -> RenewalDecision:
    """Takes a decision back; it stays in the history. Again: changes nothing.

    Raises `RenewalDecision.DoesNotExist`, `Refused` without a reason, and `NotPermitted`.
    """
    reason = _said(reason, "Say why the decision is taken back: the reason is empty.")
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "vendors.change_renewaldecision", "take decisions back")
        decision = _locked_decision(decision_id)
        if decision.taken_back_at is None:
            decision.taken_back_at = now
            decision.taken_back_by = actor
            decision.taken_back_reason = reason
            decision.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
        return decision


def record_notice(
    *, decision_id: UUID, sent_on: date | None, today: date, actor: Membership
) -> RenewalDecision:
    """Records when the notice was sent; None says that it wasn't, after all.

    Raises `RenewalDecision.DoesNotExist`, `Refused` for a day to come, for a decision that was
    taken back or that renews, and `NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "vendors.change_renewaldecision", "record notices")
        decision = _locked_decision(decision_id)
        if decision.taken_back_at is not None:
            raise Refused(
                "This decision was taken back; record the notice with the one that stands."
            )
        if decision.choice == Choice.RENEW:
            raise Refused("The decision is to renew, so there is no notice to send.")
        if sent_on is not None and sent_on > today:
            raise Refused(f"The notice can't have been sent on {sent_on}: today is {today}.")
        decision.notice_sent_on = sent_on
        decision.save(update_fields=["notice_sent_on"])
        return decision


def _locked(contract_id: UUID) -> Contract:
    return Contract.objects.select_for_update().get(pk=contract_id)


def _locked_decision(decision_id: UUID) -> RenewalDecision:
    return RenewalDecision.objects.select_for_update(of=("self",)).get(pk=decision_id)


def _standing(contract: Contract, term_end: date | None) -> RenewalDecision | None:
    decisions = RenewalDecision.objects.standing().select_related("decided_by__user")
    return decisions.filter(contract=contract, term_end=term_end).first()


def _refuse_another_term(contract: Contract, term_end: date | None) -> None:
    if contract.last_day != term_end:
        raise Refused(
            f"Contract {contract.number} ends on {contract.last_day or 'no agreed day'}, not on "
            f"{term_end or 'no agreed day'}. Look at it again before you decide."
        )


def _said(reason: str, otherwise: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(otherwise)
    if len(reason) > REASON_LENGTH:
        raise Refused(f"The reason has {len(reason)} characters, expected at most {REASON_LENGTH}.")
    return reason
