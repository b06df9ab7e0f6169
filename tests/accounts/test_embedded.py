from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from time import sleep

import pytest

from accounts import embedded


def test_threads_that_are_the_first_at_once_start_the_server_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[tuple[object, ...]] = []

    def slowly(*arguments: object) -> str:
        started.append(arguments)
        sleep(0.05)
        return "/socket"

    monkeypatch.setattr(embedded, "_start", cache(slowly))
    with ThreadPoolExecutor(8) as threads:
        answers = list(
            threads.map(lambda _: embedded.start(Path("data"), "longshore", "o", "a"), range(8))
        )
    assert answers == ["/socket"] * 8
    assert started == [(Path("data"), "longshore", "o", "a")]
