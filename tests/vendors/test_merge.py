"""Merging a vendor recorded twice: nothing is lost, and an undo restores row for row."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from accounts.display import page_of
from accounts.tenancy import TenantModel, tenant
from risk.models import Finding
from sourcing.models import Document, Duty, Engagement, RaciEntry
from sourcing.models.document import Audience
from tests.admin.register import make_finding
from tests.cast import Cast
from vendors.models import (
    Contract,
    ContractItem,
    DueDiligenceItem,
    MergedRow,
    SubcontractorLink,
    Vendor,
    VendorContact,
    VendorMerge,
)
from vendors.models.merge import Outcome
from vendors.services.merge import MergeRefused, merge, references, undo

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
JOURNAL = {"vendors_vendormerge", "vendors_mergedrow"}


class Register:
    """Acme recorded twice, each with its own things, in Harbor Works."""

    def __init__(self) -> None:
        self.parent = Vendor.objects.create(legal_name="Acme Holding")
        self.acme = Vendor.objects.create(legal_name="Acme Inc")
        self.twin = Vendor.objects.create(legal_name="ACME, LLC", ultimate_parent=self.parent)
        self.child = Vendor.objects.create(legal_name="Acme Japan", ultimate_parent=self.twin)
        self.prime = Vendor.objects.create(legal_name="Prime")
        for vendor in (self.acme, self.twin):
            SubcontractorLink.objects.create(prime=self.prime, subcontractor=vendor)
        SubcontractorLink.objects.create(prime=self.twin, subcontractor=self.acme)
        self.contract = Contract.objects.create(number="T-1", vendor=self.twin)
        self.item = ContractItem.objects.create(
            contract=self.contract,
            vendor=self.twin,
            number="T-1",
            first_day=date(2026, 1, 1),
            amount=Decimal(100),
        )
        self.engagement = Engagement.objects.create(
            key="E1", name="Support", vendor=self.twin, operating_model="vendor"
        )
        finding = make_finding(self.contract)
        Finding.objects.filter(pk=finding.pk).update(contract=None, vendor=self.twin)
        self.ours = self.contact(self.acme, 1)
        self.theirs = self.contact(self.twin, 1)
        self.second = self.contact(self.twin, 2)
        VendorContact.objects.filter(pk=self.theirs.pk).update(deputy=self.second)
        self.raci = RaciEntry.objects.create(
            engagement=self.engagement,
            activity="work",
            duty=Duty.RESPONSIBLE,
            contact=self.theirs,
        )
        for vendor in (self.acme, self.twin):
            DueDiligenceItem.objects.create(vendor=vendor, kind="nda")

    @staticmethod
    def contact(vendor: Vendor, level: int) -> VendorContact:
        return VendorContact.objects.create(
            vendor=vendor, level=level, name=f"{vendor} {level}", phone="+1 617 555 0100"
        )


@pytest.fixture
def register(cast: Cast) -> Register:
    with tenant(cast.harbor):
        return Register()


def everything() -> dict[str, list[Any]]:
    """Every row of every tenant table, journals and history aside."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if issubclass(model, TenantModel) and table not in JOURNAL:
            if any(field.name == "pgh_id" for field in model._meta.fields):
                continue
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY id')  # noqa: S608
                found[table] = cursor.fetchall()
    return found


def joined(cast: Cast, register: Register) -> VendorMerge:
    with tenant(cast.harbor):
        return merge(
            survivor=register.acme, loser=register.twin, reason="same", actor=cast.vera, now=NOW
        )


def test_every_foreign_key_to_vendors_is_found_in_whatever_room(db: None) -> None:
    found = {f"{r.model._meta.label}.{r.field}" for r in references()}
    assert found >= {
        "vendors.Contract.vendor",
        "vendors.ContractItem.vendor",
        "vendors.SubcontractorLink.prime",
        "vendors.SubcontractorLink.subcontractor",
        "vendors.Vendor.ultimate_parent",
        "vendors.Vendor.merged_into",
        "vendors.VendorContact.vendor",
        "vendors.DueDiligenceItem.vendor",
        "sourcing.Engagement.vendor",
        "sourcing.RaciEntry.vendor",
        "risk.Finding.vendor",
    }
    assert not any("Event" in name or "Merge" in name for name in found)


def test_all_that_refers_to_the_merged_record_moves(cast: Cast, register: Register) -> None:
    joined(cast, register)
    acme = register.acme.pk
    with tenant(cast.harbor):
        twin = Vendor.objects.get(pk=register.twin.pk)
        assert twin.merged_into_id == acme
        assert Contract.objects.get().vendor_id == acme
        assert ContractItem.objects.get().vendor_id == acme
        assert Engagement.objects.get().vendor_id == acme
        assert Finding.objects.get().vendor_id == acme
        assert Vendor.objects.get(pk=register.child.pk).ultimate_parent_id == acme
        assert RaciEntry.objects.get().vendor_id == acme
        levels = VendorContact.objects.filter(vendor=acme).values_list("level", "name")
        assert list(levels) == [(1, "Acme Inc 1"), (2, "ACME, LLC 1"), (3, "ACME, LLC 2")] or set(
            levels
        ) == {(1, "Acme Inc 1"), (2, "ACME, LLC 2"), (3, "ACME, LLC 1")}
        assert Vendor.objects.current().count() == 4


def test_what_the_survivor_has_already_stays_and_is_named(cast: Cast, register: Register) -> None:
    row = joined(cast, register)
    with tenant(cast.harbor):
        kept = row.rows.filter(outcome=Outcome.KEPT).order_by("label", "field")
        assert [(e.model, e.why) for e in kept] == [
            ("vendors.subcontractorlink", "A vendor is not its own subcontractor."),
            (
                "vendors.duediligenceitem",
                "This item is on the vendor's list already, and open.",
            ),
            ("vendors.subcontractorlink", "This subcontractor is already recorded."),
        ]


