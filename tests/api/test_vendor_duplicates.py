"""Programs find vendors recorded twice, merge them, take it back, and dismiss pairs."""

from typing import Any

import pytest

from accounts.tenancy import tenant
from tests.admin.register import Register
from tests.api.conftest import Program, Programs, errors_of
from tests.cast import Cast
from vendors.models import Contract, Vendor


@pytest.fixture
def twins(cast: Cast) -> tuple[Vendor, Vendor]:
    """Acme twice, the second with a contract."""
    with tenant(cast.harbor):
        acme = Vendor.objects.create(legal_name="Acme Inc")
        twin = Vendor.objects.create(legal_name="ACME, LLC")
        Contract.objects.create(number="T-1", vendor=twin)
    return acme, twin


def named(vendor: Vendor) -> dict[str, str]:
    return {"id": str(vendor.pk), "legal_name": vendor.legal_name}


def merged(omar: Program, survivor: Vendor, loser: Vendor) -> Any:
    asked = {"survivor": str(survivor.pk), "loser": str(loser.pk), "reason": "One company"}
    return omar.post("vendor-merges/", asked)


def names(omar: Program, query: str = "") -> list[str]:
    return [row["legal_name"] for row in omar.get(f"vendors/{query}").json()["results"]]


def test_pairs_are_found_with_score_and_reason(omar: Program, twins: tuple[Vendor, Vendor]) -> None:
    first, second = sorted(twins, key=lambda vendor: vendor.pk)
    assert omar.get("vendor-duplicates/").json() == {
        "threshold": 90.0,
        "pairs": [
            {
                "first": named(first),
                "second": named(second),
                "score": 100.0,
                "why": ["the same name without its legal form, “acme”"],
            }
        ],
    }


def test_a_merge_is_made_shown_and_undone(
    cast: Cast, omar: Program, twins: tuple[Vendor, Vendor]
) -> None:
    acme, twin = twins
    made = merged(omar, acme, twin)
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["survivor_name"], row["loser_name"], row["merged_by"]) == (
        "Acme Inc",
        "ACME, LLC",
        str(cast.omar.pk),
    )
    # The contract, and the pointer at the survivor itself.
    assert row["outcomes"] == {"moved": 2, "kept": 0, "restored": 0, "changed": 0, "gone": 0}
    assert omar.get(made["Location"]).json() == row
    assert omar.get("vendor-duplicates/").json()["pairs"] == []
    [contract] = omar.get("contracts/").json()["results"]
    assert contract["vendor"] == str(acme.pk)

    undone = omar.post(f"{made['Location']}undo/", {})
    assert undone.status_code == 200, undone.content
    assert (undone.json()["undone_by"], undone.json()["outcomes"]["restored"]) == (
        str(cast.omar.pk),
        2,
    )
    [contract] = omar.get("contracts/").json()["results"]
    assert contract["vendor"] == str(twin.pk)
    again = omar.post(f"{made['Location']}undo/", {})
    assert (again.status_code, errors_of(again)) == (409, [("undo_refused", None)])
    assert [row["id"] for row in omar.get("vendor-merges/?stands=true").json()["results"]] == []


def test_a_merged_record_is_listed_on_request_and_names_its_survivor(
    omar: Program, twins: tuple[Vendor, Vendor]
) -> None:
    acme, twin = twins
    assert names(omar) == ["ACME, LLC", "Acme Inc"]
    merged(omar, acme, twin)
    assert names(omar) == names(omar, "?merged=false") == ["Acme Inc"]
    assert names(omar, "?merged=true") == ["ACME, LLC"]
    old = omar.get(f"vendors/{twin.pk}/")
    assert old.status_code == 200
    assert (old.json()["merged_into"], old.json()["merged_into_name"]) == (
        str(acme.pk),
        "Acme Inc",
    )
    for method in ("PUT", "PATCH", "DELETE"):
        answer = omar.ask(
            method, f"vendors/{twin.pk}/", {"legal_name": "ACME"}, if_match=old["ETag"]
        )
        assert (answer.status_code, errors_of(answer)) == (409, [("merged", None)]), method
        assert f"was merged into Acme Inc ({acme.pk})" in answer.json()["errors"][0]["detail"]


def test_nothing_new_is_hung_on_a_merged_record(
    omar: Program, twins: tuple[Vendor, Vendor]
) -> None:
    acme, twin = twins
    merged(omar, acme, twin)
    for path, field, body in (
        ("contracts/", "vendor", {"number": "N-1"}),
        ("vendors/", "ultimate_parent", {"legal_name": "Acme Japan"}),
    ):
        refused = omar.post(path, {**body, field: str(twin.pk)})
        assert (refused.status_code, errors_of(refused)) == (400, [("merged", field)])
        sentence = f"ACME, LLC was merged into Acme Inc ({acme.pk}). Name that one."
        assert refused.json()["errors"][0]["detail"] == sentence
        assert omar.post(path, {**body, field: str(acme.pk)}).status_code == 201


