"""Olga invites Nina, Nina accepts from the mail, and Olga removes her with a hand-over."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings

from accounts.models import Membership
from accounts.services.letter_sending import send_letters
from accounts.tenancy import tenant
from tests.cast import PASSWORD, Cast
from vendors.models import Contract, Vendor

pytestmark = pytest.mark.browser


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Log in|Sign in")).first.click()
    expect(page.get_by_text("Harbor Works").first).to_be_visible()


@pytest.fixture
def ninas(browser: Browser, address: str) -> Iterator[Page]:
    """A page on Nina's phone."""
    phone = browser.new_context(base_url=address, viewport={"width": 360, "height": 740})
    yield phone.new_page()
    phone.close()


def test_nina_comes_and_goes(cast: Cast, page: Page, ninas: Page, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    email = f"nina@{cast.tag}.example"
    sign_in(page, cast.olga.user.email)
    page.goto("/accounts/membership/")
    page.get_by_role("link", name="Invite a person").first.click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label(re.compile("Vendor manager: Writes")).check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(f"An invitation is on its way to {email}.")).to_be_visible()

    send_letters(organization=cast.harbor, clock=timezone.now)
    letter = next(sent for sent in mail.outbox if sent.to == [email])
    link = re.search(r"http://\S+/invitation/\S+", str(letter.body))
    assert link

    ninas.goto(link[0])
    expect(ninas.get_by_role("heading", name="Join Harbor Works")).to_be_visible()
    ninas.get_by_label("Your name").fill("Nina Petrova")
    ninas.get_by_label("Password").fill("a long enough phrase")
    ninas.get_by_label("Your time zone").select_option("Europe/Sofia")
    assert ninas.evaluate("document.documentElement.scrollWidth") <= 360
    ninas.get_by_role("button", name="Accept and sign in").click()
    expect(ninas.get_by_role("heading", name="Portfolio").first).to_be_visible()

    nina = Membership.objects.get(user__email=email)
    with tenant(cast.harbor):
        vendor = Vendor.objects.create(legal_name="Acme")
        contract = Contract.objects.create(number="C-1", vendor=vendor, owner=nina)

    page.goto(f"/accounts/membership/{nina.pk}/change/")
    page.get_by_role("link", name="Remove from the organization").first.click()
    expect(page.get_by_text("Contracts: owner")).to_be_visible()
    page.get_by_label("Who takes over").select_option(label="Omar")
    page.get_by_role("button", name="Remove from the organization").click()
    expect(page.get_by_text("Nina Petrova has left Harbor Works.")).to_be_visible()
    with tenant(cast.harbor):
        contract.refresh_from_db()
    assert contract.owner == cast.omar

    ninas.goto("/vendors/contract/")
    expect(ninas.get_by_text("You are not a member of any organization")).to_be_visible()
