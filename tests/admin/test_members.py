"""Changing roles: never over a member who left, never without an owner who can sign in."""

import pytest
from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.membership import MembershipForm
from accounts.models import Membership, Role, User
from accounts.services.members import LastOwner, keep_an_owner
from accounts.services.organizations import add_member
from accounts.tenancy import tenant
from tests.cast import NEW_YORK, Cast


def test_a_role_does_not_bring_back_a_member_who_left_meanwhile(cast: Cast) -> None:
    with tenant(cast.harbor):
        opened = Membership.objects.get(pk=cast.vera.pk)
        Membership.objects.filter(pk=cast.vera.pk).update(is_active=False)
        form = MembershipForm({"role": "executive", "receives_digest": "on"}, instance=opened)
        assert not form.is_valid()
        assert "has left the organization" in str(form.errors)


def test_only_what_was_changed_is_written(cast: Cast) -> None:
    with tenant(cast.harbor):
        opened = Membership.objects.get(pk=cast.vera.pk)
        form = MembershipForm({"role": "executive", "receives_digest": "on"}, instance=opened)
        assert form.is_valid(), form.errors
        Membership.objects.filter(pk=cast.vera.pk).update(is_active=False)
        screen = admin.site.get_model_admin(Membership)
        screen.save_model(HttpRequest(), form.instance, form, True)
        found = Membership.objects.get(pk=cast.vera.pk)
        assert (found.role, found.is_active) == (Role.EXECUTIVE, False)


def test_an_owner_whose_account_is_off_does_not_count(cast: Cast) -> None:
    second = add_member(
        organization=cast.harbor,
        email=f"second@{cast.tag}.example",
        full_name="Second",
        role=Role.OWNER,
        time_zone=NEW_YORK,
    )
    with tenant(cast.harbor):
        keep_an_owner(membership=cast.olga, role=Role.EXECUTIVE, is_active=True)
        User.objects.filter(pk=second.user_id).update(is_active=False)
        with pytest.raises(LastOwner):
            keep_an_owner(membership=cast.olga, role=Role.EXECUTIVE, is_active=True)
