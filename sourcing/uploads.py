"""Stops a document that is too large while it streams in, before it fills a disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from sourcing.document_names import kept_name

#: The field of forms and of the API whose files are documents; other uploads have own limits.
FIELD = "document_file"
_TOO_LARGE = "longshore.too_large_document"


class DocumentLimitHandler(FileUploadHandler):
    """Drops a document as soon as it passes `DOCUMENT_MAX_MB`; the rest of the form is kept."""

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.field_name == FIELD and self.received > limit():
            if self.request is not None:
                self.request.META[_TOO_LARGE] = self.file_name
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def limit() -> int:
    """How large a document may be, in bytes."""
    return int(settings.DOCUMENT_MAX_MB) * 1024 * 1024


def too_large(request: HttpRequest) -> str:
    """A sentence about a document of this request that was dropped; empty where none was."""
    request.POST  # noqa: B018 - reading the form is what runs the upload handlers
    return refused_size(request)


def refused_size(request: HttpRequest) -> str:
    """The same for a request whose body has been read."""
    name = request.META.get(_TOO_LARGE)
    return too_large_words(name) if name else ""


def too_large_words(name: str) -> str:
    return (
        f"“{kept_name(name)}” is larger than {settings.DOCUMENT_MAX_MB} MB, the most that is "
        "kept. Make it smaller, such as by fewer or coarser pictures, then upload it again."
    )
