"""Who sees the portfolio, and that nobody sees another organization's."""

from dataclasses import fields

import pytest
from django.test import Client

from accounts.tenancy import tenant
from sourcing.models import Engagement, EngagementContract
from tests.cast import Cast
from tests.portfolio.conftest import SignIn
from tests.portfolio.reading import read
from tests.portfolio.story import Story, tell
from vendors.models import Contract, ContractItem

PAGES = (
    "/",
    "/?basis=value&scope=all",
    "/portfolio/rows/?scope=all&basis=value",
    "/portfolio/rows/?left_out=other_currency",
    "/portfolio/holders/?by=vendor",
    "/portfolio/holders/?by=function",
    "/portfolio/due/",
)


@pytest.mark.parametrize("role", ["olga", "omar", "vera", "eve"])
def test_people_who_decide_see_it(cast: Cast, story: Story, sign_in: SignIn, role: str) -> None:
    client = sign_in(getattr(cast, role))
    assert [client.get(page).status_code for page in PAGES] == [200] * len(PAGES)


def test_an_integrator_does_not(cast: Cast, story: Story, sign_in: SignIn) -> None:
    ivan = sign_in(cast.ivan)
    for page in PAGES:
        response = ivan.get(page)
        assert response.status_code == 403
        assert b"Acme" not in response.content


def test_nobody_sees_it_before_signing_in(cast: Cast, story: Story) -> None:
    for page in PAGES:
        response = Client().get(page)
        assert response.status_code == 302
        assert response["Location"].startswith("/login/")


def test_not_a_byte_of_another_organization(cast: Cast, sign_in: SignIn) -> None:
    tell(cast)
    canary = f"canary-{cast.tag}"
    mallory = sign_in(cast.mallory)
    _tell_canaries(cast, canary)
    assert canary in read(mallory.get("/")).text
    omar = sign_in(cast.omar)
    for page in PAGES:
        assert canary.encode() not in omar.get(page).content
        assert b"Acme Services" not in mallory.get(page).content


def _tell_canaries(cast: Cast, canary: str) -> None:
    """The same shape at Rival Freight, with a canary in every text."""
    theirs = tell(_as_rival(cast))
    with tenant(cast.rival):
        for vendor in (theirs.acme, theirs.borealis, theirs.cascade, theirs.polar):
            vendor.legal_name = f"{canary} {vendor.pk}"
            vendor.save()
        Contract.objects.update(title=canary, business_unit=canary)
        ContractItem.objects.update(title=canary)
        Engagement.objects.update(name=canary, function=canary)
        assert EngagementContract.objects.count() == 3


def _as_rival(cast: Cast) -> Cast:
    given = {field.name: getattr(cast, field.name) for field in fields(cast)}
    return Cast(**{**given, "harbor": cast.rival, "omar": cast.mallory})
