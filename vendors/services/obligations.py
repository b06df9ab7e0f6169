"""Marking a due day of an obligation as met, and taking that back."""

from datetime import date
from uuid import UUID

from accounts.models import Membership
from accounts.tenancy import tenant
from vendors.models import Obligation, ObligationDone
from vendors.obligations import is_due_on
from vendors.services.refusals import Refused, refuse_unless_allowed


def meet_obligation(
    *,
    obligation_id: UUID,
    due_on: date,
    done_on: date,
    evidence: str,
    today: date,
    actor: Membership,
) -> ObligationDone:
    """Says that what fell due on `due_on` was done on `done_on`, and where one can tell.

    Raises `Obligation.DoesNotExist`, `Refused` for a day on which nothing falls due, that is
    already met, or for something done in the future, and `NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "vendors.change_obligation", "mark obligations as met")
        obligation = Obligation.objects.select_for_update().get(pk=obligation_id)
        if not is_due_on(obligation.schedule, due_on):
            raise Refused(f"“{obligation.title}” doesn't fall due on {due_on}.")
        if done_on > today:
            raise Refused(f"It can't have been done on {done_on}: today is {today}.")
        if ObligationDone.objects.filter(obligation=obligation, due_on=due_on).exists():
            raise Refused(f"“{obligation.title}” is already marked as met for {due_on}.")
        return ObligationDone.objects.create(
            obligation=obligation,
            due_on=due_on,
            done_on=done_on,
            done_by=actor,
            evidence=evidence.strip(),
        )


def reopen_obligation(*, obligation_id: UUID, due_on: date, actor: Membership) -> None:
    """Takes back that a due day was met; again: changes nothing.

    Raises `Obligation.DoesNotExist` and `NotPermitted`.
    """
    with tenant(actor.organization_id):
        refuse_unless_allowed(actor, "vendors.change_obligation", "take back met obligations")
        obligation = Obligation.objects.select_for_update().get(pk=obligation_id)
        ObligationDone.objects.filter(obligation=obligation, due_on=due_on).delete()
