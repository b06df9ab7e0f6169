"""Letters and reports as answers: a page to read and print, or a PDF to send.

A paper's template takes `nonce` for its style and `back`, the page that a person came from; both
are empty in the PDF, whose words are the same.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from accounts.pdf import pdf_of


class PaperForm(StrEnum):
    HTML = "html"
    PDF = "pdf"


MEDIA_TYPES = {PaperForm.HTML: "text/html", PaperForm.PDF: "application/pdf"}


def wanted_form(request: HttpRequest) -> PaperForm:
    """What `Accept` prefers; HTML where it leaves the choice, or names neither."""
    preferred = request.get_preferred_type(list(MEDIA_TYPES.values()))
    return next((form for form, kind in MEDIA_TYPES.items() if kind == preferred), PaperForm.HTML)


def form_on_page(request: HttpRequest) -> PaperForm:
    """What a page's address asks for."""
    return PaperForm.PDF if request.GET.get("format") == PaperForm.PDF else PaperForm.HTML


def paper_answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    name: str,
    form: PaperForm,
    back: str = "",
) -> HttpResponse:
    """The paper in one of both forms, kept in no cache; `name` is the file's without its ending.

    Raises `accounts.pdf.NoPdf`.
    """
    if form is PaperForm.PDF:
        answer = HttpResponse(
            pdf_of(render_to_string(template, dict(context))), content_type=MEDIA_TYPES[form]
        )
        plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
        answer["Content-Disposition"] = f'attachment; filename="{plain}.pdf"'
    else:
        nonce = str(getattr(request, "csp_nonce", ""))
        page = render_to_string(template, {**context, "nonce": nonce, "back": back})
        answer = HttpResponse(page, content_type=MEDIA_TYPES[form])
    answer["Cache-Control"] = "private, no-store"
    answer["Vary"] = "Accept"
    return answer
