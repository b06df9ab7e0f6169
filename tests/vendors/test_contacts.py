"""Contacts of vendors: what the database refuses."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.tenancy import tenant
from tests.cast import Cast
from vendors.models import Vendor, VendorContact


def contact(vendor: Vendor, level: int, **fields: object) -> VendorContact:
    values: dict[str, object] = {"name": f"Person {level}", "email": "desk@vendor.example"}
    return VendorContact.objects.create(vendor=vendor, level=level, **{**values, **fields})


def test_a_level_belongs_to_one_contact_at_a_time(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        contact(vendor, 1, valid_to=date(2026, 6, 30))
        contact(vendor, 1, valid_from=date(2026, 7, 1))
        contact(Vendor.objects.create(legal_name="Other"), 1)
    with pytest.raises(IntegrityError, match="vendors_vendorcontact_level"):
        with tenant(cast.harbor):
            contact(vendor, 1, valid_from=date(2026, 6, 30), valid_to=date(2026, 6, 30))


def test_a_deputy_works_for_the_same_vendor_whoever_writes(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor, other = (Vendor.objects.create(legal_name=name) for name in ("Acme", "Apex"))
        first, second, foreign = contact(vendor, 1), contact(vendor, 2), contact(other, 1)
        first.deputy = second
        first.save()
        first.deputy = foreign
        with pytest.raises(ValidationError, match="works for another vendor, Apex"):
            first.full_clean()
    with pytest.raises(IntegrityError, match="deputy_same_vendor"):
        with tenant(cast.harbor):
            VendorContact.objects.filter(pk=first.pk).update(deputy=foreign)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"level": 0}, "level_counts"),
        ({"level": 1, "email": ""}, "can_be_reached"),
        ({"level": 1, "starts": time(9)}, "hours"),
        (
            {"level": 1, "valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)},
            "days_in_order",
        ),
    ],
)
def test_the_database_refuses(cast: Cast, fields: dict[str, object], constraint: str) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
    refused = pytest.raises(Exception, match=constraint if constraint != "days_in_order" else ".")
    with refused, tenant(cast.harbor):
        contact(vendor, **fields)  # type: ignore[arg-type]


def test_mallory_sees_no_contact_of_harbor(cast: Cast) -> None:
    with tenant(cast.harbor):
        kept = contact(Vendor.objects.create(legal_name="Acme"), 1)
    with tenant(cast.rival):
        assert not VendorContact.objects.filter(pk=kept.pk).exists()
