"""The watch itself: a canary is seen in whatever it is wrapped."""

import io
import logging
from typing import Any

import pytest
from django.core import signing
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from accounts import middleware
from accounts.exporting.table import Cell, Table
from accounts.exporting.writers import Format, write_table
from tests.admin.conftest import SignIn
from tests.canaries.planting import MARK, Planted
from tests.canaries.watching import Listener, canaries_in, look


def workbook() -> bytes:
    file = io.BytesIO()
    table = Table(name="x", headings=["a"], rows=[[Cell(MARK)]], count=1)
    write_table(table, Format.XLSX, file, lambda done: None)
    return file.getvalue()


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(f"<p>{MARK.upper()}1x2</p>"),
        HttpResponse(headers={"ETag": f'"{MARK}"'}),
        HttpResponse(f"?q=%7A{MARK[1:]}"),
        StreamingHttpResponse(iter([MARK[:4].encode(), MARK[4:].encode()])),
        FileResponse(io.BytesIO(workbook())),
        HttpResponse(workbook()),
        HttpResponse(f"?cursor={signing.dumps(['place', [MARK]])}"),
    ],
    ids=["body", "header", "quoted", "stream", "file", "workbook", "cursor"],
)
def test_a_leak_is_seen(answer: Any) -> None:
    with pytest.raises(AssertionError, match="tells"):
        look(answer, "the page")


def test_what_was_asked_for_may_be_said_back_but_nothing_more() -> None:
    look(HttpResponse(f"No {MARK} here"), "the page", echoed=MARK)
    with pytest.raises(AssertionError, match="tells"):
        look(HttpResponse(f"No abc here, but {MARK}2"), "the page", echoed="abc")


def test_a_log_line_is_seen() -> None:
    listener = Listener()
    listener.handle(logging.makeLogRecord({"msg": "done", "vendor": MARK}))
    assert canaries_in("\n".join(listener.lines).encode())


def test_serving_the_wrong_organization_is_seen(
    planted: Planted, db: None, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind of mistake that all of this is for."""
    olga = sign_in(planted.cast.olga)
    look(olga.get("/vendors/vendor/"), "the list")
    monkeypatch.setattr(middleware, "landing_membership", lambda *given: planted.cast.mallory)
    with pytest.raises(AssertionError, match="tells"):
        look(olga.get("/vendors/vendor/"), "the list")
