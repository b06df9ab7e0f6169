"""A real server and a real browser."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings


class WaitingServer(ThreadedWSGIServer):
    """Ends only when its threads have ended, and with them their connections."""

    daemon_threads = False


@pytest.fixture
def address(db: None, settings: Settings) -> Iterator[str]:
    """The address of a server that runs while the test does; mails link to it."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.server_class = WaitingServer
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    settings.BASE_URL = f"http://127.0.0.1:{server.port}"
    yield settings.BASE_URL
    server.terminate()
    # Those of the test itself: beside Playwright's event loop Django keeps a second set of them.
    connections.close_all()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that refuses anything from another host and any error in the console."""
    context = browser.new_context(
        base_url=address, locale="en-US", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    elsewhere: list[str] = []
    errors: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:"))
            else elsewhere.append(request.url)
        ),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert elsewhere == []
    assert errors == []
