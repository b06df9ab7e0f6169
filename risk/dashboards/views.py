"""The portfolio pages whose address can be kept as a saved view."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.access import today_of
from accounts.view_pages import ViewPage, add_view_page
from risk.dashboards.options import SHARED, read_options

# What each page reads beside the options that all of them share.
OWN = {
    "index": (),
    "portfolio_rows": ("by", "key", "quadrant", "left_out"),
    "portfolio_holders": ("by",),
    "portfolio_due": (),
}


def _page(name: str) -> ViewPage:
    def understands(request: HttpRequest, key: str, value: str) -> bool:
        if key in OWN[name]:
            return True
        asked = QueryDict(mutable=True)
        asked[key] = value
        return key in SHARED and not read_options(asked, today_of(request)).problems

    return ViewPage(
        address=reverse(f"admin:{name}"),
        may_open=lambda request: request.user.has_perm("risk.view_portfolio"),
        understands=understands,
    )


for _name in OWN:
    add_view_page(f"admin:{_name}", lambda name=_name: _page(name))  # type: ignore[misc]
