"""Every number opens the rows behind it, and they add up to it."""

from decimal import Decimal

import pytest
from django.test import Client

from tests.cast import Cast
from tests.portfolio.conftest import SignIn
from tests.portfolio.reading import read
from tests.portfolio.story import Story

CAPTIONS = (
    "by who runs the people",
    "largest vendors",
    "ultimate parents",
    "countries",
    "functions",
)


@pytest.mark.parametrize("query", ["/", "/?basis=value", "/?basis=annualised&scope=all"])
def test_each_figure_leads_to_rows_with_the_same_total(
    omar: Client, story: Story, query: str
) -> None:
    page = read(omar.get(query))
    followed = 0
    for caption in CAPTIONS:
        for row in page.table(caption).rows[1:-1]:
            for cell in row:
                for link in cell.links:
                    rows = read(omar.get(link)).table("to the cent")
                    assert rows.rows[-1][-1].text == cell.text.replace(" USD", ".00 USD")
                    followed += 1
    assert followed == 14


def test_the_rows_are_exactly_the_items_summed(omar: Client, story: Story) -> None:
    page = read(omar.get("/"))
    rows = read(omar.get(page.table("largest vendors").link("Borealis"))).table("to the cent")
    assert [[cell.text for cell in row] for row in rows.rows[1:]] == [
        ["H-2", "H-2", "Borealis", "1 Jan 2026", "31 Dec 2026", "200,000.00 USD", "200,000.00 USD"],
        ["H-2-01", "H-2", "Borealis", "1 Jan 2026", "31 Dec 2026", "100,000.00 USD",
         "100,000.00 USD"],
        ["H-7", "H-7", "Borealis", "1 Jan 2026", "31 Dec 2026", "200,000.00 USD", "200,000.00 USD"],
        ["All 3 items", "500,000.00 USD", "500,000.00 USD"],
    ]  # fmt: skip
    assert rows.rows[1][1].links == [f"/vendors/contract/{story.contracts['H-2'].pk}/change/"]


def test_the_whole_portfolio_opens_too(omar: Client, story: Story) -> None:
    page = read(omar.get("/"))
    rows = read(omar.get(page.table("by who runs").link("All")))
    assert rows.table("to the cent").rows[-1][-1].text == "1,200,000.00 USD"


def test_a_country_gets_the_part_that_its_heads_stand_for(omar: Client, story: Story) -> None:
    link = read(omar.get("/")).table("delivery countries").link("United States")
    rows = read(omar.get(link)).table("to the cent")
    assert rows.row("H-1")[-1] == "600,000.00 USD"
    assert rows.row("H-7")[-1] == "50,000.00 USD"
    assert rows.rows[-1][-1].text == "650,000.00 USD"


def test_all_holders_stand_behind_the_index(omar: Client, story: Story) -> None:
    page = read(omar.get("/"))
    holders = read(omar.get(page.table("Herfindahl").link("Vendor")))
    table = holders.table("the largest first")
    assert table.row("Cascade") == ["Cascade", "100,000.00 USD", "8.33 %"]
    assert table.row("All 3") == ["All 3", "1,200,000.00 USD", "100 %"]
    assert "the index of 4,306 is high, as if 2.3 equal ones held it" in holders.text


def test_what_is_left_out_can_be_opened(omar: Client, story: Story) -> None:
    dong = read(omar.get("/portfolio/rows/?left_out=other_currency"))
    assert dong.table("to the cent").row("H-4")[-1] == "50,000.00 VND"
    open_ended = read(omar.get("/portfolio/rows/?left_out=undetermined"))
    assert open_ended.table("to the cent").row("H-5")[3:] == [
        "1 Mar 2026", "open end", "10,000.00 USD",
    ]  # fmt: skip
    bare = read(omar.get("/portfolio/rows/?left_out=no_amount"))
    assert bare.table("Record their items").row("H-8") == [
        "H-8", "Cascade", "not recorded", "not recorded",
    ]  # fmt: skip


def test_the_switches_stay_on_the_way_down(omar: Client, story: Story) -> None:
    link = read(omar.get("/?basis=value&scope=all")).table("largest vendors").link("Acme")
    assert "basis=value" in link
    assert "scope=all" in link
    rows = read(omar.get(link)).table("to the cent")
    assert rows.rows[-1][-1].text == "610,000.00 USD"


@pytest.mark.parametrize(
    "address",
    [
        "/portfolio/rows/?by=vendor&key=nobody",
        "/portfolio/rows/?by=colour&key=red",
        "/portfolio/rows/?quadrant=elsewhere",
        "/portfolio/rows/?left_out=everything",
        "/portfolio/rows/?by=vendor",
        "/portfolio/holders/?by=colour",
    ],
)
def test_a_figure_that_does_not_exist_is_not_found(
    omar: Client, story: Story, address: str
) -> None:
    assert omar.get(address).status_code == 404


def test_another_organizations_vendor_answers_as_a_missing_one(
    cast: Cast, story: Story, sign_in: SignIn
) -> None:
    mallory = sign_in(cast.mallory)
    theirs = mallory.get(f"/portfolio/rows/?by=vendor&key={story.acme.pk}")
    missing = mallory.get("/portfolio/rows/?by=vendor&key=01a208e3-e87d-7657-9582-8340c619d94a")
    assert theirs.status_code == missing.status_code == 404
    assert b"Acme" not in theirs.content


def test_the_total_of_a_long_list_stands_for_all_its_pages(
    omar: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("risk.dashboards.paging.PER_PAGE", 2)
    first = omar.get("/portfolio/rows/")
    second = omar.get("/portfolio/rows/?page=2")
    assert [line.row.item.number for line in first.context["lines"]] == ["H-1", "H-2"]
    assert [line.row.item.number for line in second.context["lines"]] == ["H-2-01", "H-3"]
    assert first.context["total"] == second.context["total"] == Decimal(1_200_000)
