"""What all commands share: a database out of reach is one sentence, not a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from accounts.commands import database_explained

ROOT = Path(__file__).resolve().parent.parent.parent
# Nothing listens on port 1.
NOWHERE = "postgres://longshore_app:hidden-word@127.0.0.1:1/longshore"


@pytest.mark.parametrize(
    "arguments",
    [
        ["concentration", "--organization", "harbor"],
        ["send_alerts", "--json"],
        ["load_demo"],
        ["migrate"],
    ],
)
def test_a_database_out_of_reach_is_one_sentence(arguments: list[str]) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, "DATABASE_URL": NOWHERE, "MIGRATION_DATABASE_URL": NOWHERE},
        capture_output=True,
        text=True,
        check=False,
    )
    variable = "MIGRATION_DATABASE_URL" if arguments == ["migrate"] else "DATABASE_URL"
    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == (
        f"CommandError: The database longshore in {variable} can't be reached as longshore_app "
        "on 127.0.0.1, port 1.\n"
    )


def test_a_lock_that_is_not_had_is_another_matter() -> None:
    class LockNotAvailable(Exception):
        sqlstate = "55P03"

    with pytest.raises(OperationalError, match="lock timeout"), database_explained():
        raise OperationalError("lock timeout") from LockNotAvailable()


def test_a_server_that_shuts_down_is_out_of_reach() -> None:
    class AdminShutdown(Exception):
        sqlstate = "57P01"

    with pytest.raises(CommandError, match="can't be reached"), database_explained():
        raise OperationalError("terminating connection") from AdminShutdown()
