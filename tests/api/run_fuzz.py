"""`make fuzz [CALLS=200000]`: the endpoints against the schema, over the demo's records.

Works in a database and a folder of its own, which are removed at the end. Says every ten seconds
on the error output how far it is. Prints one JSON object: calls, answers by status and by
operation, why calls that follow the schema were refused, and each kind of failure once with an
example. Ends with 1 if there was any.
"""

import json
import logging
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("API_REQUESTS_PER_MINUTE", "100000000")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.api.scopes import SCOPES  # noqa: E402
from accounts.models import Membership, Role  # noqa: E402
from accounts.services.api_tokens import create_token  # noqa: E402
from accounts.services.exports import make_exports  # noqa: E402
from benchmarks.own_database import own_database  # noqa: E402
from config.api import ROOMS  # noqa: E402
from tests.api.fuzzing import Report, fuzz  # noqa: E402

DEMO = "meridian"


EVERY_SECONDS = 10


def main(calls: int, run: int) -> int:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    with own_database(), tempfile.TemporaryDirectory() as folder:
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": folder},
            },
        }
        call_command("load_demo", stdout=sys.stderr)
        members = Membership.objects.filter(organization__slug=DEMO, is_active=True)
        people = list(members.select_related("user", "organization"))
        owner = next(member for member in people if member.role == Role.OWNER)
        _papers(owner)
        # A refusal is what half of the calls are for; only what breaks is worth a line.
        logging.disable(logging.WARNING)
        # Half of the calls are an owner's: what others are refused ends at the door.
        tokens = [_token(member) for member in people] + [_token(owner)] * len(people)
        started = perf_counter()
        report = Report()
        # Ended early, by Ctrl-C or by its process id, it still says what it has seen.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            ids, told = _ids(tokens), _told(started)
            fuzz(calls=calls, tokens=tokens, ids=ids, run=run, report=report, progress=told)
        seconds = perf_counter() - started
    print(json.dumps(_summary(report, run, seconds), indent=2))
    return 1 if report.failures or _server_errors(report) else 0


def _summary(report: Report, run: int, seconds: float) -> dict[str, object]:
    return {
        "calls": report.calls,
        "seed": run,
        "seconds": round(seconds),
        "calls_per_second": round(report.calls / seconds, 1),
        "statuses": _sorted(report.statuses),
        "server_errors": _server_errors(report),
        "allowed_refusals": dict(report.allowed.most_common()),
        "allowed_examples": report.allowed_examples,
        "operations": {name: _sorted(found) for name, found in sorted(report.operations.items())},
        "failed_checks": dict(report.failed.most_common()),
        "examples": report.failures,
    }


def _sorted(statuses: Counter[int]) -> dict[int, int]:
    return dict(sorted(statuses.items()))


def _server_errors(report: Report) -> int:
    return sum(count for status, count in report.statuses.items() if status >= 500)


def _told(started: float) -> Callable[[str], None]:
    """Prints a line at most every ten seconds."""
    said = started

    def tell(line: str) -> None:
        nonlocal said
        now = perf_counter()
        if now - said >= EVERY_SECONDS:
            said = now
            print(f"{now - started:.0f} s: {line}", file=sys.stderr, flush=True)

    return tell


def _papers(owner: Membership) -> None:
    """What the demo has none of: a file to take home, imports to undo and to apply, guests."""
    headers = {"Authorization": f"Bearer {_token(owner)}"}
    for content in ("legal_name\nFuzz One\n", "legal_name\nFuzz Two\n"):
        file = SimpleUploadedFile("vendors.csv", content.encode())
        form = {"file": file, "kind": "vendors.vendor"}
        tried = Client().post("/api/v1/imports/", form, headers=headers)
        assert tried.status_code == 201, tried.content
    _post(f"{tried.headers['Location']}apply/", {}, headers)
    for name in ("one", "two"):
        guest = {"email": f"{name}@fuzz.example", "role": Role.EXECUTIVE.value}
        _post("/api/v1/invitations/", guest, headers)
    _post("/api/v1/exports/", {"source": "vendors.vendor", "format": "csv"}, headers)
    made = make_exports(organization=owner.organization, clock=lambda: datetime.now(UTC))
    assert made == 1


def _post(path: str, body: dict[str, str], headers: dict[str, str]) -> None:
    answer = Client().post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code in {200, 201}, answer.content


def _token(member: Membership) -> str:
    _, secret = create_token(
        membership=member, name="fuzz", scopes=list(SCOPES), expiry=None, now=datetime.now(UTC)
    )
    return secret


def _ids(tokens: list[str]) -> dict[str, list[str]]:
    """The first ids of each list, read with whichever token may."""
    found: dict[str, list[str]] = {}
    for room in ROOMS:
        for prefix, _ in room.ROUTES:
            for token in tokens:
                headers = {"Authorization": f"Bearer {token}"}
                answer = Client().get(f"/api/v1/{prefix}/?page_size=20", headers=headers)
                if answer.status_code == 200 and answer.json()["results"]:
                    found[prefix] = [row["id"] for row in answer.json()["results"]]
                    break
    return found


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("CALLS", "200000")), int(os.environ.get("SEED", "1"))))
