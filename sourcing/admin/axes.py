"""The derived axes of engagements as pages show them: who does the work, and where."""

from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from accounts.display import Tone, badge, no_data
from accounts.models import Organization
from sourcing.models import Engagement
from sourcing.quadrants import (
    DeclaredModel,
    Delivery,
    Execution,
    Location,
    Mismatch,
    OperatingModel,
    Place,
    Quadrant,
    declared_mismatch,
    execution,
    location,
    quadrant,
)

EXECUTION = {Execution.INSOURCED: "Own people", Execution.OUTSOURCED: "A vendor's people"}
PLACE = {
    Place.ONSHORE: "Onshore",
    Place.NEARSHORE: "Nearshore",
    Place.OFFSHORE: "Offshore",
    Place.MIXED: "Several countries",
    Place.UNKNOWN: "Country not known",
}
QUADRANT = {
    Quadrant.ONSHORE_INSOURCING: ("Onshore insourcing", "home"),
    Quadrant.ONSHORE_OUTSOURCING: ("Onshore outsourcing", "store"),
    Quadrant.OFFSHORE_INSOURCING: ("Offshore captive", "home_work"),
    Quadrant.OFFSHORE_OUTSOURCING: ("Offshore outsourcing", "public"),
    Quadrant.MIXED: ("Mixed", "shuffle"),
    Quadrant.UNKNOWN: ("Country not known", "help"),
}


@dataclass(frozen=True)
class Axes:
    """What follows from an engagement's facts on one day."""

    execution: Execution
    location: Location
    quadrant: Quadrant
    mismatch: Mismatch | None


def read_axes(engagement: Engagement, organization: Organization, day: date) -> Axes:
    """Derives the axes; `delivery_teams` with their sites should have been prefetched."""
    who = execution(OperatingModel(engagement.operating_model), engagement.transfer_date, day)
    where = location(
        home_country=str(organization.home_country),
        home_zone=str(organization.home_time_zone),
        deliveries=_deliveries(engagement),
        nearshore_countries=frozenset(str(c) for c in organization.nearshore_countries),
        year=day.year,
    )
    declared = engagement.declared_model
    mismatch = declared_mismatch(DeclaredModel(declared), who, where) if declared else None
    return Axes(who, where, quadrant(who, where), mismatch)


def _deliveries(engagement: Engagement) -> list[Delivery]:
    """The delivery teams, or the recorded country while there are none."""
    teams = [
        Delivery(str(row.team.site.country), str(row.team.site.time_zone), row.heads)
        for row in engagement.delivery_teams.all()
    ]
    if teams or not engagement.delivery_country:
        return teams
    return [Delivery(str(engagement.delivery_country), None, 0)]


def quadrant_badge(axes: Axes) -> SafeString:
    word, icon = QUADRANT[axes.quadrant]
    known = axes.quadrant not in {Quadrant.UNKNOWN, Quadrant.MIXED}
    return badge(word, Tone.INFO if known else Tone.NEUTRAL, icon)


def place_words(axes: Axes) -> str:
    """Where the people are, divided by heads where those are known: “Offshore 82 %, …”."""
    if axes.location.kind is Place.UNKNOWN:
        return no_data(PLACE[Place.UNKNOWN])
    if len(axes.location.split) < 2:
        return PLACE[axes.location.kind]
    return ", ".join(f"{PLACE[share.place]} {share.percent:.0f} %" for share in axes.location.split)


def declared_words(engagement: Engagement, axes: Axes) -> SafeString | str:
    """The label people use, marked where the facts contradict it."""
    if not engagement.declared_model:
        return no_data("Not declared")
    label = engagement.get_declared_model_display()
    if axes.mismatch is None:
        return str(label)
    return badge(f"{label}: the facts differ", Tone.WARNING, "rule")
