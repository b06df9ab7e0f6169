"""Merges of vendors with their journal and the way back, and what was dismissed."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from accounts.access import membership_of
from accounts.display import Tone, badge, page_of
from accounts.model_admin import ReadOnlyAdmin
from accounts.sections import Column, Section
from vendors.models import DismissedSuggestion, MergedRow, VendorMerge
from vendors.models.merge import Outcome
from vendors.services.merge import MERGES, MergeRefused, undo

OUTCOME = {
    Outcome.MOVED: (Tone.INFO, "arrow_forward"),
    Outcome.KEPT: (Tone.WARNING, "keep"),
    Outcome.RESTORED: (Tone.GOOD, "undo"),
    Outcome.CHANGED: (Tone.WARNING, "edit"),
    Outcome.GONE: (Tone.NEUTRAL, "delete"),
}
SHOWN = 200


@admin.register(VendorMerge)
class VendorMergeAdmin(ReadOnlyAdmin):
    """Which vendors were merged, what moved, and the way back."""

    list_display = ("merged_at", "loser", "survivor", "merged_by", "reason", "state")
    list_display_links = ("merged_at",)
    list_prefetch = ("loser", "survivor", "merged_by__user")
    search_fields = ("loser__legal_name", "survivor__legal_name", "reason")
    search_help_text = "Search by vendor or reason"
    fields = ("loser", "survivor", "reason", "merged_by", "merged_at", "undone_by", "undone_at")
    empty_hint = "Merge two records from the page “Possible duplicates”."
    actions_detail = ("undo",)

    @display(description="State")
    def state(self, row: VendorMerge) -> str:
        if row.undone_at is None:
            return badge("Merged", Tone.INFO, "merge")
        return badge("Undone", Tone.NEUTRAL, "undo")

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        rows = list(record.rows.all()[: SHOWN + 1])
        count = record.rows.count()
        return [
            Section(
                title="What moved",
                sentence=f"{count:,} {'value' if count == 1 else 'values'} looked at."
                + (f" The first {SHOWN} are shown." if count > SHOWN else ""),
                columns=(Column("Record"), Column("What"), Column("Outcome"), Column("Why")),
                rows=[
                    (
                        row.label,
                        _what(row),
                        badge(row.get_outcome_display(), *OUTCOME[Outcome(row.outcome)]),
                        row.why,
                    )
                    for row in rows[:SHOWN]
                ],
                empty="Nothing referred to the merged record.",
            )
        ]

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """A merge is undone once."""
        row = self.get_object(request, str(object_id))
        if row is None or row.undone_at is not None or not request.user.has_perm(MERGES):
            return []
        return super().get_actions_detail(request, object_id)

    @action(description="Undo the merge", url_path="undo", icon="undo", permissions=["view"])
    def undo(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not request.user.has_perm(MERGES):
            raise PermissionDenied("Your role doesn't merge vendors.")
        if request.method != "POST":
            return self.ask(request, row)
        try:
            undo(merge_id=row.pk, actor=membership_of(request), now=timezone.now())
        except MergeRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, f"{row.loser} stands on its own again.")
        return redirect(page_of(row))

    def ask(self, request: HttpRequest, row: VendorMerge) -> HttpResponse:
        """A form of its own: an address that is merely opened changes nothing."""
        context = {
            **self.admin_site.each_context(request),
            "title": "Undo the merge",
            "opts": self.opts,
            "sentence": f"{row.loser} gets back what {row.survivor} took over. What somebody has "
            "changed since stays as it is and is listed.",
            "verb": "Undo the merge",
            "back": page_of(row),
        }
        return render(request, "vendors/admin/confirm.html", context)


def _what(row: MergedRow) -> str:
    """The field that named the merged vendor, such as "Contract: vendor"."""
    model = apps.get_model(row.model)
    name = str(model._meta.verbose_name).capitalize()
    try:
        field = str(model._meta.get_field(row.field.removesuffix("_id")).verbose_name)
    except FieldDoesNotExist:  # a field of an earlier release
        field = row.field
    return f"{name}: {field}"


@admin.register(DismissedSuggestion)
class DismissedSuggestionAdmin(ReadOnlyAdmin):
    """Pairs that aren't suggested again, with the reason."""

    list_display = ("first", "second", "kind", "reason", "dismissed_by", "dismissed_at")
    list_display_links = ("first",)
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_prefetch = ("first", "second", "dismissed_by__user")
    search_fields = ("first__legal_name", "second__legal_name", "reason")
    search_help_text = "Search by vendor or reason"
    fields = ("kind", "first", "second", "reason", "dismissed_by", "dismissed_at")
    empty_hint = "What you dismiss on “Possible duplicates” is listed here."
