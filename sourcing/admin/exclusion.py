"""Exclusions: what a party asks to leave out of a figure, and what was decided about it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from accounts.access import membership_of
from accounts.display import Tone, badge, day, record_link
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.saving import SaveRefused
from sourcing.models import Exclusion, ExclusionState
from sourcing.services.exclusions import REASON_LENGTH, claim_exclusion, decide_exclusion
from vendors.services.refusals import Refused

STATES = {
    ExclusionState.CLAIMED: (Tone.WARNING, "pending"),
    ExclusionState.APPROVED: (Tone.GOOD, "check_circle"),
    ExclusionState.REFUSED: (Tone.NEUTRAL, "block"),
}
CLAIM = (
    "service_level",
    "starts_at",
    "ends_at",
    "reference",
    "cause",
    "reason",
    "claimed_by",
    "claimed_on",
    "claim_by",
)
DECIDED = ("state", "decided_by", "decided_at", "decision_reason")
DECIDES = {"decision", "decision_said"}


class ExclusionForm(TenantModelForm):
    """The claim, and on its page the decision; one at a time, for a decision is about a claim."""

    decision = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Leave it as it is"),
            (ExclusionState.APPROVED, "Approve: leave it out of the figure"),
            (ExclusionState.REFUSED, "Refuse: the figure stays"),
        ],
        widget=UnfoldAdminSelectWidget,
        help_text="The level is judged again at once; a final result gets a new revision.",
    )
    decision_said = forms.CharField(
        label="Why",
        required=False,
        max_length=REASON_LENGTH,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=(
            "Needed for a refusal, for a claim made after its deadline, and to decide otherwise."
        ),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        changed = set(self.changed_data)
        if changed & DECIDES and changed - DECIDES:
            raise forms.ValidationError(
                "Save the changed claim first, then approve or refuse it: a decision holds for "
                "the claim that it was made about."
            )
        if "decision_said" in changed and not (cleaned or {}).get("decision"):
            raise forms.ValidationError("Approve or refuse it: a reason alone decides nothing.")
        return cleaned


@admin.register(Exclusion)
class ExclusionAdmin(TenantModelAdmin):
    """What waits for a decision leads; a decided claim can no longer be changed or removed."""

    list_display = ("what", "level", "first", "last", "cause", "claimed_by", "state_shown")
    list_display_links = ("what",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("service_level", AutocompleteSelectFilter),
        ("cause", ChoicesDropdownFilter),
        ("claimed_by", ChoicesDropdownFilter),
    )
    list_prefetch = ("service_level",)
    search_fields = ("reference", "service_level__name", "service_level__key")
    search_help_text = "Search by item or service level"
    ordering = ("-starts_at", "pk")
    empty_hint = (
        "Claim time or an item that shouldn't count, such as agreed maintenance. It counts until "
        "somebody approves the claim."
    )
    form = ExclusionForm

    def list_sentence(self, request: HttpRequest) -> str:
        waiting = Exclusion.objects.filter(state=ExclusionState.CLAIMED).count()
        if waiting:
            return f"{waiting} {'claim waits' if waiting == 1 else 'claims wait'} for a decision."
        return "No claim waits for a decision." if Exclusion.objects.exists() else ""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        claim = (
            "service_level",
            ("starts_at", "ends_at"),
            "reference",
            ("cause", "claimed_by"),
            "reason",
            ("claimed_on", "claim_by"),
        )
        if obj is None:
            return [(None, {"fields": claim})]
        asked = ("decision", "decision_said") if self.has_change_permission(request, obj) else ()
        said = DECIDED if obj.state != ExclusionState.CLAIMED else ()
        return [
            (None, {"fields": claim}),
            ("Decision", {"fields": (*said, *asked) or ("state",)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return (
            (*CLAIM, *DECIDED)
            if obj.state != ExclusionState.CLAIMED
            else ("service_level", *DECIDED)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A result rests on what was decided; a claim that nobody has looked at may go."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or obj.state == ExclusionState.CLAIMED)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            if to := form.cleaned_data.get("decision"):
                decide_exclusion(
                    exclusion_id=obj.pk,
                    to=ExclusionState(to),
                    actor=membership_of(request),
                    now=timezone.now(),
                    reason=form.cleaned_data["decision_said"],
                )
            elif not change or form.changed_data:
                claim_exclusion(claim=obj, actor=membership_of(request))
        except Refused as refusal:
            raise SaveRefused(str(refusal)) from refusal

    @display(description="What", ordering="reference")
    def what(self, row: Exclusion) -> str:
        return row.reference or "Everything in the time"

    @display(description="Service level", ordering="service_level__name")
    def level(self, row: Exclusion) -> str:
        return record_link(row.service_level)

    @display(description="From", ordering="starts_at")
    def first(self, row: Exclusion) -> str:
        return day(row.starts_at.date())

    @display(description="Until", ordering="ends_at")
    def last(self, row: Exclusion) -> str:
        return day(row.ends_at.date())

    @display(description="State", ordering="state")
    def state_shown(self, row: Exclusion) -> str:
        return badge(row.get_state_display(), *STATES[ExclusionState(row.state)])
