"""Vera signs in with a second factor, resets her password, and ends a session elsewhere."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from accounts.models import Letter
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.browser
NEW = "quite another battery"


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    """A narrow dark page on `localhost`, where browsers allow security keys without https."""
    context = browser.new_context(
        base_url=address.replace("127.0.0.1", "localhost"),
        viewport={"width": 360, "height": 740},
        color_scheme="dark",
    )
    yield context.new_page()
    context.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def confirm(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def shown(secret: str, later: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time() // 30) + later)))


def is_fine(page: Page) -> None:
    """Fits its width and has no serious hindrance."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in {"serious", "critical"}] == []


def test_vera_sets_up_an_authenticator_app_and_signs_in_with_it(
    cast: Cast, page: Page, phone: Page
) -> None:
    sign_in(page, cast.vera.user.email)
    page.goto("/account/second-factor/")
    is_fine(page)
    page.get_by_role("link", name="Set up an app").click()
    is_fine(page)
    confirm(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    is_fine(page)
    page.get_by_label("Authenticator code").fill(shown(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_text(re.compile(r"\d{8}"))).to_be_visible()

    phone.goto("/")
    is_fine(phone)
    sign_in(phone, cast.vera.user.email)
    expect(phone.get_by_role("heading", name="Second factor")).to_be_visible()
    is_fine(phone)
    phone.get_by_label("Code").fill(shown(secret, 1))
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("heading", name="Portfolio").first).to_be_visible()

    phone.goto("/account/sessions/")
    is_fine(phone)
    phone.get_by_role("button", name="End all others").click()
    expect(phone.get_by_text("1 session ended.")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in to Longshore")).to_be_visible()


def test_vera_adds_a_security_key_and_signs_in_with_it(cast: Cast, phone: Page) -> None:
    devices = phone.context.new_cdp_session(phone)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    sign_in(phone, cast.vera.user.email)
    phone.goto("/account/second-factor/keys/add/")
    confirm(phone)
    is_fine(phone)
    phone.get_by_label("Name").fill("Vera's key")
    phone.get_by_label("Passwordless").check()
    phone.get_by_role("button", name="Add").click()
    expect(phone.get_by_text(re.compile("ecovery codes")).first).to_be_visible()
    assert Authenticator.objects.filter(user=cast.vera.user, type="webauthn").count() == 1
    phone.goto("/account/second-factor/keys/")
    expect(phone.get_by_text("Vera's key")).to_be_visible()
    is_fine(phone)

    phone.context.clear_cookies()
    sign_in(phone, cast.vera.user.email)
    phone.get_by_role("button", name="Use a security key").click()
    expect(phone.get_by_role("heading", name="Portfolio").first).to_be_visible()

    phone.context.clear_cookies()
    phone.goto("/")
    phone.get_by_role("button", name="Use a passkey").click()
    expect(phone.get_by_role("heading", name="Portfolio").first).to_be_visible()


def test_vera_resets_her_password(cast: Cast, page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("Forgot")).click()
    is_fine(page)
    page.get_by_label("Email").fill(cast.vera.user.email)
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    is_fine(page)
    link = re.search(r"https?://\S+", Letter.objects.get(to=cast.vera.user.email).text)
    assert link
    page.goto(link[0])
    is_fine(page)
    page.get_by_label("New Password", exact=True).fill(NEW)
    page.get_by_label("New Password (again)").fill(NEW)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="The new password is set")).to_be_visible()
    sign_in(page, cast.vera.user.email, NEW)
    expect(page.get_by_role("heading", name="Portfolio").first).to_be_visible()
