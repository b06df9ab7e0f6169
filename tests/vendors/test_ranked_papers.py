"""A contract's own order of precedence holds papers of its own agreement, whoever writes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.tenancy import tenant
from tests.admin.addresses import page_of
from tests.admin.conftest import SignIn
from tests.admin.test_forms import CONTRACT
from tests.api.conftest import Programs, errors_of
from tests.cast import Cast
from tests.vendors.story import Family, make_family
from vendors.models import Amendment, Contract, PrecedenceRank

SENTENCE = (
    "A place in a contract's order holds a paper of the same agreement: the contract, its "
    "master, what else stands under that master, or an amendment of one of these. Choose such a "
    "paper, or empty the place first."
)


@pytest.fixture
def family(cast: Cast) -> Family:
    with tenant(cast.harbor):
        return make_family()


@pytest.fixture
def stranger(cast: Cast, family: Family) -> Contract:
    """Another contract of the same vendor, under no master."""
    with tenant(cast.harbor):
        return Contract.objects.create(number="ALONE-1", vendor=family.sow.vendor)


def amendment_of(contract: Contract) -> Amendment:
    return Amendment.objects.create(
        contract=contract, number=f"{contract.number}-A1", effective_on=date(2026, 1, 1)
    )


@contextmanager
def checked_at_the_end() -> Iterator[None]:
    yield
    connection.check_constraints()


@contextmanager
def refused_at_the_end() -> Iterator[None]:
    """What comes out only when the transaction ends, so that records may move together."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), checked_at_the_end():
        yield
    assert refusal.value.__cause__ is not None
    assert refusal.value.__cause__.diag.message_primary == SENTENCE  # type: ignore[attr-defined]


def test_every_paper_of_the_agreement_may_have_a_place(cast: Cast, family: Family) -> None:
    with tenant(cast.harbor):
        other = Contract.objects.create(
            number="SOW-2",
            kind="statement_of_work",
            vendor=family.sow.vendor,
            parent=family.master,
        )
        for place, paper in enumerate((family.sow, family.master, other), start=1):
            PrecedenceRank.objects.create(contract=family.sow, rank=place, paper_contract=paper)
            PrecedenceRank.objects.create(
                contract=family.sow, rank=10 + place, paper_amendment=amendment_of(paper)
            )
        connection.check_constraints()
    with tenant(cast.harbor):
        assert PrecedenceRank.objects.filter(contract=family.sow).count() == 6


def test_raw_sql_can_not_rank_a_paper_of_another_agreement(
    cast: Cast, family: Family, stranger: Contract
) -> None:
    with tenant(cast.harbor):
        of_stranger = amendment_of(stranger)
        for column, paper in (
            ("paper_contract_id", stranger.pk),
            ("paper_amendment_id", of_stranger.pk),
        ):
            with refused_at_the_end(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO vendors_precedencerank"  # noqa: S608 - the columns above
                    f" (id, organization_id, contract_id, rank, {column})"
                    " VALUES (%s, %s, %s, 1, %s)",
                    [uuid4(), cast.harbor.pk, family.sow.pk, paper],
                )
        rank = PrecedenceRank.objects.create(
            contract=family.sow, rank=1, paper_contract=family.master
        )
        with refused_at_the_end():
            PrecedenceRank.objects.filter(pk=rank.pk).update(paper_contract=stranger)


def test_a_paper_with_a_place_does_not_leave_the_agreement(
    cast: Cast, family: Family, stranger: Contract
) -> None:
    with tenant(cast.harbor):
        amendment = amendment_of(family.master)
        PrecedenceRank.objects.create(contract=family.sow, rank=1, paper_amendment=amendment)
        connection.check_constraints()
        with refused_at_the_end():
            Amendment.objects.filter(pk=amendment.pk).update(contract=stranger)
        with refused_at_the_end():
            Contract.objects.filter(pk=family.sow.pk).update(parent=stranger)
        with refused_at_the_end():
            Contract.objects.filter(pk=family.sow.pk).update(parent=None)


def test_a_whole_agreement_moves_with_its_order(
    cast: Cast, family: Family, stranger: Contract
) -> None:
    with tenant(cast.harbor):
        rank = PrecedenceRank.objects.create(
            contract=family.sow, rank=1, paper_contract=family.master
        )
        # Raw, because the kinds of contracts that stand under others are checked elsewhere.
        Contract.objects.filter(pk=family.master.pk).update(kind="order", parent=stranger)
        connection.check_constraints()
        # A contract and its order move in one go, in whatever turn they are saved.
        Contract.objects.filter(pk=family.sow.pk).update(parent=None)
        PrecedenceRank.objects.filter(pk=rank.pk).update(paper_contract=family.sow)
        connection.check_constraints()


def test_the_page_says_which_papers_have_a_place(
    cast: Cast, family: Family, stranger: Contract, sign_in: SignIn
) -> None:
    client: Client = sign_in(cast.omar)
    form = {
        **CONTRACT,
        "number": "SOW-1",
        "title": "typed with care",
        "kind": "statement_of_work",
        "vendor": str(family.sow.vendor_id),
        "parent": str(family.master.pk),
        "precedence_ranks-TOTAL_FORMS": "1",
        "precedence_ranks-0-rank": "1",
        "precedence_ranks-0-paper_contract": str(stranger.pk),
    }
    answer = client.post(page_of(family.sow), form)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert SENTENCE.replace("'", "&#x27;") in page
    assert "typed with care" in page
    with tenant(cast.harbor):
        assert not PrecedenceRank.objects.exists()
    form["precedence_ranks-0-paper_contract"] = str(family.master.pk)
    assert client.post(page_of(family.sow), form).status_code == 302


def test_programs_are_told_the_same(
    cast: Cast, family: Family, stranger: Contract, program: Programs
) -> None:
    omar = program(cast.omar)
    asked = {"contract": str(family.sow.pk), "rank": 1, "paper_contract": str(stranger.pk)}
    answer = omar.post("precedence-ranks/", asked)
    assert (answer.status_code, errors_of(answer)) == (400, [("contradiction", None)])
    assert answer.json()["errors"][0]["detail"] == SENTENCE
    made = omar.post("precedence-ranks/", {**asked, "paper_contract": str(family.master.pk)})
    assert made.status_code == 201
    moved = omar.change(f"contracts/{family.sow.pk}/", {"parent": None})
    assert (moved.status_code, errors_of(moved)) == (400, [("contradiction", None)])
