"""Possible duplicates and parents: plausible on names, exact against comparing all pairs."""

import csv
import gzip
from pathlib import Path
from time import perf_counter
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.duplicates import Candidate, Pair, all_pairs, possible_duplicates
from vendors.names import bare_domain, bare_tax_id, normalized, words
from vendors.parents import Named, suggested_parents

FOLDER = Path(__file__).parents[2] / "sample_data" / "philadelphia"


def candidates(*names: str) -> list[Candidate]:
    return [Candidate(UUID(int=n), name) for n, name in enumerate(names, start=1)]


def named(pairs: tuple[Pair, ...]) -> list[tuple[str, str]]:
    return [(pair.first.legal_name, pair.second.legal_name) for pair in pairs]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Data-Core Systems, Inc.", "core data systems"),
        ("DATA CORE SYSTEMS LLC", "core data systems"),
        ("Veldmark Technologies Pvt. Ltd.", "technologies veldmark"),
        ("Brzózka Embedded sp. z o.o.", "brzozka embedded"),
        ("Sierra Alta Soporte S.A. de C.V.", "alta sierra soporte"),
        ("Müller & Söhne GmbH & Co. KG", "and muller sohne"),
        ("The Lighting Practice Inc.", "lighting practice"),
        ("Limited", "limited"),
        ("日本電気株式会社", "日本電気株式会社"),
    ],
)
def test_normalized_names(name: str, expected: str) -> None:
    assert normalized(name) == expected


def test_keys_without_their_dress() -> None:
    assert bare_domain("https://www.Example.com/about") == "example.com"
    assert bare_tax_id("DE 129.273.398") == "DE129273398"
    assert words("") == ()


def test_the_same_name_under_another_legal_form() -> None:
    found = possible_duplicates(candidates("Acme Corp.", "ACME, Inc", "Apex Ltd"))
    assert named(found) == [("Acme Corp.", "ACME, Inc")]
    assert found[0].score == 100.0
    assert found[0].why == ("the same name without its legal form, “acme”",)


def test_a_slip_of_the_pen() -> None:
    found = possible_duplicates(
        candidates("Sahar Coston-Hardy Photography LLC", "Sahar Coston-Hardy Photgoraphy LLC")
    )
    assert round(found[0].score, 1) == 96.7
    assert "97 % alike" in found[0].why[0]


def test_numbers_and_leis_tell_companies_apart() -> None:
    assert possible_duplicates(candidates("Workers Union Local 98", "Workers Union Local 99")) == ()
    one = Candidate(UUID(int=1), "Acme Inc", lei="HWUPKR0MPOU8FGXBT394")
    other = Candidate(UUID(int=2), "Acme LLC", lei="5493001KJTIIGC8Y1R12")
    assert possible_duplicates([one, other]) == ()


def test_the_same_tax_id_is_certain_and_the_same_domain_likely() -> None:
    one = Candidate(UUID(int=1), "Acme Inc", tax_id="12-345", web_domain="acme.example")
    other = Candidate(UUID(int=2), "Roadrunner", tax_id="12345")
    third = Candidate(UUID(int=3), "Coyote", web_domain="www.acme.example")
    found = possible_duplicates([one, other, third])
    assert [(pair.score, pair.why) for pair in found] == [
        (100.0, ("the same tax id 12-345",)),
        (92.0, ("the same web domain acme.example",)),
    ]


LETTERS = st.text("ab1 -é", min_size=1, max_size=14)
VENDORS = st.lists(
    st.tuples(LETTERS, st.sampled_from(["", "1", "2"]), st.sampled_from(["", "x.example"])),
    max_size=14,
)


@settings(max_examples=300)
@given(rows=VENDORS, threshold=st.sampled_from([60.0, 80.0, 90.0, 95.0]))
def test_blocks_lose_no_pair(rows: list[tuple[str, str, str]], threshold: float) -> None:
    all_of_them = [
        Candidate(UUID(int=n), name, tax_id, "", domain)
        for n, (name, tax_id, domain) in enumerate(rows)
    ]
    assert possible_duplicates(all_of_them, threshold) == all_pairs(all_of_them, threshold)


def test_parents_told_by_name() -> None:
    vendors = [
        Named(UUID(int=n), name)
        for n, name in enumerate(
            [
                "Veldmark Group plc",
                "Veldmark Japan KK",
                "Veldmark Cloud Operations Inc.",
                "Veldmarket Ltd",
                "Fuji Film",
                "ABC Ltd",
                "ABC Cloud Ltd",
            ]
        )
    ]
    found = [(s.child.legal_name, s.parent.legal_name) for s in suggested_parents(vendors)]
    assert found == [
        ("Veldmark Cloud Operations Inc.", "Veldmark Group plc"),
        ("Veldmark Japan KK", "Veldmark Group plc"),
    ]


def test_a_recorded_parent_is_not_suggested_again_nor_turned_round() -> None:
    group = Named(UUID(int=1), "Veldmark", parent_id=UUID(int=2))
    japan = Named(UUID(int=2), "Veldmark Japan KK")
    india = Named(UUID(int=3), "Veldmark India", parent_id=UUID(int=1))
    assert suggested_parents([group, japan, india]) == ()


def philadelphia(*quarters: str) -> list[str]:
    names = set()
    for quarter in quarters:
        with gzip.open(FOLDER / f"{quarter}.csv.gz", "rt", encoding="utf-8-sig") as file:
            names |= {row["vendor"].strip() for row in csv.DictReader(file)}
    return sorted(names)


def test_the_vendors_of_philadelphia() -> None:
    """1,121 names in the last quarter, 1,399 in all eight, each compared in well under a second."""
    last = philadelphia("FY-2020-Q4")
    assert len(last) == 1121
    every = philadelphia(*(f"FY-{year}-Q{n}" for year in (2019, 2020) for n in (1, 2, 3, 4)))
    assert len(every) == 1399
    started = perf_counter()
    found = possible_duplicates(candidates(*every))
    assert perf_counter() - started < 1
    assert len(found) == 14
    assert sum(pair.score == 100 for pair in found) == 8
    pairs = named(found)
    assert ("The Lighting Practice Inc.", "The Lighting Practice") in [
        tuple(sorted(pair, reverse=True, key=len)) for pair in pairs
    ]
    assert found == all_pairs(candidates(*every))
    parents = suggested_parents([Named(c.id, c.legal_name) for c in candidates(*every)])
    assert [(s.child.legal_name, s.parent.legal_name) for s in parents] == [
        ("EConsult Solutions, Inc", "ECONSULT CORPORATION"),
        ("Jones Lang LaSalle Americas, Inc.", "Jones Lang LaSalle, Inc."),
    ]
