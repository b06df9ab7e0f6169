"""Takes the pictures of the README: `make pictures` serves the example organizations and runs this.

Each picture is a page as Omar of Meridian Instruments sees it; the day is pinned there, so the
same pictures come out whenever they are taken.
"""

import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

HERE = Path(__file__).resolve().parent
PORT = 8765
ADDRESS = f"http://127.0.0.1:{PORT}"
SECONDS_TO_START = 60
# As load_demo prints it.
PASSWORD = "longshore-demo-only"  # noqa: S105
DESK = ViewportSize(width=1440, height=1000)
PHONE = ViewportSize(width=390, height=844)


@dataclass(frozen=True)
class Picture:
    """A page and the file it goes to; `click` names a link to follow from there."""

    file: str
    path: str
    size: ViewportSize
    click: str = ""
    dark: bool = False


PICTURES = (
    Picture("portfolio.png", "/", DESK),
    Picture("finding.png", "/risk/finding/", DESK, click="Nobody has decided whether contract"),
    Picture("renewals-dark.png", "/renewals/", DESK, dark=True),
    Picture("phone.png", "/", PHONE),
)


def main() -> None:
    server = subprocess.Popen(  # noqa: S603
        [
            *(sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py"),
            *("--bind", f"127.0.0.1:{PORT}", "config.wsgi:application"),
        ],
        cwd=HERE.parent,
    )
    try:
        wait_until_it_answers()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
                args=["--no-sandbox", "--disable-gpu"],
            )
            for picture in PICTURES:
                take(browser, picture)
            browser.close()
    finally:
        server.terminate()
        server.wait()


def wait_until_it_answers() -> None:
    """Raises `TimeoutError` where the server hasn't started in time."""
    last = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < last:
        try:
            with urlopen(f"{ADDRESS}/health/live"):  # noqa: S310
                return
        except URLError:
            time.sleep(0.5)
    raise TimeoutError(f"{ADDRESS} does not answer after {SECONDS_TO_START} seconds.")


def take(browser: Browser, picture: Picture) -> None:
    """Opens the page anew, as somebody who has just signed in, and writes what the screen shows."""
    context = browser.new_context(
        base_url=ADDRESS,
        locale="en-US",
        viewport=picture.size,
        color_scheme="dark" if picture.dark else "light",
    )
    page = context.new_page()
    sign_in(page, picture.path)
    if picture.click:
        page.get_by_role("link", name=re.compile(picture.click)).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / picture.file)
    context.close()


def sign_in(page: Page, path: str) -> None:
    page.goto(f"/login/?next={path}")
    page.get_by_label("Email").fill("omar@meridian.example")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    page.wait_for_url(f"**{path}")


if __name__ == "__main__":
    main()
