"""The page's figures, from a portfolio small enough to add up by hand."""

from datetime import date
from decimal import Decimal

from django.test import Client

from accounts.tenancy import tenant
from sourcing.models import EngagementContract
from tests.cast import Cast
from tests.portfolio.reading import read
from tests.portfolio.story import Story, pay

QUADRANTS = "by who runs the people"
OPENING, CLOSING = date(2025, 6, 30), date(2026, 6, 30)


def test_one_sentence_answers_with_the_figures_in_it(omar: Client, story: Story) -> None:
    text = read(omar.get("/")).text
    assert "On 30 Jun 2026 1,200,000 USD a year with 3 vendors" in text
    assert "dependence on single vendors is high (index 4,306)" in text
    assert "nothing has been scanned for risks yet" in text
    assert "2 contracts have a decision or an end due by 28 Sep 2026" in text


def test_money_lies_in_the_quadrant_where_the_people_work(omar: Client, story: Story) -> None:
    table = read(omar.get("/")).table(QUADRANTS)
    assert table.row("Onshore outsourcing") == [
        "Onshore outsourcing", "600,000 USD", "50.0 %", "1", "1", "not recorded",
    ]  # fmt: skip
    assert table.row("Offshore outsourcing") == [
        "Offshore outsourcing", "300,000 USD", "25.0 %", "1", "1", "not recorded",
    ]  # fmt: skip
    assert table.row("Delivery country unknown")[1:4] == ["100,000 USD", "8.3 %", "1"]
    assert table.row("All") == ["All", "1,200,000 USD"]


def test_a_captive_has_heads_and_no_contract_money(omar: Client, story: Story) -> None:
    table = read(omar.get("/")).table(QUADRANTS)
    assert table.row("Offshore captive") == [
        "Offshore captive", "no contract money", "0", "1", "40",
    ]  # fmt: skip


def test_mixed_money_is_divided_by_heads_beside_its_sum(omar: Client, story: Story) -> None:
    row = read(omar.get("/")).table(QUADRANTS).row("Mixed")
    assert "by heads 50,000 USD onshore outsourcing" in row[0]
    assert "by heads 150,000 USD offshore outsourcing" in row[0]
    assert row[1:] == ["200,000 USD", "16.7 %", "1", "1", "20"]


def test_dependence_by_vendor_parent_country_and_function(omar: Client, story: Story) -> None:
    table = read(omar.get("/")).table("Herfindahl")
    # 50² + 41.667² + 8.333² by vendor; the parent of Borealis holds as much as Borealis.
    assert table.row("Vendor") == ["Vendor", "warningHigh", "4,306", "100.0 %", "2.3", "3"]
    assert table.row("Ultimate parent")[2:] == ["4,306", "100.0 %", "2.3", "3"]
    # United States 600,000 + a quarter of 200,000; India 300,000 + three quarters.
    country = table.row("Delivery country")
    assert country[0] == "Delivery country not known: 100,000 USD, 8.3 %"
    assert country[2:] == ["5,165", "100.0 %", "1.9", "2"]
    # IT support 600,000, Software 500,000.
    function = table.row("Function")
    assert function[0] == "Function not known: 100,000 USD, 8.3 %"
    assert function[2:] == ["5,041", "100.0 %", "2.0", "2"]


def test_the_largest_holders_by_name(omar: Client, story: Story) -> None:
    page = read(omar.get("/"))
    vendors = page.table("The largest vendors")
    assert vendors.row("Acme Services") == ["Acme Services", "600,000 USD", "50.0 %"]
    assert vendors.row("Borealis") == ["Borealis", "500,000 USD", "41.7 %"]
    assert page.table("ultimate parents").row("Polar Group")[1] == "500,000 USD"
    assert page.table("delivery countries").row("India")[1] == "450,000 USD"
    assert page.table("functions").row("IT support")[1:] == ["600,000 USD", "54.5 %"]
    assert page.text.count("Not known: 100,000 USD, 8.3 %. It counts as no") == 2
    assert "IT support holds 54.5 % of what is known, the largest part by function" in page.text
    assert "Acme Services holds 50.0 %, the largest part by vendor" in page.text


def test_where_nothing_is_known_no_index_is_shown(omar: Client, cast: Cast, story: Story) -> None:
    with tenant(cast.harbor):
        EngagementContract.objects.all().delete()
    page = read(omar.get("/"))
    row = page.table("Herfindahl").row("Delivery country")
    assert row == ["Delivery country", "Not known: 1,200,000 USD, 100.0 %"]
    assert "For 100.0 % no delivery country is recorded" in page.text
    holders = read(omar.get("/portfolio/holders/?by=country")).text
    assert "For 100.0 % no delivery country is recorded: 1,200,000 USD a year." in holders
    rows = read(omar.get("/portfolio/rows/?by=country&key=unknown"))
    assert rows.table("to the cent").rows[-1][-1].text == "1,200,000.00 USD"


