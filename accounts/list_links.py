"""Further pages that a list offers above its rows; rooms above add theirs."""

from collections.abc import Callable

from django.http import HttpRequest

#: Text and address for a list such as `vendors.vendor`.
type LinkSource = Callable[[HttpRequest, str], list[tuple[str, str]]]

_SOURCES: list[LinkSource] = []


def add_list_links(source: LinkSource) -> None:
    """Adds links to lists; the source decides for which list and whom."""
    _SOURCES.append(source)


def list_links(request: HttpRequest, name: str) -> list[tuple[str, str]]:
    """All links that the person gets above the list."""
    return [link for source in _SOURCES for link in source(request, name)]
