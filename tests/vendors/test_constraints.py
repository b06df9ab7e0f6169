"""What the register refuses or derives, whichever way the rows are written."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError

from accounts.tenancy import tenant
from sourcing.models import Engagement
from teams.models import Site, Team
from tests.cast import Cast
from vendors.models import Contract, SubcontractorLink, Vendor


def test_a_subcontractor_can_not_lead_back_to_its_prime(cast: Cast) -> None:
    with tenant(cast.harbor):
        acme, bolt, cord = (
            Vendor.objects.create(legal_name=name) for name in ("Acme", "Bolt", "Cord")
        )
        SubcontractorLink.objects.create(prime=acme, subcontractor=bolt)
        SubcontractorLink.objects.create(prime=bolt, subcontractor=cord)
    with pytest.raises(IntegrityError, match="already passes work on"), tenant(cast.harbor):
        SubcontractorLink.objects.create(prime=cord, subcontractor=acme)


def test_a_vendor_is_not_its_own_parent_at_any_distance(cast: Cast) -> None:
    with tenant(cast.harbor):
        top = Vendor.objects.create(legal_name="Top")
        child = Vendor.objects.create(legal_name="Child", ultimate_parent=top)
    with pytest.raises(IntegrityError, match="its own ultimate parent"), tenant(cast.harbor):
        Vendor.objects.filter(pk=top.pk).update(ultimate_parent=child)


def test_only_an_exit_plan_that_exists_can_have_been_tested(cast: Cast) -> None:
    with tenant(cast.harbor):
        tested = {"exit_tested_on": date(2026, 5, 4)}
        acme = Vendor.objects.create(legal_name="Acme", has_exit_plan=True, **tested)
        Vendor.objects.create(legal_name="Bolt", has_exit_plan=None)
    for plan in (False, None):
        with pytest.raises(IntegrityError, match="tested_plan_is_known"), tenant(cast.harbor):
            Vendor.objects.filter(pk=acme.pk).update(has_exit_plan=plan)


def test_a_contract_does_not_stand_under_itself(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        first = Contract.objects.create(number="SOW-1", vendor=vendor, kind="statement_of_work")
        second = Contract.objects.create(
            number="SOW-2", vendor=vendor, kind="statement_of_work", parent=first
        )
    with pytest.raises(IntegrityError, match="stand under itself"), tenant(cast.harbor):
        Contract.objects.filter(pk=first.pk).update(parent=second)


def test_an_engagement_has_exactly_one_party_and_a_captive_one_is_captive(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        site = Site.objects.create(name="Kraków", country="PL", time_zone="Europe/Warsaw")
        own = Team.objects.create(name="Own", site=site, kind="captive", head_count=5)
        lent = Team.objects.create(name="Lent", site=site, kind="vendor_supplied", head_count=5)
        Engagement.objects.create(key="E-1", captive_team=own, operating_model="own_entity")
    with pytest.raises(IntegrityError, match="one_party"), tenant(cast.harbor):
        Engagement.objects.create(
            key="E-2", vendor=vendor, captive_team=own, operating_model="employer_of_record"
        )
    with pytest.raises(IntegrityError, match="one_party"), tenant(cast.harbor):
        Engagement.objects.create(key="E-3", operating_model="vendor")
    with pytest.raises(IntegrityError, match="Only a captive team"), tenant(cast.harbor):
        Engagement.objects.create(key="E-4", captive_team=lent, operating_model="own_entity")
    with pytest.raises(DatabaseError, match="kind"), tenant(cast.harbor):
        Team.objects.filter(pk=own.pk).update(kind="vendor_supplied")


def test_a_contract_takes_days_and_value_from_its_items(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        contract = Contract.objects.create(number="C-1", vendor=vendor)
        first = contract.items.create(
            vendor=vendor,
            number="C-1",
            first_day=date(2025, 1, 1),
            last_day=date(2025, 12, 31),
            amount=Decimal("1000.00"),
        )
        contract.items.create(
            vendor=vendor,
            number="C-101",
            first_day=date(2026, 1, 1),
            last_day=date(2026, 6, 30),
            amount=Decimal("-250.50"),
        )
        contract.refresh_from_db()
        assert (contract.first_day, contract.last_day, contract.value) == (
            date(2025, 1, 1),
            date(2026, 6, 30),
            Decimal("749.50"),
        )
        first.delete()
        contract.refresh_from_db()
        assert (contract.first_day, contract.value) == (date(2026, 1, 1), Decimal("-250.50"))


def test_an_item_that_moves_takes_its_money_along(cast: Cast) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        here, there = (
            Contract.objects.create(number=number, vendor=vendor) for number in ("C-1", "C-2")
        )
        item = here.items.create(
            vendor=vendor, number="C-1", first_day=date(2026, 1, 1), amount=Decimal("700.00")
        )
        item.contract = there
        item.save()
        here.refresh_from_db()
        there.refresh_from_db()
        assert (here.first_day, here.value) == (None, None)
        assert (there.first_day, there.value) == (date(2026, 1, 1), Decimal("700.00"))
