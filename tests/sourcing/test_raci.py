"""Who does what in an engagement: what the database refuses, whoever writes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.tenancy import tenant
from sourcing.models import Duty, Engagement, RaciEntry
from tests.cast import Cast
from vendors.models import Vendor, VendorContact


@pytest.fixture
def engagement(cast: Cast) -> Engagement:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        return Engagement.objects.create(
            key="E1", name="Support", vendor=vendor, operating_model="vendor"
        )


def contact(vendor: Vendor | None, name: str) -> VendorContact:
    assert vendor is not None
    return VendorContact.objects.create(
        vendor=vendor, level=1, name=name, email="desk@vendor.example"
    )


def test_one_is_accountable_for_an_activity(cast: Cast, engagement: Engagement) -> None:
    with tenant(cast.harbor):
        for duty in (Duty.ACCOUNTABLE, Duty.RESPONSIBLE):
            RaciEntry.objects.create(
                engagement=engagement, activity="work", duty=duty, member=cast.vera
            )
    with pytest.raises(IntegrityError, match="one_accountable"), tenant(cast.harbor):
        RaciEntry.objects.create(
            engagement=engagement, activity="work", duty=Duty.ACCOUNTABLE, member=cast.omar
        )


def test_a_contact_works_for_the_engagements_vendor(cast: Cast, engagement: Engagement) -> None:
    with tenant(cast.harbor):
        own = contact(engagement.vendor, "Anna")
        foreign = contact(Vendor.objects.create(legal_name="Apex"), "Boris")
        entry = RaciEntry.objects.create(
            engagement=engagement, activity="work", duty=Duty.RESPONSIBLE, contact=own
        )
        entry.refresh_from_db()
        assert entry.vendor_id == engagement.vendor_id
        wrong = RaciEntry(
            engagement=engagement, activity="exit", duty=Duty.RESPONSIBLE, contact=foreign
        )
        with pytest.raises(ValidationError, match="isn't the vendor of this engagement"):
            wrong.full_clean(exclude=["vendor"])
    with pytest.raises(IntegrityError, match="engagement_of_vendor"), tenant(cast.harbor):
        wrong.save()
    with pytest.raises(IntegrityError, match="engagement_of_vendor"), tenant(cast.harbor):
        RaciEntry.objects.filter(pk=entry.pk).update(contact=foreign)


def test_an_engagement_that_changes_its_vendor_needs_new_contacts(
    cast: Cast, engagement: Engagement
) -> None:
    with tenant(cast.harbor):
        RaciEntry.objects.create(
            engagement=engagement,
            activity="work",
            duty=Duty.RESPONSIBLE,
            contact=contact(engagement.vendor, "Anna"),
        )
    with pytest.raises(IntegrityError, match="engagement_of_vendor"), tenant(cast.harbor):
        Engagement.objects.filter(pk=engagement.pk).update(
            vendor=Vendor.objects.create(legal_name="Apex")
        )


def test_a_duty_has_exactly_one_party(cast: Cast, engagement: Engagement) -> None:
    with pytest.raises(IntegrityError, match="one_party"), tenant(cast.harbor):
        RaciEntry.objects.create(engagement=engagement, activity="work", duty=Duty.INFORMED)
    with pytest.raises(IntegrityError, match="one_party"), tenant(cast.harbor):
        RaciEntry.objects.create(
            engagement=engagement,
            activity="work",
            duty=Duty.INFORMED,
            member=cast.vera,
            contact=contact(engagement.vendor, "Anna"),
        )


def test_mallorys_members_can_not_be_named(cast: Cast, engagement: Engagement) -> None:
    with pytest.raises(IntegrityError, match="member_id_tenant_fk"), tenant(cast.harbor):
        RaciEntry.objects.create(
            engagement=engagement, activity="work", duty=Duty.INFORMED, member=cast.mallory
        )
