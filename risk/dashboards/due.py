"""Everything that is due in the next 90 days, on one list."""

from django.http import HttpRequest, HttpResponse

from risk.dashboards.deadlines import DAYS, deadline_lines, deadlines_of
from risk.dashboards.frame import frame_of, respond
from risk.dashboards.paging import page_of


def due(request: HttpRequest) -> HttpResponse:
    frame = frame_of(request, ["page"])
    deadlines = deadlines_of(frame)
    page = page_of(request, deadlines.due.contracts)
    return respond(
        request,
        "due",
        frame,
        {
            "title": "Decisions and deadlines",
            "days": DAYS,
            "due": deadlines.due,
            "due_total": deadlines.due.agreed(frame.portfolio),
            "due_how": deadlines.how,
            "due_lines": deadline_lines(frame, list(page.object_list)),
            "page": page,
            "page_query": frame.options.query(),
        },
    )
