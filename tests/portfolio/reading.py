"""Reads a page as a screen reader would: tables by their caption, cells as text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Protocol


@dataclass
class Cell:
    tag: str
    scope: str = ""
    text: str = ""
    links: list[str] = field(default_factory=list)


@dataclass
class Table:
    caption: str = ""
    rows: list[list[Cell]] = field(default_factory=list)

    def row(self, heading: str) -> list[str]:
        """The cells of the row whose heading starts so, without those hidden from readers."""
        for row in self.rows:
            if row and row[0].text.startswith(heading):
                return [cell.text for cell in row]
        raise AssertionError(f"no row {heading!r} in {[row[0].text for row in self.rows if row]}")

    def link(self, heading: str, number: int = 0) -> str:
        """The address behind a figure of that row."""
        for row in self.rows:
            if row and row[0].text.startswith(heading):
                return [link for cell in row for link in cell.links][number]
        raise AssertionError(f"no row {heading!r}")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Table] = []
        self.text: list[str] = []
        self.caption = False
        self.cell: Cell | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "table":
            self.tables.append(Table())
        elif tag == "caption":
            self.caption = True
        elif tag == "tr":
            self.tables[-1].rows.append([])
        elif tag in {"td", "th"}:
            self.cell = Cell(tag, given.get("scope") or "")
        elif tag == "br" and self.cell:
            self.cell.text += " "
        elif tag == "a" and self.cell:
            self.cell.links.append(given.get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption":
            self.caption = False
        elif tag in {"td", "th"} and self.cell:
            self.cell.text = " ".join(self.cell.text.split())
            if self.cell.text:
                self.tables[-1].rows[-1].append(self.cell)
            self.cell = None

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.caption:
            self.tables[-1].caption += data
        if self.cell:
            self.cell.text += data


@dataclass
class Page:
    tables: list[Table]
    text: str

    def table(self, caption: str) -> Table:
        """The table whose caption contains these words."""
        for table in self.tables:
            if caption in table.caption:
                return table
        raise AssertionError(f"no table {caption!r} in {[table.caption for table in self.tables]}")


class Response(Protocol):
    @property
    def content(self) -> bytes: ...


def read(response: Response) -> Page:
    reader = _Reader()
    reader.feed(response.content.decode())
    return Page(reader.tables, " ".join("".join(reader.text).split()))
