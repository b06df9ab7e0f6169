"""Duties in engagements: their list, and the matrix on an engagement's page."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.display import Tone, badge, link, page_of
from accounts.model_admin import TenantModelAdmin, TenantModelForm
from accounts.models import Membership
from accounts.sections import Column, Section
from sourcing.models import Engagement, RaciEntry
from sourcing.raci import ACCOUNTABLE, ACTIVITIES, Entry, matrix
from vendors.models import VendorContact

LETTERS = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}


def raci_section(engagement: Engagement) -> Section:
    """Activities down, parties across; a cell opens the entry behind its letter."""
    rows = list(engagement.raci.select_related("member__user", "contact", "team").order_by("pk"))
    found = matrix(Entry(row.activity, row.duty, _key(row)) for row in rows)
    parties: dict[object, RaciEntry] = {_key(row): row for row in rows}
    cells: dict[tuple[str, object], list[RaciEntry]] = {}
    for row in rows:
        cells.setdefault((row.activity, _key(row)), []).append(row)
    missing = {activity.code for activity in found.without_accountable}
    return Section(
        title="Who does what (RACI)",
        sentence=_sentence(len(missing)) if rows else "",
        columns=(
            Column("Activity"),
            *(Column(f"{_name(parties[party])}") for party in found.parties),
            Column("Check"),
        ),
        rows=[
            (
                activity.title,
                *(_cell(cells.get((activity.code, party), [])) for party in found.parties),
                badge("Nobody accountable", Tone.WARNING, "person_alert")
                if activity.code in missing
                else badge("One accountable", Tone.GOOD, "check_circle"),
            )
            for activity in ACTIVITIES
        ]
        if rows
        else [],
        empty="Nobody has recorded who does what. Add who is accountable for each activity first.",
        more=f"{reverse('admin:sourcing_racientry_add')}?engagement={engagement.pk}",
        more_text="Add a duty",
    )


def _sentence(missing: int) -> str:
    legend = "R does the work, A answers for it, C is asked before, I is told after."
    if not missing:
        return f"All is well: each of {len(ACTIVITIES)} activities has its accountable. {legend}"
    return f"For {missing} of {len(ACTIVITIES)} activities nobody is accountable. {legend}"


def _key(row: RaciEntry) -> tuple[str, object]:
    if row.member_id:
        return "member", row.member_id
    return ("contact", row.contact_id) if row.contact_id else ("team", row.team_id)


def _name(row: RaciEntry) -> str:
    party = row.party
    if isinstance(party, Membership):
        return str(party)
    return f"{party.name} (vendor)" if isinstance(party, VendorContact) else f"{party.name} (team)"


def _cell(rows: list[RaciEntry]) -> SafeString:
    """Letters with their words for those who hear them."""
    links = (
        (link(page_of(row), _letter(row)),)
        for row in sorted(rows, key=lambda row: row.duty != ACCOUNTABLE)
    )
    return format_html_join(" ", "{}", links)


def _letter(row: RaciEntry) -> SafeString:
    return format_html('<abbr title="{}">{}</abbr>', row.get_duty_display(), LETTERS[row.duty])


class RaciForm(TenantModelForm):
    """The database fills in the contact's vendor, after this form has been checked."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"vendor"}


@admin.register(RaciEntry)
class RaciEntryAdmin(TenantModelAdmin):
    """Who is responsible, accountable, consulted or informed, for what."""

    form = RaciForm
    list_display = ("activity", "engagement", "duty", "party")
    list_filter = (
        ("engagement", AutocompleteSelectFilter),
        ("activity", ChoicesDropdownFilter),
        ("duty", ChoicesDropdownFilter),
    )
    list_prefetch = ("engagement", "member__user", "contact", "team")
    search_fields = ("engagement__key", "engagement__name", "contact__name", "team__name")
    search_help_text = "Search by engagement, contact or team"
    fields = ("engagement", "activity", "duty", "member", "contact", "team")
    empty_hint = "Open an engagement and add who is accountable for each activity."

    @display(description="Who")
    def party(self, row: Any) -> str:
        return _name(row)
