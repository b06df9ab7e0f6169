"""Deciding what a party asks to leave out of a service level's figure."""

from datetime import datetime
from uuid import UUID

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.measurement_checks import AFTER_REMOVAL
from sourcing.models import Exclusion, ExclusionState
from sourcing.selectors.measurement_months import removed_up_to
from sourcing.services.rollups import roll_up_between
from vendors.services.refusals import Refused, refuse_unless_allowed

REASON_LENGTH = 500


def decide_exclusion(
    *,
    exclusion_id: UUID,
    to: ExclusionState,
    actor: Membership,
    now: datetime,
    reason: str = "",
) -> Exclusion:
    """Approves or refuses a claim; only an approved one changes a figure when it is judged next.

    A refusal, and an approval of a claim made after its deadline, need a reason. A decision may
    be taken the other way later, again with a reason. Raises `Exclusion.DoesNotExist`, `Refused`
    and `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "sourcing.change_exclusion", "decide exclusions")
        claim = Exclusion.objects.select_for_update(of=("self",)).get(pk=exclusion_id)
        reason = reason.strip()
        _refuse(claim, to, reason)
        _refuse_what_is_removed(claim, to)
        claim.state, claim.decision_reason = to, reason
        claim.decided_by, claim.decided_at = actor, now
        claim.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
        roll_up_between(claim.service_level_id, claim.starts_at, claim.ends_at)
        return claim


def _refuse(claim: Exclusion, to: ExclusionState, reason: str) -> None:
    if to == ExclusionState.CLAIMED:
        raise Refused("A claim is approved or refused; it can't become undecided again.")
    if claim.state == to:
        raise Refused(f"This exclusion is {to.label.lower()} already.")
    if len(reason) > REASON_LENGTH:
        raise Refused(f"The reason has {len(reason)} letters: expected {REASON_LENGTH} at most.")
    if reason:
        return
    if to == ExclusionState.REFUSED:
        raise Refused("Say why the exclusion is refused.")
    if claim.state != ExclusionState.CLAIMED:
        raise Refused("This exclusion was refused: say why it is approved now.")
    if claim.claim_by and claim.claimed_on > claim.claim_by:
        raise Refused(
            f"It was claimed on {claim.claimed_on}, after the deadline {claim.claim_by}: say why "
            "it is approved all the same."
        )


def _refuse_what_is_removed(claim: Exclusion, to: ExclusionState) -> None:
    """What retention removed can't be counted without the exclusion, nor with it again."""
    if ExclusionState.APPROVED not in {to, claim.state}:
        return
    removed = removed_up_to()
    if removed and claim.starts_at < removed + AFTER_REMOVAL:
        raise Refused(
            f"Measurements up to {removed:%Y-%m-%d} were removed after the time for which they "
            "are kept, so their figures can't be counted anew."
        )
