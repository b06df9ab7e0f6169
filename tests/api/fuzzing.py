"""Sends what Schemathesis makes of the schema to every operation, in several roles, and counts.

Half of the calls follow the schema and half break it. Ids in addresses are mostly those of real
records, so that changes and deletions are reached too.

All of Schemathesis's checks are on, two of them weakened. A form may break the schema's types,
since all its fields are text, and so may rows of a batch that is taken in part. And a call that
follows the schema may be refused with 400 for what a schema can't say, such as rules over several
fields, or whether an id exists. It may not be refused for its shape: a value's type, its length,
its choices, a missing or an unknown name. A schema that promises more than the endpoint takes
fails the run.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import dates
from schemathesis import GenerationMode
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import negative_data_rejection

from accounts.api.fields import FIRST_DAY, LAST_DAY
from config.wsgi import application

REFUSALS = ["400", "401", "403", "404", "409", "412", "413", "422", "428", "429"]
SETTINGS: dict[str, Any] = {
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", *REFUSALS]},
        "negative_data_rejection": {"expected-statuses": ["405", "406", "415", *REFUSALS]},
        "missing_required_header": {"expected-statuses": REFUSALS},
    }
}
#: Codes of errors about the shape alone, which a schema can say.
SHAPE = {
    "blank",
    "empty",
    "far",
    "incorrect_type",
    "invalid_choice",
    "max_digits",
    "max_decimal_places",
    "max_length",
    "max_string_length",
    "max_value",
    "max_whole_digits",
    "min_length",
    "min_value",
    "not_a_list",
    "null",
    "parse_error",
    "read_only",
    "required",
    "unknown_field",
    "unknown_parameter",
}
#: Fields and headers whose form the schema states, so that `invalid` is about their shape too.
FORMED = {"Idempotency-Key"}
#: Whose lines a schema can't describe.
TEXTS = {"text/csv", "application/x-ndjson"}
NO_NUMBER = "A valid number is required."
#: Calls of one kind to one operation before it is the next one's turn.
A_ROUND = 50
#: An address that would take the whole run's time; it has tests of its own.
SLOW = {("POST", "/api/v1/scan-runs/"): 0.02}


@dataclass
class Report:
    """How many answers had each status, and what was wrong, each kind once with an example."""

    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    #: Statuses by operation, such as `GET /api/v1/vendors/`.
    operations: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    #: Codes of the 400s that answered calls which follow the schema, and an example of each.
    allowed: Counter[str] = field(default_factory=Counter)
    allowed_examples: dict[str, str] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)

    def note(self, operation: str, title: str, message: str) -> None:
        name = f"{operation}: {title}"
        self.failed[name] += 1
        if name not in self.failures:
            self.failures[name] = message
            print(f"{name}\n{message}", file=sys.stderr, flush=True)

    def note_refusal(self, operation: str, errors: list[dict[str, Any]], call: str) -> None:
        """A 400 to a call that follows the schema."""
        for error in errors:
            if _is_about_shape(error):
                message = f"{error['attr']}: {error['detail']}\n{call}"
                self.note(operation, f"Refused for its shape ({error['code']})", message)
            else:
                # `mentions.3` is one of several, and each of them is refused alike.
                refused = f"{error['code']} ({str(error['attr']).partition('.')[0]})"
                self.allowed[refused] += 1
                self.allowed_examples.setdefault(f"{operation}: {refused}", error["detail"])


def _is_about_shape(error: dict[str, Any]) -> bool:
    is_formed = error["attr"] in FORMED or error["detail"] == NO_NUMBER
    return error["code"] in SHAPE or (error["code"] == "invalid" and is_formed)


type Progress = Callable[[str], None]


def fuzz(
    *,
    calls: int,
    tokens: Sequence[str],
    ids: Mapping[str, Sequence[str]],
    run: int,
    report: Report,
    progress: Progress = lambda line: None,
) -> None:
    """Makes at least `calls` calls and notes them in `report`.

    `ids` are real ids by the address's first part. It goes round all operations, each time with
    another seed: some take few different calls, and a run that is ended early has seen all.
    """
    operations = _operations()
    chosen = random.Random(run)
    for turn in count(run):
        before = report.calls
        share = (calls - before) // (2 * len(operations))
        for number, operation in enumerate(operations, 1):
            if turn > run and report.calls >= calls:
                return
            each = max(min(share, A_ROUND), 1)
            for probe in _probes(operation, each, tokens, ids, chosen, turn, report):
                probe()
            progress(
                f"{report.calls} of {calls} calls, {number} of {len(operations)} operations, "
                f"seed {turn}, {sum(report.failed.values())} failed"
            )
        if report.calls >= calls or report.calls == before:
            return


#: Days that the interface takes; of all days that are any, a generator would find few of them.
schemathesis.openapi.format("date", dates(FIRST_DAY, LAST_DAY).map(date.isoformat))


def _operations() -> list[Any]:
    found = Client().get("/api/v1/schema/").json()
    schema: Any = schemathesis.openapi.from_dict(
        found, config=schemathesis.Config.from_dict(SETTINGS)
    )
    schema.app = application
    schema.location = "/api/v1/schema/"
    return [result.ok() for result in schema.get_all_operations()]


def _probes(  # noqa: PLR0917
    operation: Any,
    each: int,
    tokens: Sequence[str],
    ids: Mapping[str, Sequence[str]],
    chosen: random.Random,
    turn: int,
    report: Report,
) -> Iterator[Callable[[], None]]:
    """Calls that follow the schema, and such that break it."""
    share = SLOW.get((operation.method.upper(), operation.full_path), 1)
    known = ids.get(operation.full_path.removeprefix("/api/v1/").split("/")[0], ())
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        knock = _knock(operation, mode, tokens, known, chosen, report)
        yield _many(operation, mode, knock, max(int(each * share), 1), turn, report)


def _knock(  # noqa: PLR0917
    operation: Any,
    mode: GenerationMode,
    tokens: Sequence[str],
    known: Sequence[str],
    chosen: random.Random,
    report: Report,
) -> Callable[[Any], None]:
    """Makes one call and notes what is wrong with its answer."""

    def knock(case: Any) -> None:
        if known and "id" in (case.path_parameters or {}) and chosen.random() < 0.7:
            case.path_parameters["id"] = chosen.choice(known)
        if chosen.random() < 0.8 and "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = "*"
        headers = {"Authorization": f"Bearer {chosen.choice(tokens)}"}
        response = case.call(base_url="http://testserver", headers=headers)
        report.calls += 1
        report.statuses[response.status_code] += 1
        report.operations[operation.label][response.status_code] += 1
        is_text = case.media_type in TEXTS
        if mode == GenerationMode.POSITIVE and response.status_code == 400 and not is_text:
            call = f"{case.formatted_path} {case.query} {case.body}"
            report.note_refusal(operation.label, response.json()["errors"], call)
        # On its way every field of a form is text, so the number that breaks the schema is none.
        is_form = case.media_type == "multipart/form-data"
        # What is wrong with a row is then told in the answer.
        takes_part = (case.query or {}).get("partial") in {True, "true"}
        excluded = [negative_data_rejection] if is_form or takes_part else []
        try:
            case.validate_response(response, headers=headers, excluded_checks=excluded)
        except FailureGroup as group:
            for failure in group.exceptions:
                report.note(operation.label, failure.title, failure.message)
        except Failure as failure:
            report.note(operation.label, failure.title, failure.message)

    return knock


def _many(  # noqa: PLR0917
    operation: Any,
    mode: GenerationMode,
    knock: Callable[[Any], None],
    times: int,
    turn: int,
    report: Report,
) -> Callable[[], None]:
    """The calls that Schemathesis makes of the operation, up to `times` of them."""

    @seed(turn)
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def call(case: Any) -> None:
        knock(case)

    def attempt() -> None:
        try:
            call()
        except schemathesis.errors.SchemathesisError as error:
            if "Cannot generate" not in str(error) and "Impossible" not in str(error):
                report.note(operation.label, f"{mode.value}: not generated", str(error))
        except Exception as error:
            # The run goes on: what a call breaks is a finding, not the end.
            if type(error).__name__ != "Unsatisfiable":
                report.note(operation.label, f"{mode.value}: {type(error).__name__}", str(error))

    return attempt
