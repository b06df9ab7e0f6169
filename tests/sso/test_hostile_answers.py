"""What a hostile browser or provider sends is refused, in time."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.sso import fetch
from accounts.sso.protocol import is_same
from accounts.sso.refusal import SsoRefused
from tests.cast import Cast
from tests.sso.test_single_sign_on import Come, come, provider

__all__ = ["come", "provider"]


def test_a_state_or_nonce_in_any_script_is_just_wrong(cast: Cast, come: Come) -> None:
    assert come(cast.vera, state="é")[1].status_code == 403
    assert come(cast.vera, nonce="é")[1].status_code == 403
    assert [is_same("\ud800", "a"), is_same("é", "a"), is_same("a", "a")] == [False, False, True]


@pytest.mark.parametrize("address", ["https://[::1", "http://127.0.0.1:9/é", "http://a b/"])
def test_an_address_that_is_none_is_refused(address: str, settings: Settings) -> None:
    settings.SSO_ALLOWS_PRIVATE_ADDRESSES = True
    with pytest.raises(SsoRefused):
        fetch.ask(address)


@pytest.fixture
def dripping() -> Iterator[str]:
    """A provider that sends a byte of its answer every tenth of a second."""
    listening = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def drip() -> None:
        caller, _ = listening.accept()
        with caller:
            try:
                caller.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not done.wait(0.1):
                    caller.sendall(b"a")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    done.set()
    thread.join()
    listening.close()


def test_a_dripping_answer_ends_at_the_deadline(
    dripping: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SSO_ALLOWS_PRIVATE_ADDRESSES = True
    monkeypatch.setattr(fetch, "TIMEOUT", 1.0)
    began = time.monotonic()
    with pytest.raises(SsoRefused):
        fetch.ask(dripping)
    assert 0.9 < time.monotonic() - began < 10
