"""Notes in the history of every change from where it came.

`origin` is `page`, `api`, `import`, `job` or `command`. The innermost that says so counts: an
import run by a command is an import.
"""

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware


class HistoryOrigin(HistoryMiddleware):
    """Says who changed something, at which address, and that it was a page or the API."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        origin = "api" if request.path_info.startswith("/api/") else "page"
        return {**super().get_context(request), "method": request.method, "origin": origin}
