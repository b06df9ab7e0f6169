"""Meridian's twenty-four engagements, and what was decided about them."""

from datetime import date

from accounts.models import Role
from risk.demo.meridian.captive_engagements import WITH_OWN_TEAMS
from risk.demo.meridian.facts import WaiverFact
from risk.demo.meridian.vendor_engagements import WITH_VENDORS

ENGAGEMENTS = (*WITH_OWN_TEAMS, *WITH_VENDORS)

WAIVERS = (
    WaiverFact(
        rule="core-outsourced",
        engagement="ODC-PUNE",
        granted_by=Role.OWNER,
        granted_on=date(2026, 1, 22),
        valid_until=date(2026, 12, 31),
        reason=(
            "The board keeps the platform in Pune for 2026: Hyderabad takes over the control loop "
            "in the fourth quarter, with both teams working side by side from October."
        ),
    ),
)
