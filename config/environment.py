"""Reads the environment, refusing a wrong value by the variable's name.

Each function returns the value a variable stands for or raises `ImproperlyConfigured`
with a sentence that names the variable, what it holds and what was expected. Secrets are
never repeated in a message.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env


def refuse(name: str, expected: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The environment variable {name} {expected}.")


#: What may also be given as the path of a file, by the same name with `_FILE` after it.
SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "BACKUP_DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "METRICS_TOKEN",
    "SENTRY_DSN",
    "DOCUMENT_STORAGE_SECRET",
)
_LONGEST_SECRET = 64 * 1024


def with_files(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with each secret's file (`SECRET_KEY_FILE`, …) read in its place.

    Container platforms hand secrets over as files, which other processes don't see as they see
    an environment. A line break at the end is not part of the secret.
    """
    read = dict(environment)
    for name in SECRETS:
        path = environment.get(f"{name}_FILE", "")
        if path == "":
            continue
        if environment.get(name, ""):
            raise refuse(f"{name}_FILE", f"is set beside {name}; only one of the two may be")
        read[name] = _file(f"{name}_FILE", Path(path))
    return read


def _file(name: str, path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            content = file.read(_LONGEST_SECRET).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise refuse(name, f"names {str(path)!r}, which can't be read: {reason}") from error
    if content == "":
        raise refuse(name, f"names {str(path)!r}, which is empty")
    return content


def flag(environment: Mapping[str, str], name: str, default: bool) -> bool:
    """A yes/no variable; `true`, `1`, `yes`, `on` and their opposites are understood."""
    raw = environment.get(name, "").strip().lower()
    if raw == "":
        return default
    if raw in {"true", "1", "yes", "on"}:
        return True
    if raw in {"false", "0", "no", "off"}:
        return False
    raise refuse(name, f"is {raw!r}, but must be true or false")


def count(environment: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    """A whole number from `least` on."""
    raw = environment.get(name, "").strip()
    if raw == "":
        return default
    if not (raw.isascii() and raw.isdigit()) or int(raw) < least:
        raise refuse(name, f"is {raw!r}, but must be a whole number from {least} on")
    return int(raw)


def texts(environment: Mapping[str, str], name: str) -> list[str]:
    """A comma-separated list of anything, such as former secrets."""
    return [text.strip() for text in environment.get(name, "").split(",") if text.strip()]


def names(environment: Mapping[str, str], name: str, default: list[str]) -> list[str]:
    """A comma-separated list of host names."""
    raw = environment.get(name, "")
    hosts = [host.strip() for host in raw.split(",") if host.strip()]
    for host in hosts:
        if "/" in host or " " in host:
            raise refuse(
                name, f"holds {host!r}, but must list host names such as longshore.example"
            )
    return hosts or default


def secret(environment: Mapping[str, str], name: str, debug: bool) -> str:
    """The signing key: at least 50 characters outside development."""
    value = environment.get(name, "")
    if value == "" and debug:
        return "development-only-key-which-signs-nothing-that-leaves-this-machine"
    if len(value) < 50 or len(set(value)) < 5:
        raise refuse(
            name,
            "must hold at least 50 random characters when DEBUG is off"
            if not debug
            else "must be empty or hold at least 50 random characters",
        )
    return value


def base_url(environment: Mapping[str, str], name: str, default: str) -> str:
    """The public address that mails link to, without a trailing slash."""
    value = environment.get(name, "") or default
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise refuse(
            name, f"is {value!r}, but must be an address such as https://longshore.example"
        )
    if parts.path.strip("/"):
        raise refuse(name, f"is {value!r}, but Longshore needs a host of its own, without a path")
    return value.rstrip("/")


def database(environment: Mapping[str, str], name: str) -> dict[str, Any] | None:
    """A PostgreSQL connection as Django settings, or None when the variable is unset."""
    value = environment.get(name, "")
    if value == "":
        return None
    expected = "must be a PostgreSQL address such as postgres://role:password@host:5432/longshore"
    if not value.startswith(("postgres://", "postgresql://")):
        raise refuse(name, expected)
    try:
        parsed: dict[str, Any] = Env.db_url_config(value)
    except (ValueError, ImproperlyConfigured) as error:
        raise refuse(name, expected) from error
    if not parsed.get("NAME"):
        raise refuse(name, f"names no database: it {expected}")
    return parsed


def token(environment: Mapping[str, str], name: str) -> str:
    """A shared secret of at least 16 characters, or an empty string when unset."""
    value = environment.get(name, "")
    if value and len(value) < 16:
        raise refuse(name, "must hold at least 16 random characters")
    return value


def sentry_dsn(environment: Mapping[str, str], name: str) -> str:
    """Where errors are reported, or an empty string when they aren't."""
    value = environment.get(name, "")
    if value == "":
        return value
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname and parts.username)
        is_good = is_good and parts.port != 0 and parts.path.strip("/") != ""
    except ValueError:
        is_good = False
    if not is_good:
        raise refuse(name, "must be an address such as https://key@sentry.example/1")
    return value


def redis_url(environment: Mapping[str, str], name: str) -> str:
    """The broker's address, or an empty string when no Redis is used."""
    value = environment.get(name, "")
    if value == "":
        return value
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in {"redis", "rediss", "unix"} and parts.port != 0
        is_good = is_good and bool(parts.hostname or parts.scheme == "unix")
    except ValueError:
        is_good = False
    if not is_good:
        raise refuse(name, "must be an address such as redis://127.0.0.1:6379/0")
    return value


def email(environment: Mapping[str, str], name: str) -> dict[str, Any] | None:
    """SMTP settings from `smtp://`, `smtp+tls://` or `smtp+ssl://`; None when unset."""
    value = environment.get(name, "")
    if value == "":
        return None
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise refuse(name, "must be an address such as smtp://127.0.0.1:1025") from error
    if parts.scheme not in {"smtp", "smtp+tls", "smtp+ssl"} or not parts.hostname:
        raise refuse(name, "must be an address such as smtp://127.0.0.1:1025")
    parsed: dict[str, Any] = Env.email_url_config(value)
    parsed["EMAIL_PORT"] = port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme]
    return parsed


