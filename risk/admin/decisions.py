"""What a person decides about findings, asked for on a page of its own.

Changing a state needs a form and a POST: an address that is merely opened changes nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextareaWidget

from accounts.models import Membership
from risk.models import Finding, State
from risk.services.findings import (
    REASON_LENGTH,
    UNRESOLVED,
    acknowledge,
    reopen,
    resolve,
    snooze,
)

USUAL_SNOOZE = timedelta(days=14)


class ReasonForm(forms.Form):
    """Why; may stay empty."""

    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="Kept in the history, for whoever reads this later.",
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today


class NeededReasonForm(ReasonForm):
    """Why; must be said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


class SnoozeForm(ReasonForm):
    """Until when, and why."""

    until = forms.DateField(label="Snooze until", widget=UnfoldAdminSingleDateWidget)
    field_order = ("until", "reason")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.fields["until"].initial = today + USUAL_SNOOZE

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError("Choose a day after today.")
        return until


@dataclass(frozen=True)
class Decision:
    """One thing a person can do: its words, its form, and the states it may start from."""

    verb: str
    done: str
    means: str
    form: type[ReasonForm]
    states: frozenset[State]
    act: Callable[..., Finding]
    mailed_is_enough: bool = False


DECISIONS = {
    "acknowledge": Decision(
        "Acknowledge",
        "acknowledged",
        "Says that you have taken it up. Nobody is reminded of it until it gets worse.",
        ReasonForm,
        frozenset({State.OPEN, State.SNOOZED}),
        acknowledge,
        mailed_is_enough=True,
    ),
    "snooze": Decision(
        "Snooze",
        "snoozed",
        "Puts it off. It opens again by itself on the day you choose.",
        SnoozeForm,
        UNRESOLVED,
        snooze,
        mailed_is_enough=True,
    ),
    "resolve": Decision(
        "Resolve",
        "resolved",
        "Closes it by hand. It comes back when it gets worse, or clears and returns.",
        NeededReasonForm,
        UNRESOLVED,
        resolve,
    ),
    "reopen": Decision(
        "Reopen",
        "reopened",
        "Opens it again. Nobody is mailed about it.",
        ReasonForm,
        frozenset({State.ACKNOWLEDGED, State.SNOOZED, State.RESOLVED}),
        reopen,
    ),
}


@dataclass(frozen=True)
class CarriedOut:
    """How many findings were moved, and why the others were not."""

    done: int
    refusals: Sequence[str]


def carry_out(
    decision: Decision, ids: Iterable[UUID], form: ReasonForm, actor: Membership, now: datetime
) -> CarriedOut:
    """Does it to each finding; one that refuses doesn't hold back the others."""
    details: dict[str, Any] = {"reason": form.cleaned_data["reason"]}
    if isinstance(form, SnoozeForm):
        details |= {"until": form.cleaned_data["until"], "today": form.today}
    done, refusals = 0, []
    for finding_id in ids:
        try:
            decision.act(finding_id=finding_id, actor=actor, now=now, **details)
            done += 1
        except (ValueError, PermissionDenied) as refusal:
            refusals.append(str(refusal))
    return CarriedOut(done, refusals)
