import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client


@pytest.fixture
def text_of() -> Callable[[Client, str], str]:
    """What a page says, without its markup."""

    def read(client: Client, address: str) -> str:
        page = client.get(address, follow=True).content.decode()
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())

    return read
