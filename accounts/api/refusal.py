"""The form of errors for what is refused before Django REST framework is reached."""

from django.http import HttpResponse

from accounts.api.encoding import to_json
from accounts.request_id import request_id


def refusal(*, status: int, code: str, detail: str, headers: dict[str, str]) -> HttpResponse:
    """An answer in the same form for what is refused before a view is reached."""
    body = {
        "type": "server_error" if status >= 500 else "client_error",
        "errors": [{"code": code, "detail": detail, "attr": None}],
        "request_id": request_id(),
    }
    return HttpResponse(
        to_json(body), status=status, content_type="application/json", headers=headers
    )
