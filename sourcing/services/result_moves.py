"""What people decide about a period's result: both agree, somebody disputes, or makes it final."""

from datetime import datetime
from uuid import UUID

from accounts.models import Membership
from accounts.tenancy import tenant
from sourcing.models import PeriodResult
from sourcing.service_levels.lifecycle import STATE_WORDS, State, why_not
from sourcing.services.judging import wait_for_judging
from sourcing.services.period_judgement import step_by_hand
from vendors.services.refusals import Refused, refuse_unless_allowed

REASON_LENGTH = 500
#: A report brings a result to "reported by the vendor"; nobody says so by hand.
MOVES_BY_HAND = (State.AGREED, State.DISPUTED, State.FINAL)


def move_result(
    *, result_id: UUID, to: State, actor: Membership, now: datetime, reason: str = ""
) -> PeriodResult:
    """Moves the latest revision of a result on, and writes into its steps who did so and why.

    A dispute and an early end need a reason. Raises `PeriodResult.DoesNotExist`, `Refused` where
    the result can't become that, and `vendors.services.refusals.NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "sourcing.change_periodresult", "settle results")
        wait_for_judging(actor.organization_id)
        result = PeriodResult.objects.select_for_update(of=("self",)).get(pk=result_id)
        reason = reason.strip()
        if not result.is_latest:
            raise Refused("A later revision took this result's place: decide about that one.")
        if len(reason) > REASON_LENGTH:
            raise Refused(
                f"The reason has {len(reason)} letters: expected {REASON_LENGTH} at most."
            )
        refused = why_not(State(result.state), to, reason)
        if refused or to not in MOVES_BY_HAND:
            raise Refused(refused or "A result is reported by entering the vendor's report.")
        _move(result, to, actor, now, reason)
        return result


def _move(result: PeriodResult, to: State, actor: Membership, now: datetime, reason: str) -> None:
    said = f" Reason: {reason}" if reason else ""
    day = f"{now.day} {now:%b %Y}"
    words = f"{actor.user.full_name} made the result {STATE_WORDS[to]} on {day}.{said}"
    result.steps = [*result.steps, step_by_hand(words)]
    result.state = to.value
    result.final_at = now if to is State.FINAL else None
    result.save(update_fields=["steps", "state", "final_at"])
