"""Tables that can be read without seeing the bars."""

import re

import pytest
from django.test import Client

from tests.portfolio.reading import read
from tests.portfolio.story import Story

PAGES = ("/", "/portfolio/rows/", "/portfolio/holders/", "/portfolio/due/")


@pytest.mark.parametrize("page", PAGES)
def test_every_table_has_a_caption_and_headings(omar: Client, story: Story, page: str) -> None:
    tables = read(omar.get(page)).tables
    assert tables
    for table in tables:
        assert table.caption.strip()
        assert all(cell.scope == "col" for cell in table.rows[0])
        for row in table.rows[1:]:
            assert any(cell.scope == "row" for cell in row)


@pytest.mark.parametrize("page", PAGES)
def test_bars_are_hidden_from_readers_and_use_no_script(
    omar: Client, story: Story, page: str
) -> None:
    content = omar.get(page).content.decode()
    own = content[content.index('<div class="portfolio">') :]
    own = own[: own.index("</section>", own.rindex("<section"))]
    assert all('aria-hidden="true"' in bar for bar in re.findall(r'<svg class="bar[^>]*>', own))
    assert "<script" not in own
    assert "style=" not in own
    assert "http://" not in own
    assert "https://" not in own


def test_ids_are_unique_and_references_lead_somewhere(omar: Client, story: Story) -> None:
    content = omar.get("/").content.decode()
    own = content[content.index('<div class="portfolio">') :]
    ids = re.findall(r'\bid="([a-z-]+)"', own[: own.rindex("</details>")])
    assert len(ids) == len(set(ids))
    referred = set(re.findall(r'aria-labelledby="((?:by|switch|find|due|quad|conc)[a-z-]*)"', own))
    assert referred
    assert referred <= set(ids)
