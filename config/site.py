"""The one shell: Unfold's site, on which signing in lands on the portfolio."""

from unfold.sites import UnfoldAdminSite


class LongshoreSite(UnfoldAdminSite):
    site_title = "Longshore"
    site_header = "Longshore"
