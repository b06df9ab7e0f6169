"""Waivers: decisions to live with what a rule finds."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import DateField, Value
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RangeDateFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.access import membership_of, today_of
from accounts.display import Tone, badge
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from risk.admin.finding_sections import rule_title
from risk.models import Waiver
from risk.rules import core_outsourced

#: Rules that ask for waivers.
WAIVABLE = (core_outsourced.RULE,)


class WaiverForm(TenantModelForm):
    rule = forms.ChoiceField(
        choices=[(rule.code, rule.title) for rule in WAIVABLE], widget=UnfoldAdminSelectWidget
    )


@admin.register(Waiver)
class WaiverAdmin(TenantModelAdmin):
    """Who granted it and when is not typed in.

    A waiver never changes, because a longer one would still carry the first signature: a new
    decision is a new waiver.
    """

    form = WaiverForm
    list_display = (
        "engagement_key",
        "rule_word",
        "granted_by",
        "granted_on",
        "valid_until",
        "holds",
    )
    list_filter = (
        ("engagement", AutocompleteSelectFilter),
        ("granted_on", RangeDateFilter),
        ("valid_until", RangeDateFilter),
    )
    list_prefetch = ("engagement", "granted_by__user")
    search_fields = ("engagement__key", "engagement__name", "reason")
    search_help_text = "Search by engagement or reason"
    empty_hint = "A waiver says who decided to live with outsourced core work, why, and until when."
    fields = ("rule", "engagement", "reason", "valid_until", "granted_by", "granted_on")
    readonly_fields = ("rule_word", "granted_by", "granted_on")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return self.fields if obj is None else ("rule_word", *self.fields[1:])

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Waiver:
        waiver: Waiver = super().save_form(request, form, change)
        waiver.granted_by = membership_of(request)
        waiver.granted_on = today_of(request)
        return waiver

    @display(description="Engagement", ordering="engagement__key")
    def engagement_key(self, waiver: Waiver) -> str:
        return str(waiver.engagement)

    @display(description="Rule", ordering="rule")
    def rule_word(self, waiver: Waiver) -> str:
        return rule_title(waiver.rule)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(today=Value(today_of(request), DateField()))

    @display(description="State", ordering="valid_until")
    def holds(self, waiver: Any) -> str:
        if waiver.valid_until < waiver.today:
            return badge("Has ended", Tone.NEUTRAL, "event_busy")
        return badge("Holds", Tone.GOOD, "verified_user")
