"""Claiming what should be left out of a service level's figure, and deciding it."""

from datetime import datetime
from uuid import UUID

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.measurement_checks import AFTER_REMOVAL
from sourcing.models import Exclusion, ExclusionState
from sourcing.selectors.level_spans import spans_of
from sourcing.selectors.measurement_months import removed_up_to
from sourcing.services.judging import judge_levels, wait_for_judging
from sourcing.services.rollups import roll_up_between
from vendors.services.refusals import Refused, refuse_unless_allowed

REASON_LENGTH = 500
WHAT = "claim exclusions"


def claim_exclusion(*, claim: Exclusion, actor: Membership) -> Exclusion:
    """Stores a new claim, or an undecided one that was changed; it changes no figure yet.

    A claim after its deadline is kept too: whether it holds is for the decision. Raises `Refused`
    for a decided claim, for times the wrong way round or outside every definition of the level,
    for one without a reason, and `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        is_new = claim._state.adding
        refuse_unless_allowed(
            actor, "sourcing.add_exclusion" if is_new else "sourcing.change_exclusion", WHAT
        )
        if not is_new:
            stored = Exclusion.objects.select_for_update(of=("self",)).get(pk=claim.pk)
            _refuse_decided(stored)
        _refuse_claim(claim)
        claim.save(force_insert=is_new)
        return claim


def decide_exclusion(
    *,
    exclusion_id: UUID,
    to: ExclusionState,
    actor: Membership,
    now: datetime,
    reason: str = "",
) -> Exclusion:
    """Approves or refuses a claim, and judges its level at once: only an approved one counts.

    A result that was final gets a new revision. A refusal, and an approval of a claim made after
    its deadline, need a reason. A decision may be taken the other way later, again with a reason.
    Raises `Exclusion.DoesNotExist`, `Refused` and `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "sourcing.change_exclusion", "decide exclusions")
        # First of all, as whoever judges takes it: results before the rows that they rest on.
        wait_for_judging(actor.organization_id)
        claim = Exclusion.objects.select_for_update(of=("self",)).get(pk=exclusion_id)
        reason = reason.strip()
        _refuse(claim, to, reason)
        _refuse_what_is_removed(claim, to)
        claim.state, claim.decision_reason = to, reason
        claim.decided_by, claim.decided_at = actor, now
        claim.save(update_fields=["state", "decision_reason", "decided_by", "decided_at"])
        roll_up_between(claim.service_level_id, claim.starts_at, claim.ends_at)
        judge_levels(organization=actor.organization, now=now, level_ids=[claim.service_level_id])
        return claim


def _refuse_decided(claim: Exclusion) -> None:
    if claim.state != ExclusionState.CLAIMED:
        raise Refused(
            f"This exclusion is {claim.get_state_display().lower()}, so its claim stays as it is: "
            "decide it the other way, or claim anew."
        )


def _refuse_claim(claim: Exclusion) -> None:
    claim.reason = claim.reason.strip()
    claim.reference = claim.reference.strip()
    if not claim.reason:
        raise Refused("Say why it should be left out.")
    if claim.ends_at <= claim.starts_at:
        raise Refused(
            f"It ends on {claim.ends_at:%Y-%m-%d %H:%M}: expected a moment after its start, "
            f"{claim.starts_at:%Y-%m-%d %H:%M} (UTC)."
        )
    spans = spans_of([claim.service_level_id]).get(claim.service_level_id, ())
    if not any(
        claim.ends_at > span.starts and (span.ends is None or claim.starts_at < span.ends)
        for span in spans
    ):
        raise Refused(
            "No definition of this service level is in force at that time, so there is no figure "
            "to leave it out of."
        )


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
