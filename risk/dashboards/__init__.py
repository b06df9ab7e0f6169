"""The page after sign-in, and the pages behind its figures."""

from collections.abc import Callable

from django.http import HttpResponse

from risk.dashboards import exports, views
from risk.dashboards.due import due
from risk.dashboards.holders import holders
from risk.dashboards.page import portfolio
from risk.dashboards.renewal_decision import decide
from risk.dashboards.renewal_feed import feed_address
from risk.dashboards.renewals import renewals
from risk.dashboards.rows import rows

__all__ = ["exports", "portfolio", "urls", "views"]

View = Callable[..., HttpResponse]


def urls() -> list[tuple[str, View, str]]:
    """Route, view and name of each page behind the portfolio, for the site to guard."""
    return [
        ("portfolio/rows/", rows, "portfolio_rows"),
        ("portfolio/holders/", holders, "portfolio_holders"),
        ("portfolio/due/", due, "portfolio_due"),
        ("renewals/", renewals, "renewals"),
        ("renewals/calendar/", feed_address, "renewals_calendar"),
        ("renewals/<uuid:contract_id>/", decide, "renewals_decide"),
    ]
