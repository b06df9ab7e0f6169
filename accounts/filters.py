"""List filters that several rooms share."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter

from accounts.access import organization_of
from accounts.models import Membership


class MemberFilter(DropdownFilter):
    """Rows by the member in the field `parameter_name`, or by nobody there.

    Memberships stand outside row-level security, so the choices name the organization.
    """

    NOBODY = "nobody"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        members = Membership.objects.filter(organization=organization_of(request))
        named = [(str(member.pk), str(member)) for member in members.select_related("user")]
        return [(self.NOBODY, "Nobody"), *named]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if not chosen:
            return queryset
        if chosen == self.NOBODY:
            return queryset.filter(**{f"{self.parameter_name}__isnull": True})
        if chosen not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(**{self.parameter_name: chosen})


class OwnerFilter(MemberFilter):
    title = "owner"
    parameter_name = "owner"


class YesNoUnknownFilter(DropdownFilter):
    """Rows by the nullable boolean field `parameter_name`; unknown is an answer of its own."""

    ANSWERS = {"yes": True, "no": False, "unknown": None}

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in self.ANSWERS:
            return queryset
        return queryset.filter(**{self.parameter_name: self.ANSWERS[chosen]})
