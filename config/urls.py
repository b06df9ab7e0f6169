"""Addresses: the shell at the root, links from mails beside it."""

from django.contrib import admin
from django.urls import path

from risk.link_pages import signed_link_page

urlpatterns = [
    path("l/<str:signed_link>/", signed_link_page, name="signed-link"),
    path("", admin.site.urls),
]
