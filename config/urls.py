"""Addresses: the shell at the root, links from mails beside it."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("", admin.site.urls),
]
