"""`Idempotency-Key`: a POST that is repeated does its work once.

The key is locked for the length of the organization's transaction, and the answer is kept in the
same one as the work: either both are there or neither. Only 2xx answers are kept, for 24 hours.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import membership_of, organization_of
from accounts.api.errors import Contradicts, KeyReused
from accounts.models import KeptAnswer

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=24)
KEPT_HEADERS = ("ETag", "Location")
KEY_PATTERN = r"^[\x21-\x7e]{1,255}$"
_FORM = re.compile(KEY_PATTERN.strip("^$"))


@dataclass(frozen=True)
class Claim:
    """The right to answer under a key; `kept` is the answer given before."""

    key: str
    fingerprint: str
    kept: KeptAnswer | None


def claim(request: Request, now: datetime) -> Claim | None:
    """Takes the request's key, if it has one.

    Raises `ValidationError` for a key of a wrong form, `Contradicts` (409) while another request
    with the key runs, and `KeyReused` (422) where it was used for another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _FORM.fullmatch(key):
        raise ValidationError(
            {HEADER: [ErrorDetail("Expected 1 to 255 visible ASCII characters.", code="invalid")]}
        )
    organization = organization_of(request._request)
    if not _lock(f"idempotency {organization.pk} {key}"):
        raise Contradicts(
            "A request with this Idempotency-Key is still running. Repeat it in a moment.",
            code="idempotency_key_busy",
        )
    fingerprint = _fingerprint(request)
    kept = KeptAnswer.objects.filter(key=key).first()
    if kept is not None and kept.created_at <= now - KEPT_FOR:
        kept.delete()
        kept = None
    if kept is not None and kept.fingerprint != fingerprint:
        raise KeyReused
    return Claim(key, fingerprint, kept)


def keep(claimed: Claim, response: Response, now: datetime) -> None:
    """Keeps a 2xx answer for the request's repetitions."""
    KeptAnswer.objects.create(
        key=claimed.key,
        fingerprint=claimed.fingerprint,
        status=response.status_code,
        headers={name: response[name] for name in KEPT_HEADERS if name in response},
        body=response.rendered_content,
        created_at=now,
    )


def _lock(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        (locked,) = cursor.fetchone() or (False,)
    return bool(locked)


def _fingerprint(request: Request) -> str:
    member = membership_of(request._request)
    digest = hashlib.sha256(f"{member.pk} {request.get_full_path()}\n".encode())
    if is_form_with_files(request):
        _add_form(digest, request)
    else:
        digest.update(request._request.body)
    return digest.hexdigest()


def is_form_with_files(request: Request) -> bool:
    """Whether the body is multipart: never held in memory as a whole, and parsed as it streams."""
    return str(request.content_type).startswith("multipart/")


def _add_form(digest: "hashlib._Hash", request: Request) -> None:
    """Fields and files rather than bytes: whoever repeats a form sends another boundary."""
    form: Any = request.data
    for name in sorted(form):
        for value in form.getlist(name):
            digest.update(f"\n{name}=".encode())
            if hasattr(value, "chunks"):
                digest.update(value.name.encode())
                for chunk in value.chunks():
                    digest.update(hashlib.sha256(chunk).digest())
                value.seek(0)
            else:
                digest.update(str(value).encode())
