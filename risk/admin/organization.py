"""The organization's page with the settings of all rooms, each a link to where it is kept."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.organization import OrganizationAdmin
from accounts.display import link, list_of
from accounts.models import Organization
from accounts.sections import Section
from risk.models import RuleSetting
from teams.models import Site, WorkingWindow

admin.site.unregister(Organization)


@admin.register(Organization)
class SettingsAdmin(OrganizationAdmin):
    """The organization, and the way to everything else that is set once for all of it."""

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        people, *others = super().sections(request, record)
        return [people, _rules_and_hours(), *others]


def _rules_and_hours() -> Section:
    return Section(
        title="Rules and hours",
        facts=(
            ("Thresholds, time to decide", link(list_of(RuleSetting), "Parameters of each rule")),
            ("Working days and hours", link(list_of(WorkingWindow), "Working windows of teams")),
            ("Places", link(list_of(Site), "Sites, their countries and time zones")),
        ),
    )
