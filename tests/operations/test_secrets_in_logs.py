"""Secrets never reach a log line or a report, whichever way they come."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from accounts.signed_links import SignedLink, write
from accounts.tenancy import tenant
from config import logs, sentry
from config.scrub import REMOVED, Scrubber, secrets_of
from tests.cast import Cast

CANARY = "c4n4ry-0123456789"
SCRUBBER = Scrubber([CANARY])


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What production would write."""
    stream = io.StringIO()
    before = structlog.get_config()
    configuration = logs.configured(is_production=True, scrubber=SCRUBBER)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        logging.config.DictConfigurator(configuration).configure_formatter(
            dict(configuration["formatters"]["line"])
        )
    )
    loggers = [logging.getLogger(name) for name in ("longshore", "django_structlog")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdefgh12345678",
        "Authorization: Basic dXNlcjpodW50ZXIyaHVudGVyMg==",
        "Cookie: sessionid=abcdefgh12345678; csrftoken=abcdefgh12345678",
        "postgres://longshore:abcdefgh12345678@db:5432/longshore",
        "smtp+tls://mailer:abcdefgh12345678@mail.example:587",
        "connection failed: host=db password=abcdefgh12345678 user=longshore",
        "GET /password/reset/key/3-abcdefgh12345678/",
        "GET /accounts/confirm-email/abcdefgh12345678:1abcde:xyz/",
        "GET /invitations/abcdefgh12345678abcdefgh/",
        "GET /calendars/abcdefgh12345678abcdefgh.ics",
        "GET /callback/?code=abcdefgh12345678&token=abcdefgh12345678",
        "the token is " + "0" * 48 + "abcdef12345678ff",
    ],
)
def test_what_looks_like_a_secret_is_removed(text: str) -> None:
    cleaned = SCRUBBER.text(text)
    assert "abcdefgh12345678" not in cleaned
    assert "abcdef12345678ff" not in cleaned
    assert REMOVED in cleaned


@pytest.mark.parametrize(
    "text",
    [
        "Scanned harbor-works",
        "GET /vendors/vendor/01a2096d-88c5-756a-ad11-2e04c2a6c249/change/",
        "2026-11-23T17:21:43.116242Z",
        "GET /login/",
        "Mail 01a2096d-88c5-756a-ad11-2e04c2a6c249 is parked: SMTPDataError: 550",
    ],
)
def test_what_helps_is_kept(text: str) -> None:
    assert SCRUBBER.text(text) == text


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_known_secret_is_removed_whatever_stands_around_it(before: str, after: str) -> None:
    assert CANARY not in SCRUBBER.text(f"{before}{CANARY}{after}")
    nested = {"a": [{"b": (f"{before}{CANARY}", CANARY.encode(), {"c": {CANARY}})}]}
    assert CANARY not in json.dumps(SCRUBBER.value(nested))


def test_passwords_inside_addresses_are_known_secrets() -> None:
    environment = {"DATABASE_URL": f"postgres://app:{CANARY}@db/longshore", "SECRET_KEY": "k" * 50}
    assert secrets_of(environment, ["DATABASE_URL", "SECRET_KEY", "SENTRY_DSN"]) == {
        environment["DATABASE_URL"],
        CANARY,
        "k" * 50,
    }


def test_lines_of_every_logger_are_json_without_secrets(lines: io.StringIO) -> None:
    logging.getLogger("longshore.test").warning("Sent with %s", CANARY, extra={"token": "x" * 9})
    structlog.get_logger("longshore.test").warning("noted", password="x" * 9, deep={"a": [CANARY]})
    try:
        raise ValueError(f"refused: {CANARY}")
    except ValueError:
        logging.getLogger("longshore.test").exception("Failed")
    first, second, third = written(lines)
    assert first["event"] == f"Sent with {REMOVED}"
    assert first["token"] == REMOVED
    assert second["password"] == REMOVED
    assert second["deep"] == {"a": [REMOVED]}
    assert "ValueError: refused" in third["exception"]
    assert CANARY not in lines.getvalue()


def test_a_line_names_request_organization_and_user_by_id(
    cast: Cast, client: Client, lines: io.StringIO
) -> None:
    client.force_login(cast.olga.user)
    answer = client.get("/", {"q": "who-was-searched"})
    (line,) = written(lines)
    assert line["event"] == "request_finished"
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["organization_id"] == cast.harbor.pk
    assert line["user_id"] == cast.olga.user.pk
    assert line["request"] == "GET /"
    assert cast.olga.user.email not in lines.getvalue()
    assert "who-was-searched" not in lines.getvalue()


def test_code_inside_an_organization_logs_its_id(cast: Cast, lines: io.StringIO) -> None:
    with tenant(cast.harbor):
        logging.getLogger("longshore.test").warning("inside")
    assert written(lines)[0]["organization_id"] == cast.harbor.pk


def test_a_signed_link_is_not_written(cast: Cast, client: Client, lines: io.StringIO) -> None:
    token = write(SignedLink(cast.harbor.pk, str(cast.omar.pk), "acknowledge", str(cast.omar.pk)))
    client.get(f"/l/{token}/")
    assert written(lines)[0]["request"] == f"GET /l/{REMOVED}/"
    assert token not in lines.getvalue()


def test_a_task_logs_its_id_and_that_of_its_request(lines: io.StringIO) -> None:
    from django_structlog.celery.receivers import CeleryReceiver

    class Request:
        __django_structlog__ = {"request_id": "req-12345678"}

    class Task:
        request, name = Request(), "risk.tasks.scan_due"

    Task.request.__dict__["__django_structlog__"] = {"request_id": "req-12345678"}
    CeleryReceiver().receiver_task_prerun("task-1", Task())
    (line,) = written(lines)
    assert (line["event"], line["task"]) == ("task_started", "risk.tasks.scan_due")
    assert (line["task_id"], line["request_id"]) == ("task-1", "req-12345678")


def test_a_report_to_sentry_carries_ids_and_no_secret(cast: Cast) -> None:
    envelopes: list[Envelope] = []

    class Kept(Transport):
        def capture_envelope(self, envelope: Envelope) -> None:
            envelopes.append(envelope)

    sentry.start(
        dsn="https://key@sentry.invalid/1",
        is_production=True,
        scrubber=SCRUBBER,
        transport=Kept,
    )
    try:
        with tenant(cast.harbor):
            local_variable = CANARY
            try:
                raise ValueError(f"refused: {local_variable}")
            except ValueError as error:
                sentry_sdk.set_user({"email": "olga@harbor.example"})
                sentry_sdk.capture_exception(error)
        sentry_sdk.flush()
        options = sentry_sdk.get_client().options
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init()
    (event,) = [event for envelope in envelopes if (event := envelope.get_event())]
    assert event["exception"]["values"][0]["value"] == f"refused: {REMOVED}"
    assert event["tags"]["organization_id"] == str(cast.harbor.pk)
    assert str(event["release"]).startswith("longshore@")
    text = json.dumps(event)
    assert CANARY not in text
    assert "user" not in event
    assert not options["send_default_pii"]


def test_without_a_dsn_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(sentry_sdk, "init", lambda **options: started.append(options))
    sentry.start(dsn="", is_production=True, scrubber=SCRUBBER)
    assert started == []
