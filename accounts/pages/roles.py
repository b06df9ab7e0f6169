"""What each role may do, as a page for everybody who has pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import membership_of, organization_of
from accounts.models import Membership
from accounts.permissions import ROLES, RoleRow

WRITING = ("add", "change", "delete")


@dataclass(frozen=True)
class Reach:
    """A role with the kinds of records it may write, keep where they are its own, and read."""

    name: str
    row: RoleRow
    people: int
    is_mine: bool
    writes: Sequence[str]
    keeps: Sequence[str]
    reads: Sequence[str]


def roles(request: HttpRequest) -> HttpResponse:
    """Each role, one sentence about it, what it reaches, and how many people have it here."""
    mine = membership_of(request).role
    members = Membership.objects.filter(organization=organization_of(request), is_active=True)
    holders = list(members.values_list("role", flat=True))
    context = {
        **admin.site.each_context(request),
        "title": "What each role may do",
        "roles": [
            reach_of(name, people=holders.count(name), is_mine=name == mine) for name in ROLES
        ],
        "mine": ROLES[mine].label,
        "may_invite": request.user.has_perm("accounts.add_membership"),
    }
    request.current_app = admin.site.name
    return render(request, "accounts/pages/roles.html", context)


def reach_of(name: str, *, people: int, is_mine: bool) -> Reach:
    """The reach of a role over every kind of record that has pages, read from its grants."""
    row = ROLES[name]
    models = sorted(admin.site._registry, key=_plural)
    writes = [model for model in models if _may(row, model, WRITING)]
    own = [model for model in models if _may(row, model, WRITING, is_own=True)]
    seen = [model for model in models if _may(row, model, ("view",))]
    return Reach(
        name=name,
        row=row,
        people=people,
        is_mine=is_mine,
        writes=[_plural(model) for model in writes],
        keeps=[_plural(model) for model in own if model not in writes],
        reads=[_plural(model) for model in seen if model not in writes],
    )


def _may(row: RoleRow, model: type[Model], actions: Sequence[str], *, is_own: bool = False) -> bool:
    meta = model._meta
    return any(
        row.allows(f"{meta.app_label}.{action}_{meta.model_name}", is_own=is_own)
        for action in actions
    )


def _plural(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)
