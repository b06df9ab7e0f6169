"""Sends what Schemathesis makes of the schema to every operation, in several roles, and counts.

Half of the calls follow the schema and half break it. Ids in addresses are mostly those of real
records, so that changes and deletions are reached too. A 400 to a call that follows the schema
is allowed: rules over several fields, and whether an id exists, can't be said in a schema.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup

from config.wsgi import application

REFUSALS = ["400", "401", "403", "404", "409", "412", "413", "422", "428", "429"]
SETTINGS: dict[str, Any] = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", *REFUSALS]},
        "negative_data_rejection": {"expected-statuses": ["405", "406", "415", *REFUSALS]},
        "missing_required_header": {"expected-statuses": REFUSALS},
    }
}
#: An address that would take the whole run's time; it has tests of its own.
SLOW = {("POST", "/api/v1/scan-runs/"): 0.02}


@dataclass
class Report:
    """How many answers had each status, and what was wrong, each kind once with an example."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)

    def note(self, operation: str, failure: Failure) -> None:
        name = f"{operation}: {failure.title}"
        self.failed[name] += 1
        self.failures.setdefault(name, failure.message)


def fuzz(
    *, calls: int, tokens: Sequence[str], ids: Mapping[str, Sequence[str]], run: int
) -> Report:
    """Makes about `calls` calls; `ids` are real ids by the address's first part."""
    report = Report()
    found = Client().get("/api/v1/schema/").json()
    schema: Any = schemathesis.openapi.from_dict(
        found, config=schemathesis.Config.from_dict(SETTINGS)
    )
    schema.app = application
    schema.location = "/api/v1/schema/"
    operations = [result.ok() for result in schema.get_all_operations()]
    each = max(calls // (2 * len(operations)), 1)
    chosen = random.Random(run)
    for operation in operations:
        share = SLOW.get((operation.method.upper(), operation.full_path), 1)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _probe(operation, mode, max(int(each * share), 1), tokens, ids, chosen, run, report)
    return report


def _probe(  # noqa: PLR0917
    operation: Any,
    mode: GenerationMode,
    calls: int,
    tokens: Sequence[str],
    ids: Mapping[str, Sequence[str]],
    chosen: random.Random,
    run: int,
    report: Report,
) -> None:
    known = ids.get(operation.full_path.removeprefix("/api/v1/").split("/")[0], ())

    @seed(run)
    @settings(
        max_examples=calls,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        if known and "id" in (case.path_parameters or {}) and chosen.random() < 0.7:
            case.path_parameters["id"] = chosen.choice(known)
        if chosen.random() < 0.8 and "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = "*"
        headers = {"Authorization": f"Bearer {chosen.choice(tokens)}"}
        response = case.call(base_url="http://testserver", headers=headers)
        report.calls += 1
        report.statuses[response.status_code] += 1
        try:
            case.validate_response(response, headers=headers)
        except FailureGroup as group:
            for failure in group.exceptions:
                report.note(operation.label, failure)
        except Failure as failure:
            report.note(operation.label, failure)

    try:
        call()
    except schemathesis.errors.SchemathesisError as error:
        if "Cannot generate" not in str(error) and "Impossible" not in str(error):
            report.failures[f"{operation.label} {mode.value}: not generated"] = str(error)
    except Exception as error:
        if type(error).__name__ != "Unsatisfiable":
            raise
