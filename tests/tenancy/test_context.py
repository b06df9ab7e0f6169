"""An organization's rows are its own, and PostgreSQL sees to it."""

import pytest
from django.db import transaction

from accounts.tenancy import TenantChangeRefused, tenant
from tests.cast import Cast
from vendors.models import Vendor


def test_each_organization_sees_its_own_vendors_only(cast: Cast) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme Harbor")
    with tenant(cast.rival):
        Vendor.objects.create(legal_name="Acme Rival")
        assert [vendor.legal_name for vendor in Vendor.objects.all()] == ["Acme Rival"]
    with tenant(cast.harbor):
        assert [vendor.legal_name for vendor in Vendor.objects.all()] == ["Acme Harbor"]


def test_without_an_organization_there_are_no_rows(cast: Cast) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme Harbor")
    assert not Vendor.objects.exists()


def test_the_organization_can_not_change_inside_a_transaction(cast: Cast) -> None:
    with tenant(cast.harbor), pytest.raises(TenantChangeRefused), tenant(cast.rival):
        pass
    with transaction.atomic(), pytest.raises(TenantChangeRefused), tenant(cast.harbor):
        pass
