"""Strong ETags: a digest of a record as it is shown, so equal tags mean equal bytes."""

import hashlib
import re

from django.http.response import HttpResponseBase
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from accounts.api.encoding import to_json
from accounts.api.errors import PreconditionFailed, PreconditionRequired
from accounts.api.reading import Row

_TAGS = re.compile(r'\s*(W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')


def etag_of(record: Row) -> str:
    """The tag of a record, in its quotes."""
    return f'"{hashlib.sha256(to_json(record)).hexdigest()[:32]}"'


def tags_in(header: str) -> set[str]:
    """The strong tags of an If-Match header; weak ones never match strongly."""
    return {tag for weak, tag in _TAGS.findall(header) if not weak}


def refuse_unless_unchanged(request: Request, record: Row) -> None:
    """Demands If-Match (428) and compares it with the record as it is now (412)."""
    given = request.headers.get("If-Match")
    if given is None:
        raise PreconditionRequired
    if given.strip() == "*":
        return
    if not _TAGS.match(given):
        raise ValidationError(
            {"If-Match": [ErrorDetail("Expected an ETag in quotes, or *.", code="invalid")]}
        )
    if etag_of(record) not in tags_in(given):
        raise PreconditionFailed


def is_known(request: Request, tag: str) -> bool:
    """Whether If-None-Match names the tag, strong or weak; then there is nothing new to send."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or tag in {found for _, found in _TAGS.findall(given)}


def set_etag(response: HttpResponseBase, record: Row) -> None:
    response["ETag"] = etag_of(record)
