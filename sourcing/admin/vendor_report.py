"""What vendors reported: typed for a period, then accepted or disputed."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.access import membership_of
from accounts.display import Tone, badge, day, number, record_link
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.saving import SaveRefused
from sourcing.models import VendorReport
from sourcing.models.period_result import Decision
from sourcing.services.vendor_reports import Reported, decide_report, record_report
from vendors.services.refusals import Refused

DECISIONS = {
    Decision.PENDING: (Tone.WARNING, "pending"),
    Decision.ACCEPTED: (Tone.GOOD, "check_circle"),
    Decision.DISPUTED: (Tone.DANGER, "gavel"),
}
DECIDES = {"decision", "decision_reason"}


class VendorReportForm(TenantModelForm):
    """Figures and what is said to them are saved one at a time: new figures are looked at anew."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        changed = set(self.changed_data)
        if self.instance.pk and changed & DECIDES and changed - DECIDES:
            raise forms.ValidationError(
                "Save corrected figures first, then accept or dispute them: what is said to a "
                "report holds for the figures it was said to."
            )
        return cleaned


@admin.register(VendorReport)
class VendorReportAdmin(TenantModelAdmin):
    """One figure of one level and period; the level is judged again as soon as it is saved."""

    list_display = (
        "first",
        "level",
        "attained_shown",
        "reported_on",
        "decision_shown",
        "entered_by",
    )
    list_display_links = ("first",)
    list_filter = (
        ("service_level", AutocompleteSelectFilter),
        ("decision", ChoicesDropdownFilter),
    )
    list_prefetch = ("service_level", "entered_by__user")
    search_fields = ("service_level__name", "service_level__key")
    search_help_text = "Search by service level"
    ordering = ("-first_day",)
    empty_hint = "Type what a vendor reports for a month, and it is judged like measured data."
    form = VendorReportForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        figures = (("attained",), ("numerator", "denominator"), "document", "reported_on")
        said = [("What we say to it", {"fields": ("decision", "decision_reason")})] if obj else []
        return [(None, {"fields": ("service_level", "first_day", *figures)}), *said]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("service_level", "first_day") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A result may rest on it; a wrong one is corrected."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            if change and DECIDES & set(form.changed_data):
                self._decide(request, obj)
            else:
                self._record(request, obj)
        except Refused as refusal:
            raise SaveRefused(str(refusal)) from refusal

    def _decide(self, request: HttpRequest, obj: Any) -> None:
        if obj.decision == Decision.PENDING:
            raise Refused("A report that was accepted or disputed can't become undecided again.")
        decide_report(
            report_id=obj.pk,
            accept=obj.decision == Decision.ACCEPTED,
            actor=membership_of(request),
            now=timezone.now(),
            reason=obj.decision_reason,
        )

    def _record(self, request: HttpRequest, obj: Any) -> None:
        recorded = record_report(
            level_id=obj.service_level_id,
            first_day=obj.first_day,
            reported=Reported(obj.attained, obj.numerator, obj.denominator, obj.document),
            reported_on=obj.reported_on,
            actor=membership_of(request),
            now=timezone.now(),
        )
        obj.pk = recorded.pk

    @display(description="Period from", ordering="first_day")
    def first(self, row: VendorReport) -> str:
        return day(row.first_day)

    @display(description="Service level", ordering="service_level__name")
    def level(self, row: VendorReport) -> str:
        return record_link(row.service_level)

    @display(description="Attained", formatting="price")
    def attained_shown(self, row: VendorReport) -> str:
        if row.attained is None:
            return f"{number(row.numerator)} of {number(row.denominator)}"
        return number(row.attained.normalize())

    @display(description="Decision", ordering="decision")
    def decision_shown(self, row: VendorReport) -> str:
        return badge(row.get_decision_display(), *DECISIONS[Decision(row.decision)])
