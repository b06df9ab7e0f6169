"""The page after sign-in, and the pages behind its figures."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from risk.dashboards import exports, views
from risk.dashboards.due import due
from risk.dashboards.holders import holders
from risk.dashboards.page import portfolio
from risk.dashboards.rows import rows

__all__ = ["exports", "portfolio", "urls", "views"]

View = Callable[[HttpRequest], HttpResponse]


def urls() -> list[tuple[str, View, str]]:
    """Route, view and name of each page behind the portfolio, for the site to guard."""
    return [
        ("portfolio/rows/", rows, "portfolio_rows"),
        ("portfolio/holders/", holders, "portfolio_holders"),
        ("portfolio/due/", due, "portfolio_due"),
    ]
