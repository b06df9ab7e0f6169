"""Masters, statements of work and amendments: what is in force, and from which paper."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.tenancy import tenant
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.cast import Cast
from tests.vendors.story import TODAY, Family, make_family
from vendors.deadlines import Notice, NoticeUnit
from vendors.models import AgreedTerm, Amendment, PrecedenceRank
from vendors.precedence import AgreedOn
from vendors.selectors.agreements import Renewal, read_agreement


@pytest.fixture
def family(cast: Cast) -> Family:
    with tenant(cast.harbor):
        return make_family()


def amend(family: Family, number: str, effective: date, **fields: object) -> Amendment:
    given = {"signed_on": date(2026, 1, 1), **fields}
    return Amendment.objects.create(
        contract=family.sow, number=number, effective_on=effective, **given
    )


def test_a_statement_of_work_that_says_nothing_takes_the_notice_of_its_master(
    cast: Cast, family: Family
) -> None:
    with tenant(cast.harbor):
        found = read_agreement(family.sow, TODAY).in_force
        assert set(found) == {AgreedOn.NOTICE}
        assert found[AgreedOn.NOTICE].value == Notice(90)
        assert found[AgreedOn.NOTICE].paper.name == "MSA-1"


def test_an_amendment_in_force_changes_notice_and_renewal(cast: Cast, family: Family) -> None:
    with tenant(cast.harbor):
        amend(family, "A1", date(2026, 2, 1), notice_period=2, notice_unit="months")
        amend(
            family,
            "A2",
            date(2026, 3, 1),
            auto_renewal=True,
            renewal_months=12,
            renewal_uplift_percent=Decimal("3.5"),
        )
        amend(family, "A3", date(2026, 7, 1), notice_period=1, notice_unit="months")
        amend(family, "A4", date(2026, 2, 1), signed_on=None, auto_renewal=False)
        agreement = read_agreement(family.sow, TODAY)
        notice, renewal = (
            agreement.in_force[AgreedOn.NOTICE],
            agreement.in_force[AgreedOn.RENEWAL],
        )
    assert (notice.value, notice.paper.name) == (Notice(2, NoticeUnit.MONTHS), "A1")
    assert [paper.name for paper in notice.overrides] == ["MSA-1"]
    assert (renewal.value, renewal.paper.name) == (Renewal(True, 12, Decimal("3.50")), "A2")


def test_the_contracts_own_order_is_followed(cast: Cast, family: Family) -> None:
    with tenant(cast.harbor):
        for contract, law in ((family.master, "Delaware"), (family.sow, "New York")):
            AgreedTerm.objects.create(
                contract=contract, subject="governing_law", value=law, clause="12"
            )
        usual = read_agreement(family.sow, TODAY)
        PrecedenceRank.objects.create(contract=family.sow, rank=1, paper_contract=family.master)
        own = read_agreement(family.sow, TODAY)
    law = AgreedOn.GOVERNING_LAW
    assert (usual.in_force[law].value, usual.is_explicit) == ("New York (12)", False)
    assert (own.in_force[law].value, own.is_explicit) == ("Delaware (12)", True)


def test_the_database_keeps_a_place_for_one_paper(cast: Cast, family: Family) -> None:
    with tenant(cast.harbor):
        PrecedenceRank.objects.create(contract=family.sow, rank=1, paper_contract=family.master)
        for wrong in (
            {"rank": 1, "paper_contract": family.sow},
            {"rank": 2, "paper_contract": family.master},
            {"rank": 2},
            {"rank": 0, "paper_contract": family.sow},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                PrecedenceRank.objects.create(contract=family.sow, **wrong)
        with pytest.raises(IntegrityError), transaction.atomic():
            AgreedTerm.objects.create(subject="governing_law", value="nobody's")


def test_the_page_shows_where_each_term_comes_from(
    cast: Cast, family: Family, sign_in: SignIn
) -> None:
    with tenant(cast.harbor):
        amend(family, "A1", date(2026, 2, 1), notice_period=2, notice_unit="months")
        AgreedTerm.objects.create(
            contract=family.master, subject="liability_cap", value="2,000,000 USD a year"
        )
    page = sign_in(cast.omar).get(page_of(family.sow)).content.decode()
    assert "2 of 2 terms come from another paper than this contract itself." in page
    assert "The order is the usual one" in page
    assert "2 months (A1)" in page
    terms = page[page.index("Terms in force") :]
    place = [terms.index(words) for words in ("2 months", "90 calendar days")]
    assert place == sorted(place)
    assert "2,000,000 USD a year" in page


def test_mallory_can_not_put_an_amendment_under_harbors_contract(
    cast: Cast, family: Family
) -> None:
    with pytest.raises(IntegrityError), tenant(cast.rival):
        Amendment.objects.create(contract=family.sow, number="X", effective_on=TODAY)
