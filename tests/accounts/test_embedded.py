import subprocess
import sys
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


def test_processes_that_are_the_first_at_once_make_the_data_once(tmp_path: Path) -> None:
    command = (
        "import sys; from pathlib import Path; from accounts import embedded; "
        "print(embedded.start(Path(sys.argv[1]), 'longshore', 'own', 'app'))"
    )
    folder = tmp_path / "data"
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", command, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    answers = [process.communicate(timeout=120) for process in starting]
    assert [process.returncode for process in starting] == [0, 0, 0], answers
    assert len({out for out, _ in answers}) == 1
