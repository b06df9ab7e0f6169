"""HTML as a PDF, laid out by WeasyPrint, with nothing loaded from anywhere.

WeasyPrint needs Pango, a library of the operating system, and is imported only when a PDF is
asked for: whoever prints nothing needs neither.
"""

from typing import Any

WHAT_TO_INSTALL = (
    "A PDF needs the library Pango and a font, which this machine lacks. On Debian and Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation. "
    "Until then print the page from the browser."
)


class NoPdf(RuntimeError):
    """This machine can't make PDFs; says what to install."""


def pdf_of(html: str) -> bytes:
    """The page as a PDF; its style stands in the page itself.

    Any address in it, such as an image's or a style sheet's, is left out: nothing is loaded, not
    even from this machine. Raises `NoPdf`.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as missing:
        raise NoPdf(WHAT_TO_INSTALL) from missing

    class NoAddress(URLFetcher):
        """Refuses every address, before anything is looked up or opened."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"Nothing is loaded into a PDF: {url[:100]}")

    made: bytes = HTML(string=html, url_fetcher=NoAddress()).write_pdf()
    return made
