"""A table as an answer that the browser saves as a file."""

import tempfile

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest

from accounts.access import today_of
from accounts.exporting.table import Table
from accounts.exporting.writers import CONTENT_TYPES, Format, write_table
from accounts.models import Export
from accounts.services.exports import file_name


def file_answer(request: HttpRequest, table: Table, form: Format) -> FileResponse:
    """The whole table in a temporary file, which goes when the answer is sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
    write_table(table, form, file, progress=lambda rows: None)
    file.seek(0)
    name = file_name(table.name, today_of(request), form)
    return attachment(FileResponse(file, as_attachment=True, filename=name), form)


def stored_file(export: Export) -> FileResponse:
    """The file that a worker made."""
    stored = default_storage.open(export.file, "rb")
    answer = FileResponse(stored, as_attachment=True, filename=export.file_name)
    return attachment(answer, Format(export.format))


def attachment(answer: FileResponse, form: Format) -> FileResponse:
    """The answer with the headers of an export: its type, and kept in no cache."""
    answer.headers["Content-Type"] = CONTENT_TYPES[form]
    answer.headers["Cache-Control"] = "no-store"
    return answer
