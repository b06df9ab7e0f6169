"""`make fuzz [CALLS=200000]`: the endpoints against the schema, over the demo's records.

Works in a database of its own, which is dropped at the end. Prints one JSON object: calls,
answers per status, server errors, statuses that the schema doesn't name, and each kind of
failure once. Ends with 1 if there was any.
"""

import json
import os
import sys
from datetime import UTC, datetime
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("API_REQUESTS_PER_MINUTE", "100000000")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.api.scopes import SCOPES  # noqa: E402
from accounts.models import Membership  # noqa: E402
from accounts.services.api_tokens import create_token  # noqa: E402
from benchmarks.own_database import own_database  # noqa: E402
from config.api import ROOMS  # noqa: E402
from tests.api.fuzzing import fuzz  # noqa: E402

DEMO = "meridian"


def main(calls: int, run: int) -> int:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    with own_database():
        call_command("load_demo", stdout=sys.stderr)
        members = Membership.objects.filter(organization__slug=DEMO, is_active=True)
        tokens = [_token(member) for member in members.select_related("user")]
        started = perf_counter()
        report = fuzz(calls=calls, tokens=tokens, ids=_ids(tokens), run=run)
        seconds = perf_counter() - started
    statuses = dict(sorted(report.statuses.items()))
    result = {
        "calls": report.calls,
        "seed": run,
        "seconds": round(seconds),
        "statuses": statuses,
        "server_errors": sum(count for status, count in statuses.items() if status >= 500),
        "failed_checks": dict(report.failed.most_common()),
        "examples": report.failures,
    }
    print(json.dumps(result, indent=2))
    return 1 if report.failures or result["server_errors"] else 0


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
                if answer.status_code == 200:
                    found[prefix] = [row["id"] for row in answer.json()["results"]]
                    break
    return found


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("CALLS", "200000")), int(os.environ.get("SEED", "1"))))
