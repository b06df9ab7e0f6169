"""An import is taken back from its history, and nobody else's work with it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.test import Client

from accounts.tenancy import tenant
from risk.models import Comment
from risk.services.comments import write_comment
from sourcing.models import Engagement
from tests.admin.conftest import SignIn
from tests.admin.register import make_finding
from tests.cast import Cast
from tests.imports.steps import brought_in, counts, import_at, lines_at, undo
from vendors.models import Contract, ContractItem, RenewalDecision, Vendor

NOW = datetime(2026, 6, 30, 15, tzinfo=UTC)

VENDORS = "vendors.vendor"


def test_new_records_go_and_changed_ones_get_their_values_back(cast: Cast, sign_in: SignIn) -> None:
    vera = sign_in(cast.vera)
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme", country="IN", notes="Old\nlines")
    page = brought_in(
        vera, VENDORS, "legal_name,country,notes,ultimate_parent\nAcme,PL,New,Beta\nBeta,,,\n"
    )
    undo(vera, page)
    with tenant(cast.harbor):
        [acme] = Vendor.objects.all()
        assert (acme.country, acme.notes, acme.ultimate_parent) == ("IN", "Old\nlines", None)
    done = import_at(cast.harbor, page)
    assert (done.undone_by, done.is_applied) == (cast.vera, False)
    assert (done.counts["deleted"], done.counts["restored"]) == (1, 1)
    assert "The import was undone: 1 record deleted" in vera.get(page).content.decode()
    undo(vera, page)
    with tenant(cast.harbor):
        assert Vendor.objects.count() == 1


def test_what_somebody_changed_since_is_named_and_kept(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme", tier="unrated")
    page = brought_in(omar, VENDORS, "legal_name,tier\nAcme,strategic\nBeta,\nGamma,\n")
    with tenant(cast.harbor):
        Vendor.objects.filter(legal_name__in=["Acme", "Beta"]).update(notes="Looked into")
    undo(omar, page)
    with tenant(cast.harbor):
        assert Vendor.objects.count() == 3
    kept = {line.what: line.details[0][2] for line in lines_at(cast.harbor, page, "kept")}
    assert kept == {
        "Vendor Acme": "was changed since by somebody else",
        "Vendor Beta": "was changed since by somebody else",
    }
    assert "Keep these and undo the rest" in omar.get(page).content.decode()
    assert import_at(cast.harbor, page).is_applied
    undo(omar, page, despite_kept="1")
    with tenant(cast.harbor):
        tiers = dict(Vendor.objects.values_list("legal_name", "tier"))
    assert tiers == {"Acme": "strategic", "Beta": "unrated"}
    assert counts(cast.harbor, page)["kept"] == 2


def test_what_others_refer_to_by_now_stays(cast: Cast, omar: Client) -> None:
    page = brought_in(omar, VENDORS, "legal_name,ultimate_parent\nAcme,Parent\nParent,\nBeta,\n")
    with tenant(cast.harbor):
        Contract.objects.create(number="C-1", vendor=Vendor.objects.get(legal_name="Acme"))
    undo(omar, page, despite_kept="1")
    with tenant(cast.harbor):
        assert sorted(Vendor.objects.values_list("legal_name", flat=True)) == ["Acme", "Parent"]
    why = {line.what: line.details[0][2] for line in lines_at(cast.harbor, page, "kept")}
    assert why == {
        "Vendor Acme": "is referred to by a contract that stays",
        "Vendor Parent": "is referred to by a vendor that stays",
    }


def test_findings_about_what_goes_go_with_it(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme")
    page = brought_in(omar, "vendors.contract", "number,vendor\nC-1,Acme\n")
    with tenant(cast.harbor):
        make_finding(Contract.objects.get())
    undo(omar, page)
    with tenant(cast.harbor):
        assert not Contract.objects.exists()


def test_sums_follow_items_that_go(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        contract = Contract.objects.create(number="C-1", vendor=vendor)
        ContractItem.objects.create(
            contract=contract, vendor=vendor, number="C-1", first_day=date(2026, 1, 1), amount=100
        )
    page = brought_in(
        omar, "vendors.contractitem", "contract,number,first_day,amount\nC-1,A1,2026-02-01,50\n"
    )
    with tenant(cast.harbor):
        assert Contract.objects.get().value == Decimal(150)
    undo(omar, page)
    with tenant(cast.harbor):
        assert Contract.objects.get().value == Decimal(100)
        assert ContractItem.objects.count() == 1


def test_a_record_deleted_since_doesnt_stop_the_undo(cast: Cast, omar: Client) -> None:
    page = brought_in(omar, VENDORS, "legal_name\nAcme\nBeta\n")
    with tenant(cast.harbor):
        Vendor.objects.get(legal_name="Acme").delete()
    undo(omar, page)
    with tenant(cast.harbor):
        assert not Vendor.objects.exists()
    assert import_at(cast.harbor, page).counts["deleted"] == 1


def test_what_is_written_after_an_import_in_the_same_request_is_not_its_own(
    cast: Cast, omar: Client
) -> None:
    first = brought_in(omar, VENDORS, "legal_name\nAcme\n")
    brought_in(omar, VENDORS, "legal_name\nBeta\n")
    undo(omar, first)
    with tenant(cast.harbor):
        assert [v.legal_name for v in Vendor.objects.all()] == ["Beta"]


def test_another_organizations_rows_are_left_alone(cast: Cast, sign_in: SignIn) -> None:
    omar, mallory = sign_in(cast.omar), sign_in(cast.mallory)
    page = brought_in(omar, VENDORS, "legal_name\nAcme\n")
    brought_in(mallory, VENDORS, "legal_name\nAcme\n")
    assert mallory.post(page, {"action": "undo"}).status_code == 404
    undo(omar, page)
    with tenant(cast.rival):
        assert Vendor.objects.count() == 1
        assert not Engagement.objects.exists()


def test_what_people_wrote_about_imported_rows_keeps_them(cast: Cast, omar: Client) -> None:
    with tenant(cast.harbor):
        Vendor.objects.create(legal_name="Acme")
    page = brought_in(
        omar, "vendors.contract", "number,vendor\nC-1,Acme\nC-2,Acme\nC-3,Acme\nC-4,Acme\n"
    )
    with tenant(cast.harbor):
        contracts = {contract.number: contract for contract in Contract.objects.all()}
        finding = make_finding(contracts["C-2"])
        make_finding(contracts["C-4"], title="Another")
        RenewalDecision.objects.create(
            contract=contracts["C-3"],
            choice="exit",
            reason="Too dear",
            decided_by=cast.omar,
            decided_at=NOW,
        )
    for subject in (contracts["C-1"], finding):
        write_comment(subject=subject, text="Ask again", actor=cast.omar, now=NOW)
    undo(omar, page, despite_kept="1")
    with tenant(cast.harbor):
        left = sorted(Contract.objects.values_list("number", flat=True))
        assert (left, Comment.objects.count()) == (["C-1", "C-2", "C-3"], 2)
        assert RenewalDecision.objects.count() == 1
    why = sorted(line.details[0][2] for line in lines_at(cast.harbor, page, "kept"))
    assert why == [
        "has a finding that is referred to by a comment",
        "is referred to by a comment that stays",
        "is referred to by a renewal decision that stays",
    ]
