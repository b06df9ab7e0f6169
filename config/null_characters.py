"""Turns away requests with a zero character, which PostgreSQL can't store or compare."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

#: The interface for programs answers in its own form.
FOR_PROGRAMS = "/api/"
FORM = "application/x-www-form-urlencoded"
NUL = "\x00"
SENTENCE = "The address or the form holds a zero character (NUL). Remove it and try again."


class NullCharacterMiddleware:
    """Answers 400 where the path, the query, a cookie or a plain form holds one.

    Nobody types it; programs that look for weak spots send it. Forms with files are checked by
    their fields.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(FOR_PROGRAMS) and _holds_nul(request):
            return HttpResponseBadRequest(SENTENCE, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


def _holds_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    if NUL in request.path_info or NUL in query or "%00" in query:
        return True
    if any(NUL in value for value in request.COOKIES.values()):
        return True
    if request.method != "POST" or request.content_type != FORM:
        return False
    return any(NUL in text for name, texts in request.POST.lists() for text in (name, *texts))
