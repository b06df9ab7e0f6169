"""Sites, teams and their working windows, for programs."""

from rest_framework import serializers

from accounts.api import filtering
from accounts.api.filtering import Filters
from accounts.api.serializers import RecordSerializer
from accounts.api.viewsets import WriteRecords
from teams.models import Site, Team, TeamKind, WorkingWindow


class SiteSerializer(RecordSerializer):
    class Meta:
        model = Site
        fields = ("id", "name", "city", "country", "time_zone")


class SiteFilters(Filters):
    country = filtering.country()


class SiteViewSet(WriteRecords):
    """Places where people work, each with its time zone."""

    serializer_class = SiteSerializer
    filterset_class = SiteFilters
    search_columns = ("name", "city")
    ordering = "name"


class TeamSerializer(RecordSerializer):
    site_name = serializers.CharField(source="site.name", read_only=True)

    class Meta:
        model = Team
        fields = ("id", "name", "site", "site_name", "kind", "head_count")
        given_once = ("kind",)


class TeamFilters(Filters):
    site = filtering.key()
    kind = filtering.choices(TeamKind)


class TeamViewSet(WriteRecords):
    """People who work together at one site. Its kind stays: a team taken over is a new team."""

    serializer_class = TeamSerializer
    filterset_class = TeamFilters
    search_columns = ("name",)
    ordering = "name"
    orderings = ("head_count",)


class WorkingWindowSerializer(RecordSerializer):
    team_name = serializers.CharField(source="team.name", read_only=True)

    class Meta:
        model = WorkingWindow
        fields = ("id", "team", "team_name", "weekday", "starts", "ends")


class WorkingWindowFilters(Filters):
    team = filtering.key()


class WorkingWindowViewSet(WriteRecords):
    """Hours of a team on one weekday (1 is Monday), on the wall of its site.

    A window that ends at or before its start crosses midnight.
    """

    serializer_class = WorkingWindowSerializer
    filterset_class = WorkingWindowFilters
    ordering = "weekday"
    orderings = ("starts",)
