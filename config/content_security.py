"""What a page may load and run, and the other headers that keep a browser careful.

Strict everywhere: own files only, no inline script without the request's nonce, no `eval`, no
inline style. Under the Unfold shell three things are let go: Alpine compiles its attributes with
`eval`, Unfold and Chart.js write inline styles, and related records open in a frame of this site.
"""

from collections.abc import Callable
from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

STRICT: dict[str, Any] = {
    "default-src": [NONE],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    "object-src": [NONE],
}
SHELL = {
    **STRICT,
    "script-src": [SELF, NONCE, UNSAFE_EVAL],
    # A nonce would switch 'unsafe-inline' off.
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
#: Signing in with an organization's own identity provider posts a form that is redirected there.
SIGN_IN = {"form-action": [SELF, "https:"]}

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), "
        "gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()"
    ),
}


def under_the_shell(response: HttpResponseBase) -> HttpResponseBase:
    """Marks a page that Unfold draws."""
    response._csp_config = SHELL  # type: ignore[attr-defined]
    return response


class ContentSecurityMiddleware(CSPMiddleware):
    """django-csp's, with the sign-in pages' form target and the remaining headers."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if _is_sign_in(request):
            parts.replace = {**(parts.replace or {}), **SIGN_IN}
        return parts

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        answer: HttpResponseBase = super().process_response(request, response)
        for name, value in HEADERS.items():
            answer.setdefault(name, value)
        return answer


def _is_sign_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    view: Callable[..., Any] | None = match.func if match else None
    return getattr(view, "__module__", "").startswith(("allauth.", "accounts.sso."))
