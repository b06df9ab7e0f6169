"""Puts uploaded files into a folder of the test's own."""

from pathlib import Path

from pytest_django import Settings


def keep_files_in(folder: Path, settings: Settings) -> None:
    local = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder},
    }
    settings.STORAGES = {**settings.STORAGES, "default": local}
