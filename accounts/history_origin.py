"""Notes in the history of every change from where it came.

`origin` is `page`, `api`, `import`, `job` or `command`. The innermost that says so counts: an
import run by a command is an import.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pghistory
from django.http import HttpRequest, HttpResponse
from pghistory.middleware import HistoryMiddleware

from accounts.api.requests import is_for_programs, only_reads


class HistoryOrigin(HistoryMiddleware):
    """Says who changed something, at which address, and that it was a page or the API.

    A read through the API changes nothing, so its statements carry no note.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        respond: Callable[[HttpRequest], HttpResponse] = (
            self.get_response if only_reads(request) else super().__call__
        )
        return respond(request)

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        origin = "api" if is_for_programs(request) else "page"
        return {**super().get_context(request), "method": request.method, "origin": origin}


@contextmanager
def noted(**facts: object) -> Iterator[None]:
    """Adds facts to the history of what is written in the block, and of nothing after it.

    pghistory alone keeps what an inner context added until the outermost one ends, so that all
    a command wrote after an import would be marked as that import's.
    """
    with pghistory.context() as running:
        before = dict(running.metadata)
        running.metadata.update(facts)
        try:
            yield
        finally:
            running.metadata.clear()
            running.metadata.update(before)
