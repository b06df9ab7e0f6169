"""Decisions about renewals as they were taken, and public holidays as they were taken over."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import action, display

from accounts.display import day
from accounts.model_admin import ReadOnlyAdmin
from accounts.sections import Column, Section
from vendors.models import HolidaySnapshot, RenewalDecision
from vendors.renewal_words import decision_badge
from vendors.services.holiday_snapshots import take_again


@admin.register(RenewalDecision)
class RenewalDecisionAdmin(ReadOnlyAdmin):
    """All decisions, those taken back included."""

    list_display = ("contract", "term_end", "choice_badge", "decided_by", "decided_at", "reason")
    list_filter = (
        ("choice", ChoicesDropdownFilter),
        ("contract", AutocompleteSelectFilter),
        ("term_end", RangeDateFilter),
    )
    list_prefetch = ("contract", "decided_by__user")
    search_fields = ("contract__number", "contract__vendor__legal_name", "reason")
    search_help_text = "Search by contract, vendor or reason"
    empty_hint = "Decisions are taken on the page Renewals."

    def list_sentence(self, request: HttpRequest) -> str:
        figures = RenewalDecision.objects.aggregate(
            all=Count("pk"), stand=Count("pk", filter=Q(taken_back_at=None))
        )
        if not figures["all"]:
            return ""
        taken_back = figures["all"] - figures["stand"]
        if not taken_back:
            return "No renewal decision was taken back."
        return (
            f"{taken_back:,} of {figures['all']:,} renewal decisions "
            f"{'was' if taken_back == 1 else 'were'} taken back."
        )

    @display(description="Decision", ordering="choice")
    def choice_badge(self, decision: RenewalDecision) -> str:
        return decision_badge(decision)


@admin.register(HolidaySnapshot)
class HolidaySnapshotAdmin(ReadOnlyAdmin):
    """Public holidays that notices in business days are counted with."""

    list_display = ("__str__", "country", "subdivision", "year", "count", "taken_at", "source")
    list_filter = ("year",)
    search_fields = ("country", "subdivision")
    search_help_text = "Search by country or part of it"
    empty_hint = (
        "The public holidays of a country are taken over when a contract with a notice period "
        "names that country: notices in business days don't count them."
    )
    actions = ("take_them_again",)
    fields = ("country", "subdivision", "year", "taken_at", "source")

    def list_sentence(self, request: HttpRequest) -> str:
        return (
            "A notice in business days counts Monday to Friday without the public holidays of "
            "the contract's country; these are the lists in use."
            if HolidaySnapshot.objects.exists()
            else ""
        )

    @display(description="Holidays")
    def count(self, snapshot: HolidaySnapshot) -> int:
        return len(snapshot.days)

    @action(description="Take the chosen years again", permissions=("take",))
    def take_them_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Says which days moved, so that a moved deadline has a reason."""
        for snapshot in queryset:
            changed = take_again(snapshot=snapshot, now=timezone.now())
            said = f"changed: {', '.join(changed)}" if changed else "nothing has changed"
            self.message_user(request, f"{snapshot}: {said}.", messages.INFO)

    def has_take_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("vendors.change_holidaysnapshot"))

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [
            Section(
                title="Days",
                sentence=f"Taken from {record.source}; they stay as they are until somebody takes "
                "them again.",
                columns=(Column("Day"), Column("Holiday")),
                rows=[(day(date.fromisoformat(row["date"])), row["name"]) for row in record.days],
                empty="The library knows no holiday of this year.",
            )
        ]
