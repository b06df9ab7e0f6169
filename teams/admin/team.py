"""Sites, teams and their working windows."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeNumericFilter,
)
from unfold.decorators import display

from accounts.access import organization_of
from accounts.display import Tone, badge, country, link, list_of, number, record_link
from accounts.model_admin import TenantModelAdmin, TenantTabularInline
from accounts.sections import Column, Section
from teams.models import Site, Team, TeamKind, WorkingWindow


class WorkingWindowInline(TenantTabularInline):
    model = WorkingWindow
    fields = ("weekday", "starts", "ends")


@admin.register(Site)
class SiteAdmin(TenantModelAdmin):
    """Places where people work."""

    list_display = ("name", "city", "country_name", "time_zone", "head", "team_count", "people")
    list_filter = (("time_zone", ChoicesDropdownFilter),)
    search_fields = ("name", "city")
    search_help_text = "Search by name or city"
    empty_hint = "Add the places where your teams work; their time zones decide when they meet."
    list_prefetch = ("head__user",)
    fields = ("name", "city", "country", "time_zone", "head")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Who heads a site is not for the head to say."""
        return () if request.user.has_perm("teams.change_site") else ("head",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Site]:
        sites = super().get_queryset(request)
        return sites.annotate(team_count=Count("teams"), head_count=Sum("teams__head_count"))

    @display(description="Country", ordering="country")
    def country_name(self, site: Site) -> str:
        return country(site.country)

    @display(description="Teams", ordering="team_count", formatting="price")
    def team_count(self, site: Any) -> str:
        address = list_of(Team, f"site__id__exact={site.pk}")
        return link(address, site.team_count) if site.team_count else "0"

    @display(description="People", ordering="head_count", formatting="price")
    def people(self, site: Any) -> str:
        return number(site.head_count)

    def sections(self, request: HttpRequest, record: Any) -> list[Section]:
        return [
            Section(
                title="Teams here",
                sentence=_clocks(record, organization_of(request).home_time_zone, timezone.now()),
                columns=(Column("Team"), Column("Kind"), Column("People", figures=True)),
                rows=[
                    (record_link(team), team.get_kind_display(), number(team.head_count))
                    for team in record.teams.all()
                ],
                empty="No team works here yet. Add one under Teams.",
            )
        ]


def _clocks(site: Site, home: Any, now: datetime) -> str:
    here, there = now.astimezone(site.time_zone), now.astimezone(home)
    return f"It is {here:%H:%M} at {site} and {there:%H:%M} at home."


@admin.register(Team)
class TeamAdmin(TenantModelAdmin):
    """People who work together at one site."""

    list_display = ("name", "kind_badge", "site", "country_name", "time_zone", "people")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("site", AutocompleteSelectFilter),
        ("head_count", RangeNumericFilter),
    )
    list_prefetch = ("site",)
    search_fields = ("name", "site__name", "site__city")
    search_help_text = "Search by team, site or city"
    empty_hint = "Add your own teams and those that vendors supply; add their site first."
    inlines = (WorkingWindowInline,)
    fields = ("name", "site", "kind", "head_count")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A team taken over is a new team, so its kind stays; a site head keeps it at the site."""
        if obj is None:
            return ()
        return ("kind",) if request.user.has_perm("teams.change_team") else ("kind", "site")

    def list_sentence(self, request: HttpRequest) -> str:
        teams = Team.objects.aggregate(count=Count("pk"), heads=Sum("head_count"))
        if not teams["count"]:
            return ""
        return f"{teams['heads']:,} people work in {teams['count']:,} teams."

    @display(description="Kind", ordering="kind")
    def kind_badge(self, team: Team) -> str:
        if team.kind == TeamKind.CAPTIVE:
            return badge("Captive", Tone.INFO, "home_work")
        return badge("Supplied by a vendor", Tone.NEUTRAL, "domain")

    @display(description="Country", ordering="site__country")
    def country_name(self, team: Team) -> str:
        return country(team.site.country)

    @display(description="Time zone", ordering="site__time_zone")
    def time_zone(self, team: Team) -> str:
        return str(team.site.time_zone)

    @display(description="People", ordering="head_count", formatting="price")
    def people(self, team: Team) -> str:
        return number(team.head_count)


@admin.register(WorkingWindow)
class WorkingWindowAdmin(TenantModelAdmin):
    """Hours of teams, in their site's local time."""

    list_display = ("team", "weekday", "starts", "ends", "over_midnight", "time_zone")
    list_filter = (("weekday", ChoicesDropdownFilter), ("team", AutocompleteSelectFilter))
    list_prefetch = ("team__site",)
    search_fields = ("team__name",)
    search_help_text = "Search by team"
    ordering = ("team_id", "weekday", "starts")
    empty_hint = "Working windows are added on a team's page."
    fields = ("team", "weekday", "starts", "ends")

    @display(description="Crosses midnight")
    def over_midnight(self, window: WorkingWindow) -> str:
        return "Until the next day" if window.ends <= window.starts else "No"

    @display(description="Time zone")
    def time_zone(self, window: WorkingWindow) -> str:
        return str(window.team.site.time_zone)
