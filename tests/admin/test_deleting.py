"""Pages delete nothing that people wrote along the way, one record or many."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from accounts.tenancy import tenant
from risk.models import Comment, Finding
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.register import Register, make_finding
from tests.cast import Cast
from vendors.models import Contract, RenewalDecision, Vendor
from vendors.models.renewal import Choice

NOW = datetime(2026, 6, 30, 15, tzinfo=UTC)


@pytest.fixture
def contract(cast: Cast, harbor: Register) -> Contract:
    """A contract of its own, with a finding."""
    with tenant(cast.harbor):
        contract = Contract.objects.create(number="C-9", title="Cloud", vendor=harbor["vendor"])
        make_finding(contract)
    return contract


def comment_on(contract: Contract, cast: Cast) -> Comment:
    return Comment.objects.create(
        contract=contract, author=cast.vera, text="Wait for the audit", created_at=NOW
    )


def said(client: Client, address: str, form: dict[str, Any] | None = None) -> str:
    """What the page tells; `form` is sent to it."""
    answer = client.get(address) if form is None else client.post(address, form, follow=True)
    html = answer.content.decode()
    content = html[html.index('id="content"') :] if 'id="content"' in html else html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def test_a_contract_that_people_wrote_about_stays_and_the_page_says_where_to_go(
    cast: Cast, sign_in: SignIn, contract: Contract
) -> None:
    omar, address = sign_in(cast.omar), page_of(contract, "delete")
    with tenant(cast.harbor):
        comment = comment_on(contract, cast)
        decision = RenewalDecision.objects.create(
            contract=contract,
            term_end=date(2026, 12, 31),
            choice=Choice.EXIT,
            reason="Too dear",
            decided_by=cast.vera,
            decided_at=NOW,
        )
    for form in (None, {"post": "yes"}):
        told = said(omar, address, form)
        assert (
            "Nothing was deleted: 1 comment, 1 renewal decision would go with C-9 Cloud. What "
            "people wrote or filed isn't deleted along the way; open it below, and move or remove "
            "it first. What can't be removed, such as a decision or somebody else's comment, "
            "keeps the record: end it or set it aside instead."
        ) in told
        assert "Are you sure" not in told
    page = omar.get(address).content.decode()
    assert page_of(comment) in page
    assert page_of(decision) in page
    with tenant(cast.harbor):
        assert Contract.objects.filter(pk=contract.pk).exists()
        assert Comment.objects.filter(pk=comment.pk).exists()
        RenewalDecision.objects.all().delete()
    assert "Nothing was deleted: 1 comment would go with C-9 Cloud." in said(omar, address)


def test_what_only_the_application_concluded_goes(
    cast: Cast, sign_in: SignIn, contract: Contract
) -> None:
    omar, address = sign_in(cast.omar), page_of(contract, "delete")
    assert "Are you sure" in said(omar, address)
    assert omar.post(address, {"post": "yes"}).status_code == 302
    with tenant(cast.harbor):
        assert not Contract.objects.filter(pk=contract.pk).exists()
        assert not Finding.objects.filter(contract=contract.pk).exists()


def test_a_comment_on_a_finding_keeps_the_findings_contract(
    cast: Cast, sign_in: SignIn, contract: Contract
) -> None:
    omar, address = sign_in(cast.omar), page_of(contract, "delete")
    with tenant(cast.harbor):
        finding = Finding.objects.get(contract=contract)
        Comment.objects.create(finding=finding, author=cast.vera, text="Known", created_at=NOW)
    assert "Nothing was deleted: 1 comment would go with C-9 Cloud." in said(
        omar, address, {"post": "yes"}
    )
    with tenant(cast.harbor):
        assert Finding.objects.filter(pk=finding.pk).exists()


def test_of_many_chosen_records_none_is_deleted_while_one_is_written_about(
    cast: Cast, sign_in: SignIn, contract: Contract, harbor: Register
) -> None:
    omar = sign_in(cast.omar)
    with tenant(cast.harbor):
        plain = Contract.objects.create(number="C-10", title="Plain", vendor=harbor["vendor"])
        comment = comment_on(contract, cast)
    both = {"action": "delete_selected", "_selected_action": [str(contract.pk), str(plain.pk)]}
    for form in (both, {**both, "post": "yes"}):
        told = said(omar, "/vendors/contract/", form)
        assert "Nothing was deleted: 1 comment would go with the chosen records." in told
    with tenant(cast.harbor):
        assert Contract.objects.filter(pk__in=[contract.pk, plain.pk]).count() == 2
        comment.delete()
    said(omar, "/vendors/contract/", {**both, "post": "yes"})
    with tenant(cast.harbor):
        assert not Contract.objects.filter(pk__in=[contract.pk, plain.pk]).exists()


def test_a_vendors_contacts_and_checks_are_named(cast: Cast, sign_in: SignIn) -> None:
    omar = sign_in(cast.omar)
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        vendor.contacts.create(name="Nina", level=1, phone="+49 30 1")
    told = said(omar, page_of(vendor, "delete"), {"post": "yes"})
    assert "Nothing was deleted: 1 contact would go with Acme." in told
    with tenant(cast.harbor):
        assert Vendor.objects.filter(pk=vendor.pk).exists()