def test_an_undo_restores_row_for_row(cast: Cast, register: Register) -> None:
    with tenant(cast.harbor):
        before = everything()
    row = joined(cast, register)
    with tenant(cast.harbor):
        assert everything() != before
        undo(merge_id=row.pk, actor=cast.omar, now=NOW)
        assert everything() == before
        assert not row.rows.exclude(outcome__in=[Outcome.RESTORED, Outcome.KEPT]).exists()
        again = VendorMerge.objects.get(pk=row.pk)
        assert (again.undone_by, again.undone_at) == (cast.omar, NOW)
    with tenant(cast.harbor), pytest.raises(MergeRefused, match="undone already"):
        undo(merge_id=row.pk, actor=cast.omar, now=NOW)


def test_an_undo_names_what_was_changed_or_deleted_since(cast: Cast, register: Register) -> None:
    row = joined(cast, register)
    with tenant(cast.harbor):
        # Concluded with Prime since; retitled since; deleted since.
        Contract.objects.filter(pk=register.contract.pk).update(vendor=register.prime)
        ContractItem.objects.filter(pk=register.item.pk).update(title="Renamed")
        Vendor.objects.filter(pk=register.child.pk).delete()
        undo(merge_id=row.pk, actor=cast.omar, now=NOW)
        left = row.rows.filter(outcome__in=[Outcome.CHANGED, Outcome.GONE])
        assert {(e.model, e.outcome) for e in left} == {
            ("vendors.contract", Outcome.CHANGED),
            ("vendors.vendor", Outcome.GONE),
        }
        assert Contract.objects.get().vendor_id == register.prime.pk
        item = ContractItem.objects.get()
        assert (item.vendor_id, item.title) == (register.twin.pk, "Renamed")


def test_a_survivor_leaves_the_group_of_the_merged_parent(cast: Cast) -> None:
    with tenant(cast.harbor):
        group = Vendor.objects.create(legal_name="Group")
        part = Vendor.objects.create(legal_name="Part", ultimate_parent=group)
        row = merge(survivor=part, loser=group, reason="", actor=cast.vera, now=NOW)
        part.refresh_from_db()
        assert part.ultimate_parent_id is None
        undo(merge_id=row.pk, actor=cast.vera, now=NOW)
        part.refresh_from_db()
        assert part.ultimate_parent_id == group.pk


def test_a_chain_of_merges_is_undone_from_its_end(cast: Cast, register: Register) -> None:
    first = joined(cast, register)
    with tenant(cast.harbor):
        second = merge(
            survivor=register.prime, loser=register.acme, reason="", actor=cast.vera, now=NOW
        )
        assert Vendor.objects.get(pk=register.twin.pk).merged_into_id == register.prime.pk
        with pytest.raises(MergeRefused, match="Undo that merge first"):
            undo(merge_id=first.pk, actor=cast.vera, now=NOW)
        undo(merge_id=second.pk, actor=cast.vera, now=NOW)
        undo(merge_id=first.pk, actor=cast.vera, now=NOW)
        assert Vendor.objects.current().count() == 5


def test_a_vendor_is_merged_once_and_not_into_itself(cast: Cast, register: Register) -> None:
    joined(cast, register)
    with tenant(cast.harbor):
        for survivor, loser in (
            (register.prime, register.twin),
            (register.twin, register.prime),
        ):
            with pytest.raises(MergeRefused, match="ACME, LLC has been merged into Acme Inc"):
                merge(survivor=survivor, loser=loser, reason="", actor=cast.vera, now=NOW)
        with pytest.raises(MergeRefused, match="into itself"):
            merge(
                survivor=register.acme,
                loser=register.acme,
                reason="",
                actor=cast.vera,
                now=NOW,
            )


@pytest.mark.parametrize("name", ["olga", "vera"])
def test_a_document_for_few_is_not_named_by_the_merge_that_moves_it(
    name: str, cast: Cast, register: Register, sign_in: Any
) -> None:
    with tenant(cast.harbor):
        hidden = Document.objects.create(
            title="canary-of-few", vendor=register.twin, audience=Audience.MEMBERS
        )
    merged = joined(cast, register)
    with tenant(cast.harbor):
        assert merged.rows.get(row=hidden.pk).label == "Document"
        assert not MergedRow.objects.filter(label__contains="canary").exists()
        hidden.refresh_from_db()
        assert hidden.vendor_id == register.acme.pk
    person = sign_in(getattr(cast, name))
    shown = person.get(page_of(merged)).content.decode()
    assert "What moved" in shown
    assert "canary-of-few" not in shown
    journal = person.get(f"{reverse('admin:history')}?kind=vendors.mergedrow")
    assert (b"Merged row" in journal.content) is (name == "olga")


def test_mallory_can_not_undo_harbors_merge(cast: Cast, register: Register) -> None:
    row = joined(cast, register)
    with tenant(cast.rival), pytest.raises(VendorMerge.DoesNotExist):
        undo(merge_id=row.pk, actor=cast.mallory, now=NOW)
    with tenant(cast.rival):
        assert not MergedRow.objects.exists()


def test_programs_see_where_a_merged_record_went(cast: Cast, register: Register) -> None:
    joined(cast, register)
    with tenant(cast.harbor):
        merged = Vendor.objects.filter(merged_into__isnull=False)
        assert list(merged.values_list("legal_name", "merged_into__legal_name")) == [
            ("ACME, LLC", "Acme Inc")
        ]
