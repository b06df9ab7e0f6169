"""The address decides what is shown; what it gets wrong is said."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client

from risk.dashboards.options import read_options
from tests.portfolio.reading import read
from tests.portfolio.story import Story
from vendors.concentration import Basis, Scope

TODAY = date(2026, 6, 30)


def test_an_empty_address_leaves_the_basis_to_the_data() -> None:
    options = read_options(QueryDict(""), TODAY)
    assert (options.basis, options.scope, options.as_of) == (None, Scope.ACTIVE, TODAY)
    assert options.status == 200


def test_links_keep_what_was_chosen_and_nothing_else() -> None:
    options = read_options(QueryDict("basis=paid&scope=all&as_of=2026-01-31"), TODAY)
    assert options.basis is Basis.PAID
    assert options.query(basis="value") == "?scope=all&basis=value&as_of=2026-01-31"
    assert read_options(QueryDict(""), TODAY).query() == "?"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        (
            "basis=foo",
            "basis is “foo”, but must be one of spend, annualised, value, paid. "
            "The default is shown.",
        ),
        ("scope=most", "scope is “most”, but must be one of active, all. The default is shown."),
        (
            "as_of=nonsense",
            "as_of is “nonsense”, but must be a date such as 2026-06-30, from 1950 to 2100. "
            "Today is shown.",
        ),
        (
            "as_of=0001-01-01",
            "as_of is “0001-01-01”, but must be a date such as 2026-06-30, from 1950 to 2100. "
            "Today is shown.",
        ),
        ("asof=2026-01-01", "“asof” isn't known here. This page understands basis, scope, as_of."),
    ],
)
def test_a_wrong_address_shows_the_default_and_says_so(
    omar: Client, story: Story, query: str, problem: str
) -> None:
    response = omar.get(f"/?{query}")
    text = read(response).text
    assert response.status_code == 400
    assert problem in text
    assert "On 30 Jun 2026 1,200,000 USD a year with 3 vendors" in text


def test_a_wrong_address_is_escaped(omar: Client, story: Story) -> None:
    content = omar.get("/?basis=<script>alert(1)</script>").content
    assert b"<script>alert(1)" not in content
