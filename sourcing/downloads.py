"""Answers that carry a document's bytes: attachments that no browser opens in place."""

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from sourcing.models import DocumentVersion
from sourcing.models.document import ScanState


def as_attachment(version: DocumentVersion) -> FileResponse:
    """A version's file.

    Raises PermissionDenied while the virus check waits and after it found something, and Http404
    where the storage doesn't hold the file.
    """
    if not version.may_be_downloaded:
        raise PermissionDenied(_why_not(version))
    try:
        file = default_storage.open(version.path)
    except FileNotFoundError as error:
        raise Http404("The storage doesn't hold this file.") from error
    answer = FileResponse(
        file, as_attachment=True, filename=version.name, content_type=version.media_type
    )
    answer["Content-Length"] = str(version.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _why_not(version: DocumentVersion) -> str:
    if version.scan_state == ScanState.INFECTED:
        return f"The virus check found {version.scan_result} in this file: it can't be downloaded."
    return "This file still waits for the virus check. Try again in some minutes."
