"""A wrong value is refused at start, by the variable's name and without repeating a secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment as env

ROOT = Path(__file__).resolve().parent.parent.parent
GOOD_SECRET = "k9$hV2!pQz7#mW4&xR8*tY1@nB5^cL3%dF6(gJ0)sA-eU+iO=qX"


@pytest.mark.parametrize(("raw", "meaning"), [("true", True), ("0", False), ("Off", False)])
def test_flags_are_understood(raw: str, meaning: bool) -> None:
    assert env.flag({"DEBUG": raw}, "DEBUG", default=not meaning) is meaning


@pytest.mark.parametrize(
    ("read", "name", "value", "sentence"),
    [
        (lambda e: env.flag(e, "DEBUG", True), "DEBUG", "maybe", "is 'maybe', but must be true"),
        (lambda e: env.names(e, "ALLOWED_HOSTS", []), "ALLOWED_HOSTS", "https://x", "host names"),
        (lambda e: env.secret(e, "SECRET_KEY", False), "SECRET_KEY", "hunter2", "50 random"),
        (lambda e: env.secret(e, "SECRET_KEY", False), "SECRET_KEY", "", "50 random"),
        (lambda e: env.base_url(e, "BASE_URL", ""), "BASE_URL", "longshore", "https://"),
        (lambda e: env.database(e, "DATABASE_URL"), "DATABASE_URL", "mysql://a/b", "PostgreSQL"),
        (lambda e: env.database(e, "DATABASE_URL"), "DATABASE_URL", "postgres://h", "no database"),
        (lambda e: env.base_url(e, "BASE_URL", ""), "BASE_URL", "https://h/app", "without a path"),
        (lambda e: env.redis_url(e, "REDIS_URL"), "REDIS_URL", "amqp://h", "redis://"),
        (lambda e: env.redis_url(e, "REDIS_URL"), "REDIS_URL", "redis://h:abc/0", "redis://"),
        (lambda e: env.redis_url(e, "REDIS_URL"), "REDIS_URL", "redis://:x", "redis://"),
        (lambda e: env.email(e, "EMAIL_URL"), "EMAIL_URL", "mail.example", "smtp://"),
        (lambda e: env.email(e, "EMAIL_URL"), "EMAIL_URL", "smtp://h:port", "smtp://"),
    ],
)
def test_a_wrong_value_is_refused_by_name(read, name, value, sentence) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ImproperlyConfigured) as refused:
        read({name: value})
    assert f"The environment variable {name} " in str(refused.value)
    assert sentence in str(refused.value)


def test_secrets_are_not_repeated() -> None:
    for read, name, value in (
        (env.database, "DATABASE_URL", "mysql://root:hunter2@h/d"),
        (env.email, "EMAIL_URL", "imap://me:hunter2@h"),
    ):
        with pytest.raises(ImproperlyConfigured) as refused:
            read({name: value}, name)
        assert "hunter2" not in str(refused.value)


def test_addresses_are_read() -> None:
    database = env.database({"D": "postgres://app:s%40crt@db.example:6432/longshore"}, "D")
    assert database is not None
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == (
        "app",
        "s@crt",
        "db.example",
    )
    mail = env.email({"M": "smtp+tls://me:secret@mail.example"}, "M")
    assert mail is not None
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == (
        "mail.example",
        587,
        True,
    )
    assert env.database({}, "D") is None


def test_the_program_does_not_start_with_a_wrong_value() -> None:
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "false", "SECRET_KEY": GOOD_SECRET, "ALLOWED_HOSTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert (
        run.stderr.strip()
        .splitlines()[-1]
        .endswith(
            "The environment variable ALLOWED_HOSTS must name the hosts this site answers for "
            "when DEBUG is off."
        )
    )


def test_a_secret_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{GOOD_SECRET}\n")
    read = env.with_files({"SECRET_KEY_FILE": str(file), "DEBUG": "false"})
    assert read["SECRET_KEY"] == GOOD_SECRET
    assert read["DEBUG"] == "false"


def test_a_secret_twice_is_refused_without_repeating_it(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(GOOD_SECRET)
    with pytest.raises(
        ImproperlyConfigured, match="SECRET_KEY_FILE is set beside SECRET_KEY"
    ) as told:
        env.with_files({"SECRET_KEY": GOOD_SECRET, "SECRET_KEY_FILE": str(file)})
    assert GOOD_SECRET not in str(told.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "can't be read: No such file"),
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"\xff\xfe", "not text"),
    ],
)
def test_a_secrets_file_that_says_nothing_is_refused(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=f"METRICS_TOKEN_FILE names .*{sentence}"):
        env.with_files({"METRICS_TOKEN_FILE": str(file)})


@pytest.mark.parametrize(
    "dsn", ["nonsense", "https://sentry.example/1", "https://key@sentry.example"]
)
def test_a_wrong_sentry_address_is_refused(dsn: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN must be an address"):
        env.sentry_dsn({"SENTRY_DSN": dsn}, "SENTRY_DSN")


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN must hold at least 16"):
        env.token({"METRICS_TOKEN": "short"}, "METRICS_TOKEN")