def whole_number(environment: Mapping[str, str], name: str, default: int) -> int:
    """A count from 1 on."""
    raw = environment.get(name, "").strip()
    if raw == "":
        return default
    if not (raw.isascii() and raw.isdigit()) or int(raw) < 1:
        raise refuse(name, f"is {raw!r}, but must be a whole number from 1 on, such as {default}")
    return int(raw)


def file_storage(environment: Mapping[str, str], name: str, default: Path) -> dict[str, Any]:
    """Where uploaded files lie, as an entry of Django's STORAGES.

    `file:///srv/documents` is a folder, `s3://bucket/folder?endpoint=https://s3.example&region=eu`
    an S3-compatible store; unset: the folder `default`. A store's credentials are `<name>` less
    `_URL` plus `_KEY` and `_SECRET`; without them boto3 looks for them itself.
    """
    value = environment.get(name, "")
    expected = "must be file:///a/folder or s3://bucket?endpoint=https://s3.example&region=eu"
    parts = urlsplit(value)
    if value == "" or parts.scheme == "file":
        folder = Path(unquote(parts.path)) if value else default
        if parts.netloc or parts.query or not folder.is_absolute():
            raise refuse(name, expected)
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": str(folder),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    endpoint = options.get("endpoint", "")
    if (
        parts.scheme != "s3"
        or not parts.hostname
        or "@" in parts.netloc
        or options.keys() - {"endpoint", "region"}
        or (endpoint and urlsplit(endpoint).scheme not in {"http", "https"})
    ):
        raise refuse(name, f"{expected}; credentials stand in variables of their own")
    prefix = name.removesuffix("_URL")
    key, secret_key = (
        environment.get(f"{prefix}_KEY", ""),
        environment.get(f"{prefix}_SECRET", ""),
    )
    if bool(key) != bool(secret_key):
        raise refuse(f"{prefix}_KEY", f"and {prefix}_SECRET must be set together")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": endpoint or None,
            "region_name": options.get("region") or None,
            "access_key": key or None,
            "secret_key": secret_key or None,
            # Nothing is ever public: no rights for strangers, no name used twice.
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }


def virus_scanner(environment: Mapping[str, str], name: str) -> str:
    """`clamd://host:3310`, `clamd+unix:///run/clamd.sock`, a function's dotted path, or empty."""
    value = environment.get(name, "").strip()
    parts = urlsplit(value)
    try:
        is_good = (
            value == ""
            or (parts.scheme == "clamd" and bool(parts.hostname) and parts.port != 0)
            or (parts.scheme == "clamd+unix" and len(parts.path) > 1)
            or (value.count(".") > 0 and all(word.isidentifier() for word in value.split(".")))
        )
    except ValueError:
        is_good = False
    if not is_good:
        raise refuse(
            name,
            f"is {value!r}, but must be clamd://127.0.0.1:3310, clamd+unix:///run/clamd.sock or "
            "the dotted path of a function",
        )
    return value