def test_a_merge_that_can_not_be_is_refused(omar: Program, twins: tuple[Vendor, Vendor]) -> None:
    acme, twin = twins
    itself = merged(omar, acme, acme)
    assert (itself.status_code, errors_of(itself)) == (409, [("merge_refused", None)])
    merged(omar, acme, twin)
    twice = merged(omar, acme, twin)
    assert (twice.status_code, errors_of(twice)) == (409, [("merge_refused", None)])
    assert "merged into Acme Inc already" in twice.json()["errors"][0]["detail"]


def test_a_pair_is_dismissed_once(cast: Cast, omar: Program, twins: tuple[Vendor, Vendor]) -> None:
    pair = {"kind": "duplicate", "first": str(twins[0].pk), "second": str(twins[1].pk)}
    silent = omar.post("dismissed-suggestions/", {**pair, "reason": ""})
    assert (silent.status_code, errors_of(silent)) == (400, [("blank", "reason")])
    made = omar.post("dismissed-suggestions/", {**pair, "reason": "Two sisters"})
    assert made.status_code == 201, made.content
    assert (made.json()["reason"], made.json()["dismissed_by"]) == (
        "Two sisters",
        str(cast.omar.pk),
    )
    assert omar.get("vendor-duplicates/").json()["pairs"] == []
    turned = {"kind": "duplicate", "first": pair["second"], "second": pair["first"]}
    again = omar.post("dismissed-suggestions/", {**turned, "reason": "Again"})
    assert (again.json()["id"], again.json()["reason"]) == (made.json()["id"], "Two sisters")
    lonely = omar.post(
        "dismissed-suggestions/", {**pair, "second": pair["first"], "reason": "Same"}
    )
    assert (lonely.status_code, errors_of(lonely)) == (400, [("invalid", "second")])


def test_mallory_finds_and_merges_nothing_of_harbor(
    cast: Cast, program: Programs, omar: Program, twins: tuple[Vendor, Vendor]
) -> None:
    mallory = program(cast.mallory)
    acme, twin = twins
    assert mallory.get("vendor-duplicates/").json()["pairs"] == []
    foreign = merged(mallory, acme, twin)
    assert (foreign.status_code, {field for _, field in errors_of(foreign)}) == (
        400,
        {"survivor", "loser"},
    )
    made = merged(omar, acme, twin)
    assert mallory.post(f"{made['Location']}undo/", {}).status_code == 404


def test_reference_rates_are_read_and_nothing_else(omar: Program, harbor: Register) -> None:
    asked = "currency=USD&day_from=1999-01-04&day_to=1999-01-05&ordering=day"
    rows = omar.get(f"reference-rates/?{asked}").json()["results"]
    assert [(row["currency"], row["day"], row["rate"]) for row in rows] == [
        ("USD", "1999-01-04", "1.17890000"),
        ("USD", "1999-01-05", "1.17900000"),
    ]
    assert omar.get(f"reference-rates/{rows[0]['id']}/").json() == rows[0]
    assert omar.get("reference-rates/nonsense/").status_code == 404
    assert omar.post("reference-rates/", rows[0]).status_code == 405
    wrong = omar.get("reference-rates/?currency=XXXX")
    assert (wrong.status_code, errors_of(wrong)) == (400, [("invalid_choice", "currency")])


def test_overdue_obligations_can_be_asked_for(
    cast: Cast, omar: Program, program: Programs, harbor: Register, rival: Register
) -> None:
    report = {
        "contract": str(harbor["contract"].pk),
        "title": "Late report",
        "owed_by": "vendor",
        "recurrence": "once",
        "first_due": "2026-06-29",
        "owner": str(cast.vera.pk),
    }
    late = omar.post("obligations/", report)
    assert late.status_code == 201, late.content

    def titles(query: str) -> list[str]:
        return [row["title"] for row in omar.get(f"obligations/?{query}").json()["results"]]

    # The organization's today is 30 June 2026: what was due the day before is overdue.
    assert titles("overdue=true") == ["Late report"]
    assert titles("overdue=false") == ["Harbor security report"]
    assert omar.get("obligations/?overdue=maybe").status_code == 400
    assert program(cast.mallory).get("obligations/?overdue=true").json()["results"] == []
