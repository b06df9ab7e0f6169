"""Obligations on a contract's page."""

from datetime import date

from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.display import Tone, badge, day, list_of, no_data, record_link
from accounts.sections import Column, Section
from vendors.models import Contract, Obligation
from vendors.obligations import Standing
from vendors.selectors.obligations import standing_obligations

SHOWN = 10


def standing_badge(standing: Standing, as_of: date) -> SafeString:
    """Whether an obligation is overdue, what comes next, or that nothing is left to do."""
    if standing.overdue:
        late = (as_of - standing.overdue[0]).days
        more = f", {len(standing.overdue)} times" if len(standing.overdue) > 1 else ""
        return badge(f"{late} day{'' if late == 1 else 's'} overdue{more}", Tone.DANGER, "alarm")
    if standing.next_due is None:
        return badge("Nothing left to do", Tone.NEUTRAL, "task_alt")
    if standing.next_due == as_of:
        return badge("Due today", Tone.WARNING, "today")
    return badge("On time", Tone.GOOD, "check_circle")


def obligation_section(contract: Contract, today: date) -> list[Section]:
    """What the contract obliges somebody to do; nothing where nobody recorded any."""
    found = standing_obligations(today, contract.pk)
    if not found:
        return []
    overdue = sum(bool(each.standing.overdue) for each in found)
    return [
        Section(
            title="Obligations",
            sentence=f"{overdue} of {len(found)} obligations are overdue."
            if overdue
            else "None of them is overdue.",
            columns=(
                Column("What"),
                Column("Owed by"),
                Column("State"),
                Column("Next"),
                Column("Owner"),
            ),
            rows=[
                (
                    record_link(each.obligation),
                    each.obligation.get_owed_by_display(),
                    standing_badge(each.standing, today),
                    day(each.standing.leads_with, "Nothing more"),
                    format_html("{}", each.obligation.owner or no_data("Nobody")),
                )
                for each in found[:SHOWN]
            ],
            more=list_of(Obligation, f"contract__id__exact={contract.pk}")
            if len(found) > SHOWN
            else "",
            more_text=f"All {len(found)} obligations",
        )
    ]
