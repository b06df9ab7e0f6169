"""Obligations, with overdue ones first, and the days on which they were met."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpRequest
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
)
from unfold.decorators import display

from accounts.access import membership_of, today_of
from accounts.display import Tone, badge, day
from accounts.filters import OwnerFilter
from accounts.model_admin import TenantModelAdmin, TenantModelForm, TenantTabularInline
from accounts.sections import Column, Section
from vendors.admin.obligation_sections import standing_badge
from vendors.models import Obligation, ObligationDone
from vendors.obligations import is_due_on, occurrences
from vendors.obligations import standing as standing_of
from vendors.selectors.obligations import done_days, standing_obligations

AHEAD = 4


class OverdueFilter(DropdownFilter):
    """Obligations by how they stand on the organization's today."""

    title = "state"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("overdue", "Overdue"), ("open", "Something left to do"), ("over", "Nothing left")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return queryset
        wanted = [
            each.obligation.pk
            for each in standing_obligations(today_of(request))
            if {
                "overdue": bool(each.standing.overdue),
                "open": each.standing.leads_with is not None,
                "over": each.standing.leads_with is None,
            }[chosen]
        ]
        return queryset.filter(pk__in=wanted)


class DoneForm(TenantModelForm):
    """Refuses a day on which the obligation doesn't fall due."""

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        obligation = self.instance.obligation
        if not is_due_on(obligation.schedule, due_on):
            raise ValidationError(f"Nothing falls due on {due_on}; take a day from the list above.")
        return due_on


class DoneInline(TenantTabularInline):
    model = ObligationDone
    form = DoneForm
    fields = ("due_on", "done_on", "evidence", "done_by")
    readonly_fields = ("done_by",)
    verbose_name = "met day"
    verbose_name_plural = "days on which it was met"


@admin.register(Obligation)
class ObligationAdmin(TenantModelAdmin):
    """What contracts oblige us or the vendor to do."""

    list_display = ("title", "contract", "owed_by", "recurrence", "state", "next_due", "owner")
    list_filter = (
        OverdueFilter,
        ("owed_by", ChoicesDropdownFilter),
        ("recurrence", ChoicesDropdownFilter),
        OwnerFilter,
        ("contract", AutocompleteSelectFilter),
        ("first_due", RangeDateFilter),
    )
    list_prefetch = ("contract", "owner__user")
    search_fields = ("title", "contract__number", "contract__vendor__legal_name", "notes")
    search_help_text = "Search by what is to be done, contract or vendor"
    empty_hint = (
        "Write down what your contracts oblige you and your vendors to do: reports, audits, "
        "payments, reviews."
    )
    fields = (
        "contract",
        "title",
        "owed_by",
        "recurrence",
        "first_due",
        "until",
        "owner",
        "clause",
        "notes",
    )

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> tuple[type[DoneInline], ...]:
        """A new obligation has no day that could have been met."""
        return (DoneInline,) if obj is not None else ()

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Overdue ones first, then by the day to look at first."""
        found = standing_obligations(today_of(request))
        places = [When(pk=each.obligation.pk, then=place) for place, each in enumerate(found)]
        rank = Case(*places, default=len(found), output_field=IntegerField())
        return (rank.asc(),) if found else ()

    def prepare(self, request: HttpRequest, rows: list[Any]) -> list[Any]:
        today, done = today_of(request), done_days()
        for row in rows:
            row.today = today
            row.standing = standing_of(row.schedule, done.get(row.pk, frozenset()), today)
        return super().prepare(request, rows)

    def list_sentence(self, request: HttpRequest) -> str:
        found = standing_obligations(today_of(request))
        if not found:
            return ""
        overdue = sum(bool(each.standing.overdue) for each in found)
        if not overdue:
            return "No obligation is overdue today."
        return (
            f"{overdue:,} of {len(found):,} obligations {'is' if overdue == 1 else 'are'} "
            "overdue today."
        )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for done_form in formset.forms:
            if done_form.instance._state.adding:
                done_form.instance.done_by = membership_of(request)
        super().save_formset(request, form, formset, change)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        today = today_of(request)
        now = standing_of(record.schedule, done_days().get(record.pk, frozenset()), today)
        last = max(filter(None, [now.next_due, *now.overdue, today]))
        through = last.replace(year=last.year + 1) if last.day < 29 else last
        coming = [each for each in occurrences(record.schedule, through) if each >= today]
        late = badge("Overdue", Tone.DANGER, "alarm")
        rows: list[tuple[object, ...]] = [(day(each), late) for each in now.overdue]
        rows += [(day(each), "") for each in coming[:AHEAD]]
        return [
            Section(
                title="What is due",
                sentence=f"Days on which it fell due and wasn't met: {len(now.overdue)}."
                if now.overdue
                else "Nothing is overdue.",
                columns=(Column("Day"), Column("State")),
                rows=rows,
                empty="Nothing more falls due.",
            )
        ]

    @display(description="State")
    def state(self, obligation: Any) -> str:
        return standing_badge(obligation.standing, obligation.today)

    @display(description="Next")
    def next_due(self, obligation: Any) -> str:
        return day(obligation.standing.leads_with, "Nothing more")
