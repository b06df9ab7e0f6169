"""How people of the cast sign in with a browser."""

from playwright.sync_api import Page

from accounts.models import Membership
from tests.cast import PASSWORD


def sign_in(page: Page, member: Membership, path: str = "/") -> None:
    """Signs in as the member and lands on the page at `path`."""
    page.goto(f"/login/?next={path}")
    page.get_by_label("Email").fill(member.user.email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(f"**{path}")
