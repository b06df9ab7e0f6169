"""Addresses: the shell at the root; signing in, links from mails, programs and machines."""

from django.contrib import admin
from django.urls import include, path

from accounts.pages.invitation import invitation_page
from config import health
from config.metrics import metrics
from risk.calendar_page import calendar_feed
from risk.link_pages import signed_link_page

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/work", health.work, name="health-work"),
    path("metrics", metrics, name="metrics"),
    path("invitation/<str:signed_link>/", invitation_page, name="invitation"),
    path("l/<str:signed_link>/", signed_link_page, name="signed-link"),
    path("api/", include("config.api")),
    path("calendar/<str:signed_link>/renewals.ics", calendar_feed, name="calendar-feed"),
    # Before the shell, whose own sign-in asks for a password only.
    path("", include("accounts.signin.urls")),
    path("", admin.site.urls),
]

handler429 = "accounts.signin.throttle.too_many_requests"
