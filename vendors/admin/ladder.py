"""The escalation ladder on a vendor's page: who can be called now, and who is next."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString

from accounts.display import Tone, badge, no_data, record_link
from accounts.sections import Column, Section
from vendors.escalation import Reach, Standing, ladder, next_to_call
from vendors.models import Vendor, VendorContact
from vendors.selectors.contacts import rungs_of

REACH = {
    Reach.NOW: ("Reachable now", Tone.GOOD, "call"),
    Reach.LATER: ("Not now", Tone.NEUTRAL, "schedule"),
    Reach.UNKNOWN: ("Hours not known", Tone.WARNING, "help"),
    Reach.GONE: ("No longer", Tone.NEUTRAL, "person_off"),
}


def ladder_section(vendor: Vendor, now: datetime, zone: ZoneInfo) -> Section:
    """Times are shown in the zone of the person who reads, who has to make the call."""
    contacts = {c.pk: c for c in vendor.contacts.select_related("deputy")}
    standings = ladder(rungs_of(contacts.values()), now)
    add = f"{reverse('admin:vendors_vendorcontact_add')}?vendor={vendor.pk}"
    return Section(
        title="Escalation",
        sentence=_sentence(standings, contacts, zone) if contacts else "",
        columns=(
            Column("Level", figures=True),
            Column("Who"),
            Column("Role"),
            Column("Now"),
            Column("Hours there"),
            Column("Answers within"),
            Column("Reach"),
            Column("Deputy"),
        ),
        rows=[_row(each, contacts[each.rung.id]) for each in standings],
        empty="No contact is recorded, so nobody knows whom to call when something breaks.",
        more=add,
        more_text="Add a contact",
    )


def reach_badge(standing: Standing) -> SafeString:
    return badge(*REACH[standing.reach])


def hours_words(contact: VendorContact) -> str:
    """Monday to Friday 09:00–17:00 Europe/Warsaw."""
    if contact.starts is None or contact.ends is None:
        return no_data("Not known")
    hours = f"{contact.starts:%H:%M}–{contact.ends:%H:%M}"
    if contact.starts == contact.ends:
        hours = "round the clock"
    return f"{contact.get_days_display()} {hours} {contact.time_zone}"


def minutes_words(minutes: int | None) -> str:
    """90 reads 1 h 30 min."""
    if minutes is None:
        return no_data("Not agreed")
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


def _row(standing: Standing, contact: VendorContact) -> tuple[object, ...]:
    reach = ", ".join(part for part in (contact.email, contact.phone) if part)
    return (
        contact.level,
        record_link(contact),
        contact.role,
        reach_badge(standing),
        hours_words(contact),
        minutes_words(contact.response_minutes),
        reach,
        contact.deputy.name if contact.deputy else no_data("None"),
    )


def _sentence(
    standings: tuple[Standing, ...], contacts: dict[UUID, VendorContact], zone: ZoneInfo
) -> str:
    chosen = next_to_call(standings)
    if chosen is None:
        return "Nobody can be called: every contact's time has ended."
    contact = contacts[chosen.rung.id]
    who = f"Next: {contact.name}, level {contact.level}"
    answers = (
        f", answers within {minutes_words(contact.response_minutes)}"
        if contact.response_minutes is not None
        else ""
    )
    match chosen.reach:
        case Reach.NOW:
            return f"{who}, reachable now until {_local(chosen.until, zone)}{answers}."
        case Reach.UNKNOWN:
            return f"Nobody is known to be reachable now. {who}, whose hours aren't recorded."
    if chosen.opens_at is None:
        return f"Nobody can be reached now. {who}."
    return f"Nobody can be reached now. {who}, from {_local(chosen.opens_at, zone)}{answers}."


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    if moment is None:
        return "further notice"
    local = moment.astimezone(zone)
    return f"{date_format(local, 'j M Y')}, {local:%H:%M} ({zone.key})"
