"""What a person does on the pages of an import."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from accounts.models import Organization
from accounts.tenancy import tenant
from sourcing.models import Import, ImportLine


def send(
    browser: Client, kind: str, content: str | bytes, name: str = "list.csv", **fields: str
) -> Any:
    data = content.encode() if isinstance(content, str) else content
    return browser.post(f"/imports/new/{kind}/", {"file": SimpleUploadedFile(name, data), **fields})


def uploaded(browser: Client, kind: str, content: str | bytes, **fields: str) -> str:
    """The address of the new import's page."""
    answer = send(browser, kind, content, **fields)
    assert answer.status_code == 302, answer.context["problem"]
    return str(answer.headers["Location"])


def columns_of(browser: Client, page: str) -> dict[str, str]:
    choices = browser.get(page).context["choices"]
    return {f"column_{number}": column for number, (_, column) in choices}


def tried(browser: Client, kind: str, content: str | bytes, **fields: str) -> str:
    """Uploads and tries with the guessed columns; the address of the page with the difference."""
    page = uploaded(browser, kind, content, **fields)
    if "mapping" not in fields:
        answer = browser.post(page, {"action": "check", **columns_of(browser, page)})
        assert answer.status_code == 302, answer.context["problems"]
    return page


def confirm(browser: Client, page: str, **fields: str) -> None:
    assert browser.post(page, {"action": "apply", **fields}).status_code == 302


def undo(browser: Client, page: str, **fields: str) -> None:
    assert browser.post(page, {"action": "undo", **fields}).status_code == 302


def brought_in(browser: Client, kind: str, content: str | bytes, **fields: str) -> str:
    page = tried(browser, kind, content, **fields)
    confirm(browser, page)
    return page


def import_at(organization: Organization, page: str) -> Import:
    with tenant(organization):
        return Import.objects.get(pk=page.strip("/").split("/")[-1])


def lines_at(organization: Organization, page: str, outcome: str) -> list[ImportLine]:
    with tenant(organization):
        key = UUID(page.strip("/").split("/")[-1])
        return list(ImportLine.objects.filter(of_id=key, outcome=outcome))


def counts(organization: Organization, page: str) -> dict[str, int]:
    return dict(import_at(organization, page).counts)


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