def test_the_yardstick_is_named_as_borrowed(omar: Client, story: Story) -> None:
    text = read(omar.get("/")).text
    assert "borrows the bounds of the 2023 US Merger Guidelines" in text


def test_how_it_is_computed_puts_the_numbers_in(omar: Client, story: Story) -> None:
    text = read(omar.get("/")).text
    assert (
        "Herfindahl–Hirschman index = Σ (share in percent)² = "
        "50.00² + 41.67² + 8.33² = 4,305.556" in text
    )
    assert "Effective number = 10,000 / 4,305.556 = 2.32" in text
    assert "Top-5 share = (600,000 + 500,000 + 100,000) / 1,200,000 = 100.00 %" in text
    assert "= 600,000 + 300,000 + 200,000 + 100,000 = 1,200,000 USD" in text
    assert "5 contract items of 4 contracts" in text


def test_what_is_left_out_is_named_apart_and_never_added(omar: Client, story: Story) -> None:
    text = read(omar.get("/")).text
    assert "1 contract item in VND, agreed 50,000 VND: no rate from VND to USD: none of VND" in text
    assert "1 contract item, agreed 10,000 USD: their term has no last day" in text
    assert "1 contract: neither items nor a value with a first day" in text


def test_agreed_value_counts_the_open_end_too(omar: Client, story: Story) -> None:
    page = read(omar.get("/?basis=value"))
    assert "1,210,000 USD agreed with 3 vendors" in page.text
    assert page.table("The largest vendors").row("Acme Services")[1] == "610,000 USD"


def test_scope_all_counts_what_has_ended(omar: Client, story: Story) -> None:
    page = read(omar.get("/?scope=all"))
    assert "1,280,000 USD a year" in page.text
    assert page.table("The largest vendors").row("Cascade")[1] == "180,000 USD"


def test_spend_is_the_default_where_payments_are_dated_at_both_ends(
    omar: Client, cast: Cast, story: Story
) -> None:
    pay(
        story,
        cast,
        {
            "H-1": ((CLOSING, "400000"),),
            "H-2": ((CLOSING, "90000"),),
            "H-2-01": ((CLOSING, "10000"),),
            "H-3": ((CLOSING, "40000"),),
            "H-6": ((OPENING, "30000"), (CLOSING, "80000")),
            "H-7": ((CLOSING, "110000"),),
        },
    )
    page = read(omar.get("/?scope=all"))
    assert "700,000 USD spent in the last twelve months with 3 vendors" in page.text
    # H-6 opened at 30,000, so 50,000 of its 80,000 were spent in the twelve months.
    assert page.table("The largest vendors").row("Cascade")[1] == "90,000 USD"
    assert "the default where payments tell enough" in page.text


def test_a_vendor_with_a_negative_net_is_listed_apart(
    omar: Client, cast: Cast, story: Story
) -> None:
    pay(story, cast, {"H-1": ((CLOSING, "700"),), "H-3": ((CLOSING, "-200"),)})
    response = omar.get("/?basis=paid")
    page = read(response)
    assert "Listed apart: Cascade, net -200 USD" in page.text
    assert response.context["money"].total == Decimal(500)
    assert page.table("The largest vendors").row("All")[1] == "700 USD"


def test_what_is_due_with_owner_money_and_link(omar: Client, story: Story) -> None:
    table = read(omar.get("/")).table("Contracts with a decision")
    rows = [[cell.text for cell in row] for row in table.rows[1:-1]]
    assert rows == [
        ["31 Jul 2026 in 31 days", "Contract ends", "H-3 Cascade", "nobody yet", "100,000 USD"],
        [
            "2 Sep 2026 in 64 days",
            "Decide whether to renew notice deadline 2 Oct 2026 last day 31 Dec 2026",
            "H-1 Service desk Acme Services",
            "Omar",
            "600,000 USD one renewal 630,000 USD",
        ],
    ]
    assert table.row("All 2 contracts") == ["All 2 contracts, in USD", "700,000 USD"]
    assert str(story.contracts["H-3"].pk) in table.rows[1][2].links[0]


def test_the_page_lives_in_the_organizations_pinned_today(omar: Client, story: Story) -> None:
    assert read(omar.get("/?as_of=2025-06-01")).table("largest vendors").row("All")[1] == (
        "80,000 USD"
    )
