"""Reads answers of the export pages."""

import csv
from io import BytesIO, StringIO
from typing import Any

from django.test import Client
from openpyxl import load_workbook


def body(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


def csv_of(browser: Client, source: str, **query: str) -> list[list[str]]:
    return csv_rows(body(browser.get(f"/export/{source}/csv/", query)))


def cells_of(browser: Client, source: str, **query: str) -> list[list[Any]]:
    """The workbook's cells themselves, with their types."""
    data = body(browser.get(f"/export/{source}/xlsx/", query))
    [sheet] = load_workbook(BytesIO(data)).worksheets
    return [list(row) for row in sheet.iter_rows()]
