"""One id for each request: in its answer, in its log lines and in the tasks it starts.

A caller, or the proxy in front, may give the id in `X-Request-ID`; otherwise one is made. What
arrives is used only in a form that can't break a log line or a header.
"""

import re
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from uuid_utils.compat import uuid7

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def request_id() -> str | None:
    """The id of the request being answered, or None outside of one."""
    return _current.get()


class RequestIdMiddleware:
    """Sets `request.request_id`, and `X-Request-ID` on every answer; must stand first.

    The request's own header is overwritten too, so that libraries which read it agree.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        own = given if _ACCEPTED.fullmatch(given) else str(uuid7())
        request.META["HTTP_X_REQUEST_ID"] = own
        request.request_id = own  # type: ignore[attr-defined]
        token = _current.set(own)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = own
        return response
